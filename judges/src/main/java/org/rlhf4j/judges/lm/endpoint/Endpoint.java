package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.lm.model.LanguageModel;
import org.rlhf4j.judges.lm.model.Question;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.Tally;
import org.rlhf4j.judges.lm.model.Usefulness;
import org.rlhf4j.judges.store.AnswerStore;
import org.rlhf4j.judges.store.Digest;

/**
 * A language model behind an OpenAI-compatible endpoint. Several requests are under way at a time;
 * replies come back in the order of the questions. An answer is kept in the store before anything
 * else happens to it, and the same request is never sent again, unless it is asked again on purpose
 * ({@link Question#repetition}): such an answer is kept beside the first.
 *
 * <p>Failures that pass (no answer, cut connections, statuses 429 and 5xx, what is no chat
 * completion) are tried again with growing waits. A question that gets no answer in the end, or
 * that the endpoint rejects, stays without one; too many of those, and whatever concerns all
 * questions, stop the work.
 */
public final class Endpoint implements LanguageModel {

  private final EndpointOptions options;
  private final @Nullable Double temperature;
  private final int maxTokens;
  private final RandomStream random;
  private final RunLog log;
  private final Requests requests;
  private final ExecutorService workers;
  private final @Nullable AnswerStore store;
  private final FirstAnswers first;
  private boolean toldOfModel;
  private long failures;
  private Tally tally = Tally.NOTHING;

  private Endpoint(
      EndpointOptions options,
      @Nullable Double temperature,
      int maxTokens,
      Key key,
      @Nullable AnswerStore store,
      PluginContext context) {
    this.options = options;
    this.temperature = temperature;
    this.maxTokens = maxTokens;
    this.random = context.random();
    this.log = context.log();
    this.store = store;
    this.first = new FirstAnswers(options.retry().unusable());
    this.requests =
        new Requests(
            options,
            maxTokens,
            new Http(key, options.timeoutSeconds()),
            key,
            Budget.of(options, context),
            store == null ? "no store" : store.folder().toString(),
            random.child("waits"));
    this.workers = Executors.newFixedThreadPool(options.concurrency(), Endpoint::worker);
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "lm-endpoint");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Checks what can be seen without asking: the address, the model's name, the key.
   *
   * @throws UserException if something is missing
   */
  public static void check(EndpointOptions options, UnaryOperator<@Nullable String> environment) {
    if (options.baseUrl() == null || options.model() == null) {
      throw new UserException(
          "the endpoint needs \"baseUrl\", such as http://localhost:8000/v1, and \"model\"");
    }
    Key.of(options.keyVariable(), environment, options.url("/models"));
  }

  /**
   * Opens an endpoint: takes the key, opens the store, and asks for the list of models, which costs
   * nothing and tells whether anybody answers.
   *
   * @param temperature of answers; null to let the endpoint choose
   * @param maxTokens most tokens of an answer
   * @param environment where keys are
   * @throws UserException if something is missing, or nobody answers
   */
  public static Endpoint open(
      EndpointOptions options,
      @Nullable Double temperature,
      int maxTokens,
      UnaryOperator<@Nullable String> environment,
      PluginContext context) {
    check(options, environment);
    URI url = options.url("/models");
    Key key = Key.of(options.keyVariable(), environment, url);
    if (key.isExposedBy(url)) {
      context.log().note("the key travels to " + url.getHost() + " in the clear; https would not");
    }
    if (options.probe()) {
      new Probe(options, key).check(context.log());
    }
    String folder = options.store();
    AnswerStore store = folder == null ? null : AnswerStore.open(context.place(folder));
    return new Endpoint(options, temperature, maxTokens, key, store, context);
  }

  /** A request that is not answered yet, for one or more questions of the same words. */
  private record Open(String key, String body, List<Integer> places) {}

  @Override
  public List<Reply> ask(List<Question> questions) {
    return ask(questions, Usefulness.ANY);
  }

  @Override
  public List<Reply> ask(List<Question> questions, Usefulness usefulness) {
    Reply[] replies = new Reply[questions.size()];
    Map<String, Open> open = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    long hits = 0;
    for (int i = 0; i < replies.length; i++) {
      Question question = questions.get(i);
      Integer seed = seed(question);
      String body = Chat.request(options, question, temperature, maxTokens, seedToSend(seed));
      String key = key(body, seed, question.repetition());
      Optional<Reply> kept = kept(key);
      if (kept.isPresent()) {
        replies[i] = kept.get();
        hits++;
        if (known.add(key)) {
          first.add(kept.get(), usefulness);
        }
      } else {
        open.computeIfAbsent(key, k -> new Open(k, body, new ArrayList<>())).places().add(i);
      }
    }
    long calls = requests.calls();
    long retries = requests.retries();
    double spent = requests.spent();
    long failed = failures;
    try {
      List<Open> all = List.copyOf(open.values());
      for (int from = 0, to; from < all.size(); from = to) {
        if (first.open() == 0) {
          throw useless(usefulness);
        }
        to = from + Math.min(first.open(), all.size() - from);
        ask(all.subList(from, to), replies, usefulness);
      }
      if (first.open() == 0 && !all.isEmpty()) {
        throw useless(usefulness); // the next batch would be of no use either
      }
      noteModel();
    } finally {
      tally =
          tally.plus(
              new Tally(
                  requests.calls() - calls,
                  hits,
                  requests.retries() - retries,
                  failures - failed,
                  requests.spent() - spent));
    }
    return List.of(replies);
  }

  /** Under what an answer is kept. The same question asked again on purpose has another key. */
  private String key(String body, @Nullable Integer seed, int repetition) {
    String first = Digest.of("answer-1", options.baseUrl(), body, String.valueOf(seed));
    return repetition == 0 ? first : Digest.of("again-1", first, String.valueOf(repetition));
  }

  private Optional<Reply> kept(String key) {
    return store == null ? Optional.empty() : store.get(key).flatMap(AnswerJson::read);
  }

  /** What makes two random answers to one question differ, or be the same again; null if greedy. */
  private @Nullable Integer seed(Question question) {
    return temperature != null && temperature == 0
        ? null
        : (int) (random.child("seeds").child(question.id()).uniform(0) * Integer.MAX_VALUE);
  }

  private @Nullable Integer seedToSend(@Nullable Integer seed) {
    return options.sendSeed() ? seed : null;
  }

  private UserException useless(Usefulness usefulness) {
    return first.reason(
        options.url("") + ", model \"" + options.model() + "\"",
        store == null ? "" : store.folder().toString(),
        usefulness);
  }

  private void noteModel() {
    String other = requests.otherModel();
    if (!other.isEmpty() && !toldOfModel) {
      toldOfModel = true;
      log.note(
          options.url("")
              + ": \""
              + options.model()
              + "\" was asked, and the answers say that they are of \""
              + other
              + "\"");
    }
  }

  private void ask(List<Open> open, Reply[] replies, Usefulness usefulness) {
    Stop stop = new Stop();
    CompletionService<Integer> done = new ExecutorCompletionService<>(workers);
    List<Future<Integer>> futures = new ArrayList<>();
    Requests.Answered[] answers = new Requests.Answered[open.size()];
    for (int i = 0; i < open.size(); i++) {
      int place = i;
      futures.add(
          done.submit(
              () -> {
                answers[place] = ask(open.get(place), stop);
                return place;
              }));
    }
    try (Progress progress = log.progress("asking " + options.model(), open.size(), "questions")) {
      int answered = 0;
      for (int i = 0; i < open.size(); i++) {
        int place = done.take().get();
        Requests.Answered answer = answers[place];
        if (answer != null) {
          open.get(place).places().forEach(p -> replies[p] = answer.reply());
          count(answer, stop, usefulness);
          progress.update(++answered, failures == 0 ? "" : failures + " without answer");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + options.model(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking " + options.model() + " failed: " + e.getCause(), e);
    } finally {
      futures.forEach(f -> f.cancel(true)); // nothing is left of them but after a failure
    }
    stop.check();
  }

  /** One question, in a worker. Null once there is a reason to stop. */
  private Requests.@Nullable Answered ask(Open question, Stop stop) throws InterruptedException {
    if (stop.wanted()) {
      return null;
    }
    try {
      Requests.Answered answer = requests.ask(question.key(), question.body(), stop);
      if (answer.paid() && store != null) {
        store.put(question.key(), AnswerJson.write(answer.reply()));
      }
      return answer;
    } catch (UserException e) {
      stop.because(e);
      return null;
    }
  }

  private void count(Requests.Answered answer, Stop stop, Usefulness usefulness) {
    if (answer.paid()) {
      first.add(answer.reply(), usefulness);
      return;
    }
    failures++;
    log.note("a question stays without an answer: " + answer.reply().trouble());
    if (failures > options.retry().failures()) {
      stop.because(
          new UserException(
              options.url("")
                  + ": "
                  + failures
                  + " questions got no answer, and \"failures\" allows "
                  + options.retry().failures()
                  + "; the last: "
                  + answer.reply().trouble()
                  + (store == null
                      ? ""
                      : "\n  All answers so far are kept in "
                          + store.folder()
                          + " and are not asked for again when the run goes on")));
    }
  }

  @Override
  public Tally tally() {
    Tally now = tally;
    tally = Tally.NOTHING;
    return now;
  }

  @Override
  public void close() {
    workers.shutdownNow();
    if (store != null) {
      store.close();
    }
  }
}
