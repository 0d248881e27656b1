package org.rlhf4j.judges.wrapped;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.forwarding.ForwardingJudge;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.store.Digest;
import org.rlhf4j.judges.store.Store;

/** Implements {@link CachedPlugin}. */
final class Cached implements ForwardingJudge {

  private final Judge judge;
  private final String identity;
  private final Store store;
  private final int batch;
  private final RunLog log;
  private long all;
  private long allHits;

  Cached(Judge judge, String identity, Store store, int batch, RunLog log) {
    this.judge = judge;
    this.identity = identity;
    this.store = store;
    this.batch = batch;
    this.log = log;
    if (store.torn() > 0) {
      log.note(store.folder() + ": " + store.torn() + " damaged lines are passed over");
    }
  }

  @Override
  public Judge wrapped() {
    return judge;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    if (comparisons.isEmpty()) {
      return List.of();
    }
    store.refresh();
    List<String> keys = comparisons.stream().map(this::key).toList();
    Map<String, Verdict> known = new HashMap<>();
    Map<String, Comparison> unknown = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      Optional<Verdict> kept = store.get(key).flatMap(VerdictJson::read);
      if (kept.isPresent()) {
        known.put(key, kept.get());
      } else {
        unknown.putIfAbsent(key, comparisons.get(i));
      }
    }
    int hits = (int) keys.stream().filter(known::containsKey).count();
    ask(unknown, known);
    // A cost and no metric: a resumed run finds on the disk what it asked for before it was killed.
    log.spend("verdicts from the cache", hits);
    all += keys.size();
    allHits += hits;
    return keys.stream().map(known::get).toList();
  }

  private void ask(Map<String, Comparison> unknown, Map<String, Verdict> known) {
    List<String> keys = List.copyOf(unknown.keySet());
    for (int from = 0; from < keys.size(); from += batch) {
      List<String> some = keys.subList(from, Math.min(from + batch, keys.size()));
      List<Comparison> asked = new ArrayList<>();
      some.forEach(key -> asked.add(unknown.get(key)));
      List<Verdict> verdicts = judge.judge(asked);
      for (int i = 0; i < some.size(); i++) {
        known.put(some.get(i), verdicts.get(i));
        if (isKept(verdicts.get(i))) {
          store.put(some.get(i), VerdictJson.write(verdicts.get(i)));
        }
      }
      store.force();
    }
  }

  /** Where the judge said nothing at all, the next run asks again. */
  private static boolean isKept(Verdict verdict) {
    return verdict.label() != Verdict.Label.UNPARSED || !verdict.raw().isEmpty();
  }

  private String key(Comparison c) {
    String first =
        Digest.of(
            "verdict-1",
            identity,
            c.prompt().text(),
            c.prompt().reference(),
            c.first().text(),
            c.second().text(),
            c.rubric());
    return c.repetition() == 0
        ? first
        : Digest.of("again-1", first, String.valueOf(c.repetition()));
  }

  @Override
  public void close() {
    if (all > 0) {
      log.note(
          allHits + " of " + all + " verdicts were in " + store.folder() + " already (cache hits)");
    }
    store.close();
    judge.close();
  }
}
