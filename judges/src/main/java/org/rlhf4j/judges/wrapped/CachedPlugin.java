package org.rlhf4j.judges.wrapped;

import org.rlhf4j.api.Judge;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.judges.store.AnswerStore;
import org.rlhf4j.judges.store.Digest;

/**
 * {@code cached}: keeps the verdicts of another judge on the disk and never asks it twice, in this
 * run or a later one.
 *
 * <p>A verdict is kept under the judge's identity (its id, all its options, and the contents of the
 * files that it says it has read) and under the content of the comparison: prompt, reference, both
 * answers in their order, rubric. The comparison's id does not count, so that other runs find it;
 * hence a judge whose verdicts depend on ids, {@code noisy} for one, belongs around the cache and
 * not into it. What a model folder holds that is named in the options does not count either.
 *
 * <p>What is asked once more on purpose, as {@code judge-audit} does, is not answered by the first
 * verdict; its own is kept beside it.
 *
 * <p>A verdict comes back as it was, with what it cost then. Verdicts that are unparsed because the
 * judge gave no answer at all are not kept.
 */
@Source("rlhf4j's own")
public final class CachedPlugin implements JudgePlugin<CachedOptions> {

  /** For the service loader. */
  public CachedPlugin() {}

  @Override
  public String id() {
    return "cached";
  }

  @Override
  public String summary() {
    return "keeps the verdicts of another judge on the disk and asks nothing twice";
  }

  @Override
  public CachedOptions defaults() {
    return new CachedOptions(null, "cache/verdicts", 256);
  }

  @Override
  public Judge create(CachedOptions options, PluginContext context) {
    Part<Judge> part = Wrapped.required(id(), options.judge());
    AnswerStore store = AnswerStore.open(context.place(options.path()));
    try {
      Judge judge = context.create(part);
      String identity = Digest.of(context.describe(part), judge.fingerprint());
      return new Cached(judge, identity, store, options.batch(), context.log());
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }
}
