package org.rlhf4j.judges.human.web;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.Person;

/**
 * Who may ask for what.
 *
 * <ul>
 *   <li>{@code /enter}, {@code /own}: ways in, see {@link Door}
 *   <li>{@code /}, {@code /api/...}: an annotator's
 *   <li>{@code /owner}, {@code /owner/...}: the owner's
 *   <li>{@code /static/...}, {@code /left}: everybody's
 * </ul>
 */
final class Router {
  private static final String NO_ENTRY =
      "This page opens with the personal link that you were sent. If it no longer works, ask for a"
          + " new one.";

  private static final String ENDED =
      "Your session has ended. Open your personal link again, in this browser; what you had begun"
          + " is kept.";

  private static final String LEFT =
      "You are logged out. To go on, open your personal link again, in this browser.";

  /** Nothing from elsewhere, nothing inline, in no frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final People people;
  private final AnnotatorApi annotator;
  private final OwnerApi owner;
  private final Pages pages;
  private final Site site;
  private final Secrets secrets;
  private final RateLimit limit;
  private final Cookies cookies;
  private final Door door;
  private final int bodyBytes;

  /**
   * Routes of a workbench.
   *
   * @param bodyBytes most bytes of a body
   */
  Router(
      People people,
      AnnotatorApi annotator,
      OwnerApi owner,
      Pages pages,
      Site site,
      Secrets secrets,
      RateLimit limit,
      Cookies cookies,
      int bodyBytes) {
    this.people = people;
    this.annotator = annotator;
    this.owner = owner;
    this.pages = pages;
    this.site = site;
    this.secrets = secrets;
    this.limit = limit;
    this.cookies = cookies;
    this.door = new Door(people, secrets, pages, cookies);
    this.bodyBytes = bodyBytes;
  }

  /** The headers of a reply. */
  Map<String, String> headers(Reply reply) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", reply.type());
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    if (site.secure()) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    if (reply.status() == 429) {
      headers.put("Retry-After", "5");
    }
    headers.putAll(reply.headers());
    return headers;
  }

  /**
   * Decides about a request by its headers.
   *
   * @throws Refusal if it is refused
   */
  Outcome begin(Request request) {
    if (!site.knows(request.header("Host"))) {
      throw new Refusal(421, "There is no such site here.");
    }
    boolean get = request.reads();
    if (!get && !request.method().equals("POST")) {
      throw new Refusal(405, "GET and POST are understood.");
    }
    String path = request.path();
    boolean owners = path.equals("/owner") || path.startsWith("/owner/");
    String session = request.cookie(owners ? cookies.owner() : cookies.annotator()).orElse("");
    Optional<Person> person =
        owners || session.isEmpty() ? Optional.empty() : people.bySession(session);
    boolean isOwner = owners && !session.isEmpty() && secrets.isOwner(session);
    String who = person.map(Person::alias).orElse(isOwner ? "owner" : request.address());
    if (!limit.allows(who)) {
      throw new Refusal(429, "Too many requests. Please wait a few seconds.");
    }
    if (!get && !site.isOwnOrigin(request.header("Origin"), request.header("Host"))) {
      throw new Refusal(403, "This request comes from another site.");
    }
    if (Door.isAt(path)) {
      return door.answer(request);
    }
    // whatever changes something must come from one of our pages, with its token
    if (!get && !session.isEmpty() && !Secrets.isCsrf(request.header("X-CSRF-Token"), session)) {
      throw new Refusal(403, "This page is too old. Please load it again.");
    }
    if (get && path.startsWith("/static/")) {
      return Outcome.now(
          pages
              .file(path.substring("/static/".length()))
              .orElseThrow(() -> new Refusal(404, "There is no such file.")));
    }
    if (get && path.equals("/left")) {
      return Outcome.now(pages.message(200, LEFT));
    }
    if (owners) {
      return isOwner ? owner(request, path, session, get) : denied(path, session);
    }
    return person.isPresent()
        ? annotator(request, path, person.get(), session, get)
        : denied(path, session);
  }

  private Outcome denied(String path, String session) {
    String sentence = session.isEmpty() ? NO_ENTRY : ENDED;
    return Outcome.now(
        path.contains("/api/") ? Reply.error(401, sentence) : pages.message(401, sentence));
  }

  /** The session is over; what the browser keeps of it goes too. */
  private static Reply left(String clear) {
    return Reply.json(new JsonObject())
        .with("Set-Cookie", clear)
        .with("Clear-Site-Data", "\"storage\""); // caches hold nothing: no-store
  }

  private Outcome annotator(
      Request request, String path, Person person, String session, boolean get) {
    if (get && path.equals("/")) {
      return Outcome.now(pages.annotator());
    }
    if (get && path.equals("/api/state")) {
      JsonObject json = annotator.state(person);
      json.add("settings", annotator.settings(person, Secrets.csrf(session)));
      return Outcome.now(Reply.json(json));
    }
    if (!get && path.equals("/api/leave")) {
      people.leave(session);
      return Outcome.now(left(cookies.clear(cookies.annotator())));
    }
    if (!get && path.startsWith("/api/")) {
      request.requireJson();
      return new Outcome.AfterBody(
          bodyBytes,
          body -> Reply.json(annotator.act(path.substring("/api/".length()), person, body)));
    }
    throw new Refusal(404, "There is no such page.");
  }

  private Outcome owner(Request request, String path, String session, boolean get) {
    if (get && path.equals("/owner")) {
      return Outcome.now(pages.owner());
    }
    if (get && path.equals("/owner/api/state")) {
      return Outcome.now(Reply.json(owner.state(Secrets.csrf(session))));
    }
    if (get && path.startsWith("/owner/files/")) {
      return Outcome.now(owner.file(path.substring("/owner/files/".length())));
    }
    if (!get && path.equals("/owner/api/leave")) {
      secrets.leave(session);
      return Outcome.now(left(cookies.clear(cookies.owner())));
    }
    if (!get && path.startsWith("/owner/api/")) {
      request.requireJson();
      return new Outcome.AfterBody(
          bodyBytes, body -> Reply.json(owner.act(path.substring("/owner/api/".length()), body)));
    }
    throw new Refusal(404, "There is no such page.");
  }
}
