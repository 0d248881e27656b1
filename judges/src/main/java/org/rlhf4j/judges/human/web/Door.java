package org.rlhf4j.judges.human.web;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rlhf4j.judges.human.store.People;

/**
 * The way in: a page that says whom a link belongs to, and a button. Nothing begins by opening a
 * link, so that nobody works under another's name because that one's link stood in a mail or on a
 * page. The secret of a link stands behind its #, which browsers send to nobody; the page sends it
 * in a body, with a token that belongs to a cookie of the page, since there is no session yet.
 *
 * <p>An annotator's link went through other hands before it came to them. So it opens the work
 * once; from then on it does so only together with that cookie, which the first browser keeps.
 */
final class Door {
  /** A link's secret is short. */
  private static final int MOST_BYTES = 1024;

  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final String NO_ENTRY =
      "This link does not work in this browser: it was used in another one first, or there is a"
          + " newer link. Ask for a new one.";

  private static final String NO_OWNER =
      "This link does not work, or no longer does. Ask for a new one.";

  private final People people;
  private final Secrets secrets;
  private final Pages pages;
  private final Cookies cookies;

  Door(People people, Secrets secrets, Pages pages, Cookies cookies) {
    this.people = people;
    this.secrets = secrets;
    this.pages = pages;
    this.cookies = cookies;
  }

  /** Whether a path leads here. */
  static boolean isAt(String path) {
    return path.equals("/enter")
        || path.startsWith("/enter/")
        || path.equals("/own")
        || path.startsWith("/own/");
  }

  Outcome answer(Request request) {
    boolean owners = request.path().startsWith("/own");
    if (request.reads()) {
      String kept = request.cookie(cookies.door()).orElse("");
      String door = SECRET.matcher(kept).matches() ? kept : People.secret();
      return Outcome.now(
          pages.door(Secrets.csrf(door)).with("Set-Cookie", cookies.set(cookies.door(), door)));
    }
    String door = request.cookie(cookies.door()).orElse("");
    if (door.isEmpty() || !Secrets.isCsrf(request.header("X-CSRF-Token"), door)) {
      throw new Refusal(403, "This page is too old. Please open your link again.");
    }
    request.requireJson();
    return switch (request.path()) {
      case "/enter/who", "/own/who" ->
          new Outcome.AfterBody(MOST_BYTES, body -> who(owners, Request.text(body, "token"), door));
      case "/enter", "/own" ->
          new Outcome.AfterBody(
              MOST_BYTES, body -> enter(request, owners, Request.text(body, "token"), door));
      default -> throw new Refusal(404, "There is no such page.");
    };
  }

  private static Refusal refusal(boolean owners) {
    return new Refusal(403, owners ? NO_OWNER : NO_ENTRY);
  }

  private Reply who(boolean owners, String token, String door) {
    Optional<String> name =
        owners
            ? Optional.of("the owner").filter(n -> secrets.isLink(token))
            : people.byLink(token, door).map(p -> p.name());
    JsonObject json = new JsonObject();
    json.addProperty("name", name.orElseThrow(() -> refusal(owners)));
    return Reply.json(json);
  }

  private Reply enter(Request request, boolean owners, String token, String door) {
    String cookie = owners ? cookies.owner() : cookies.annotator();
    String before = request.cookie(cookie).orElse("");
    Optional<String> session =
        owners ? secrets.enter(token, before) : people.enter(token, door, before);
    JsonObject json = new JsonObject();
    json.addProperty("to", owners ? "/owner" : "/");
    return Reply.json(json)
        .with("Set-Cookie", cookies.set(cookie, session.orElseThrow(() -> refusal(owners))));
  }
}
