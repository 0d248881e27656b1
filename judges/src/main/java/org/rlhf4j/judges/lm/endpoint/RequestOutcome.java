package org.rlhf4j.judges.lm.endpoint;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param kind what is to be done about it
 * @param words for people
 * @param completion the answer, if there is one
 * @param pause what the endpoint asks to wait for; null if it does not say
 * @param charge what it cost, as far as anybody knows
 */
record RequestOutcome(
    Kind kind,
    String words,
    Chat.@Nullable Completion completion,
    @Nullable Duration pause,
    Charge charge) {

  /** What is to be done. */
  enum Kind {
    /** There is an answer. */
    ANSWERED,
    /** Another try may help. */
    AGAIN,
    /** This question will get no answer; others may. */
    REJECTED,
    /** No question will get an answer until somebody mends something. */
    HOPELESS
  }

  private static final int MOST_WORDS = 300;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\s]+");

  static RequestOutcome failed(Http.Failed e) {
    Charge charge = e.unsent ? Charge.NOTHING : Charge.UNKNOWN;
    return new RequestOutcome(Kind.AGAIN, String.valueOf(e.getMessage()), null, null, charge);
  }

  static RequestOutcome tooLong(LimitedBody.TooLong e) {
    return new RequestOutcome(
        Kind.REJECTED, String.valueOf(e.getMessage()), null, null, Charge.UNKNOWN);
  }

  /** Reads a response, whose texts no longer hold the key. */
  static RequestOutcome of(HttpResponse<String> response, Key key) {
    int status = response.statusCode();
    String body = key.hide(response.body());
    if (status >= 200 && status < 300) {
      Optional<Chat.Completion> completion = Chat.completion(body);
      return completion
          .map(
              c ->
                  new RequestOutcome(
                      Kind.ANSWERED,
                      "",
                      c,
                      null,
                      Charge.of(c.promptTokens(), c.completionTokens(), Charge.UNKNOWN)))
          .orElseGet(
              () -> {
                // a page, an error, nothing: who charges for it says so
                long[] usage = Chat.usage(body);
                return new RequestOutcome(
                    Kind.AGAIN,
                    "what came is no chat completion: " + cut(body),
                    null,
                    null,
                    Charge.of(usage[0], usage[1], Charge.NOTHING));
              });
    }
    String words = "HTTP status " + status + (body.isBlank() ? "" : ": " + cut(body));
    return new RequestOutcome(kind(status, body), words, null, waiting(response), Charge.NOTHING);
  }

  private static Kind kind(int status, String body) {
    if (status == 429) {
      return Chat.errorCode(body).equals("insufficient_quota") ? Kind.HOPELESS : Kind.AGAIN;
    }
    if (status == 408 || status == 409 || status == 425 || (status >= 500 && status != 501)) {
      return Kind.AGAIN;
    }
    return status == 400 || status == 413 || status == 422 ? Kind.REJECTED : Kind.HOPELESS;
  }

  /** The header Retry-After, in seconds or as a date; and the one in milliseconds. */
  private static @Nullable Duration waiting(HttpResponse<String> response) {
    String millis = response.headers().firstValue("retry-after-ms").orElse("");
    String after = response.headers().firstValue("Retry-After").orElse("").strip();
    try {
      if (!millis.isBlank()) {
        return Duration.ofMillis(Math.max(0, (long) Double.parseDouble(millis)));
      }
      if (after.isEmpty()) {
        return null;
      }
      return Character.isDigit(after.charAt(0))
          ? Duration.ofMillis((long) (1000 * Double.parseDouble(after)))
          : Duration.between(
              Instant.now(),
              ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (NumberFormatException | DateTimeException e) {
      return null; // it says nothing that can be understood
    }
  }

  static String cut(String text) {
    String line = CONTROL.matcher(text).replaceAll(" ").strip();
    return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "...";
  }
}
