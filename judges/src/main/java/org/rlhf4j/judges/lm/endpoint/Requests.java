package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.judges.lm.model.Reply;

/** Sends a question until there is an answer, or there will be none. */
final class Requests {

  private final EndpointOptions options;
  private final int maxTokens;
  private final Http http;
  private final Key key;
  private final Budget budget;
  private final String store;
  private final RequestPace pace;
  private final RandomStream jitter;
  private final URI url;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final DoubleAdder spent = new DoubleAdder();
  private final AtomicLong answered = new AtomicLong();
  private final DoubleAdder spentOnAnswers = new DoubleAdder();
  private volatile String otherModel = "";

  Requests(
      EndpointOptions options,
      int maxTokens,
      Http http,
      Key key,
      Budget budget,
      String store,
      RandomStream jitter) {
    this.options = options;
    this.maxTokens = maxTokens;
    this.http = http;
    this.key = key;
    this.budget = budget;
    this.store = store;
    this.pace = new RequestPace(options.requestsPerMinute());
    this.jitter = jitter;
    this.url = options.url("/chat/completions");
  }

  /** What came of a question: the reply, and whether it was paid for and is to be kept. */
  record Answered(Reply reply, boolean paid) {}

  /** Requests that were sent, repeated ones counted. */
  long calls() {
    return calls.get();
  }

  /** What they cost. */
  double spent() {
    return spent.sum();
  }

  /** Requests that were sent again. */
  long retries() {
    return retries.get();
  }

  /**
   * Asks.
   *
   * @param name of the question, which decides how waits differ
   * @throws UserException if it is of no use to go on
   */
  Answered ask(String name, String body, Stop stop) throws InterruptedException {
    long start = System.nanoTime();
    // a token is at least a byte
    double most = options.budget().price(body.getBytes(StandardCharsets.UTF_8).length, maxTokens);
    for (int tries = 1; ; tries++) {
      pace.await(stop);
      stop.check();
      take(most, stop);
      calls.incrementAndGet();
      RequestOutcome outcome = sent(body, most, stop);
      double seconds = (System.nanoTime() - start) / 1e9;
      switch (outcome.kind()) {
        case ANSWERED -> {
          return new Answered(reply(outcome, most, tries, seconds), true);
        }
        case REJECTED -> {
          return failure("the endpoint rejects the question: " + outcome.words(), tries, seconds);
        }
        case HOPELESS -> throw hopeless(outcome);
        case AGAIN -> {
          if (tries >= options.retry().tries()) {
            String often = tries == 1 ? "1 request" : tries + " requests";
            return failure("no answer after " + often + ": " + outcome.words(), tries, seconds);
          }
          retries.incrementAndGet();
          pause(name, tries, outcome, stop);
        }
      }
    }
  }

  /** A budget that is spent on requests of which none can be answered is not the reason to stop. */
  private void take(double most, Stop stop) throws InterruptedException {
    try {
      budget.take(most, store);
    } catch (UserException e) {
      stop.check();
      throw e;
    }
  }

  private RequestOutcome sent(String body, double most, Stop stop) throws InterruptedException {
    double cost = likely(body); // what came to no end may have been paid for
    String failure = "it was interrupted";
    try {
      RequestOutcome outcome = tried(body);
      failure = outcome.kind() == RequestOutcome.Kind.ANSWERED ? null : outcome.words();
      cost = cost(outcome, most, cost);
      if (outcome.kind() == RequestOutcome.Kind.ANSWERED) {
        answered.incrementAndGet();
        spentOnAnswers.add(cost);
      }
      if (outcome.kind() == RequestOutcome.Kind.HOPELESS) {
        stop.because(hopeless(outcome)); // before others learn that the budget is spent
      }
      return outcome;
    } finally {
      budget.settle(most, cost, failure);
      spent.add(cost);
    }
  }

  private RequestOutcome tried(String body) throws InterruptedException {
    try {
      return RequestOutcome.of(http.send(url, body), key);
    } catch (LimitedBody.TooLong e) {
      return RequestOutcome.tooLong(e);
    } catch (Http.Failed e) {
      return RequestOutcome.failed(e);
    }
  }

  private UserException hopeless(RequestOutcome outcome) {
    return new UserException(url + ": " + outcome.words() + advice(outcome.words()));
  }

  /**
   * By the endpoint's own count. An answer without one is booked at the most that it can have cost;
   * a request that came to no end, of which nobody knows whether it was charged, at what is likely.
   */
  private double cost(RequestOutcome outcome, double most, double likely) {
    Charge charge = outcome.charge();
    return charge.known()
        ? options.budget().price(charge.promptTokens(), charge.completionTokens())
        : outcome.kind() == RequestOutcome.Kind.ANSWERED ? most : likely;
  }

  /** The mean of what answers cost so far; before the first, the prompt at four bytes a token. */
  private double likely(String body) {
    long count = answered.get();
    return count > 0
        ? spentOnAnswers.sum() / count
        : options.budget().price(body.getBytes(StandardCharsets.UTF_8).length / 4, 0);
  }

  private Reply reply(RequestOutcome outcome, double most, int tries, double seconds) {
    Chat.Completion c = Objects.requireNonNull(outcome.completion());
    Cost cost =
        new Cost(
            tries,
            Math.max(0, c.promptTokens()),
            Math.max(0, c.completionTokens()),
            cost(outcome, most, most),
            seconds);
    noteModel(c.model());
    return new Reply(
        key.hide(c.text()), key.hide(c.trouble()), key.hide(c.choices()), cost, c.cutOff());
  }

  /** Names of versions, such as gpt-4o-2024-08-06 for gpt-4o, are no other model. */
  private void noteModel(String said) {
    String asked = String.valueOf(options.model());
    if (!said.isBlank() && !said.contains(asked) && !asked.contains(said)) {
      otherModel = RequestOutcome.cut(said);
    }
  }

  /** The model that answered where another was asked; nothing while there was none. */
  String otherModel() {
    return otherModel;
  }

  private static Answered failure(String words, int tries, double seconds) {
    return new Answered(Reply.none(words, new Cost(tries, 0, 0, 0, seconds)), false);
  }

  private void pause(String name, int tries, RequestOutcome outcome, Stop stop)
      throws InterruptedException {
    double longest = options.retry().longestWaitSeconds();
    Duration asked = outcome.pause();
    if (asked != null && asked.toNanos() / 1e9 > longest) {
      throw new UserException(
          url
              + " asks to wait for "
              + asked.toSeconds()
              + " s, more than \"longestWaitSeconds\": "
              + longest
              + " ("
              + outcome.words()
              + "); go on later, or raise it");
    }
    double doubled = options.retry().firstWaitSeconds() * Math.pow(2, tries - 1);
    double wait = Math.min(longest, doubled) * (0.5 + jitter.child(name).uniform(tries));
    if (asked != null) {
      wait = Math.max(wait, asked.toNanos() / 1e9);
    }
    long until = System.nanoTime() + (long) (wait * 1e9);
    if (asked != null) {
      pace.pauseUntil(until); // the wish is for everyone
    }
    stop.waitUntil(until);
  }

  private String advice(String words) {
    if (words.startsWith("HTTP status 401") || words.startsWith("HTTP status 403")) {
      String variable = options.keyVariable();
      return variable == null
          ? "\n  It wants a key: name the environment variable that holds it (\"keyVariable\")"
          : "\n  It does not take the key in the environment variable " + variable;
    }
    if (words.startsWith("HTTP status 404")) {
      return "\n  Is there a model \"" + options.model() + "\", and is baseUrl right?";
    }
    return words.startsWith("HTTP status 3") ? "\n  It has moved; mend baseUrl" : "";
  }
}
