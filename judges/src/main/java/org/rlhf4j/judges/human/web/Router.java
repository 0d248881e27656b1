package org.rlhf4j.judges.human.web;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Optional;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.Person;

/**
 * Who may ask for what.
 *
 * <ul>
 *   <li>{@code /enter/TOKEN}, {@code /own/TOKEN}: ways in, which become a cookie
 *   <li>{@code /}, {@code /api/...}: an annotator's
 *   <li>{@code /owner}, {@code /owner/...}: the owner's
 *   <li>{@code /static/...}: everybody's
 * </ul>
 */
final class Router {
  private static final String NO_ENTRY =
      "This page opens with the personal link that you were sent. If it no longer works, ask for a"
          + " new one.";

  private final People people;
  private final AnnotatorApi annotator;
  private final OwnerApi owner;
  private final Pages pages;
  private final Site site;
  private final Secrets secrets;
  private final RateLimit limit;
  private final String cookie;

  /**
   * Routes of a workbench.
   *
   * @param port makes the names of cookies, which all ports of a machine share
   */
  Router(
      People people,
      AnnotatorApi annotator,
      OwnerApi owner,
      Pages pages,
      Site site,
      Secrets secrets,
      RateLimit limit,
      int port) {
    this.people = people;
    this.annotator = annotator;
    this.owner = owner;
    this.pages = pages;
    this.site = site;
    this.secrets = secrets;
    this.limit = limit;
    this.cookie = "rlhf4j-" + port;
  }

  private String ownerCookie() {
    return cookie + "-owner";
  }

  Reply answer(Request request) throws IOException {
    if (!site.knows(request.header("Host"))) {
      throw new Refusal(421, "There is no such site here.");
    }
    boolean get = request.method().equals("GET") || request.method().equals("HEAD");
    if (!get && !request.method().equals("POST")) {
      throw new Refusal(405, "GET and POST are understood.");
    }
    String path = request.path();
    boolean owners = path.equals("/owner") || path.startsWith("/owner/");
    String session = request.cookie(owners ? ownerCookie() : cookie).orElse("");
    Optional<Person> person =
        owners || session.isEmpty() ? Optional.empty() : people.bySession(session);
    boolean isOwner = owners && !session.isEmpty() && secrets.isOwner(session);
    String who = person.map(Person::alias).orElse(isOwner ? "owner" : request.address());
    if (!limit.allows(who)) {
      throw new Refusal(429, "Too many requests. Please wait a few seconds.");
    }
    if (!get) {
      check(request, session);
    }
    if (path.startsWith("/static/") && get) {
      return pages
          .file(path.substring("/static/".length()))
          .orElseThrow(() -> new Refusal(404, "There is no such file."));
    }
    if (path.startsWith("/enter/") && get) {
      return enter(people.enter(path.substring("/enter/".length())), cookie, "/");
    }
    if (path.startsWith("/own/") && get) {
      return enter(secrets.enter(path.substring("/own/".length())), ownerCookie(), "/owner");
    }
    if (owners) {
      return isOwner ? owner(request, path, session, get) : denied(path);
    }
    return person.isPresent() ? annotator(request, path, person.get(), session, get) : denied(path);
  }

  /** Whatever changes something must come from one of our pages, with its token. */
  private void check(Request request, String session) {
    if (!site.isOwnOrigin(request.header("Origin"), request.header("Host"))) {
      throw new Refusal(403, "This request comes from another site.");
    }
    if (!session.isEmpty() && !Secrets.isCsrf(request.header("X-CSRF-Token"), session)) {
      throw new Refusal(403, "This page is too old. Please load it again.");
    }
  }

  private Reply denied(String path) {
    return path.contains("/api/") ? Reply.error(401, NO_ENTRY) : pages.message(401, NO_ENTRY);
  }

  private Reply enter(Optional<String> session, String name, String to) {
    if (session.isEmpty()) {
      return pages.message(403, NO_ENTRY);
    }
    return Reply.redirect(to)
        .with(
            "Set-Cookie",
            name
                + "="
                + session.get()
                + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000"
                + (site.secure() ? "; Secure" : ""));
  }

  private Reply annotator(Request request, String path, Person person, String session, boolean get)
      throws IOException {
    if (get && path.equals("/")) {
      return pages.annotator();
    }
    if (get && path.equals("/api/state")) {
      JsonObject json = annotator.state(person);
      json.add("settings", annotator.settings(person, Secrets.csrf(session)));
      return Reply.json(json);
    }
    if (!get && path.startsWith("/api/")) {
      return Reply.json(annotator.act(path.substring("/api/".length()), person, request.json()));
    }
    throw new Refusal(404, "There is no such page.");
  }

  private Reply owner(Request request, String path, String session, boolean get)
      throws IOException {
    if (get && path.equals("/owner")) {
      return pages.owner();
    }
    if (get && path.equals("/owner/api/state")) {
      return Reply.json(owner.state(Secrets.csrf(session)));
    }
    if (get && path.startsWith("/owner/files/")) {
      return owner.file(path.substring("/owner/files/".length()));
    }
    if (!get && path.startsWith("/owner/api/")) {
      return Reply.json(owner.act(path.substring("/owner/api/".length()), request.json()));
    }
    throw new Refusal(404, "There is no such page.");
  }
}
