package org.rlhf4j.evaluators;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;

/** Implements {@link KlPlugin}. */
record Kl(KlOptions options) implements Evaluator {
  private static final String UNIT = "nats";

  @Override
  public void check(List<String> subjects) {
    MethodNames.require("kl: reference", options.reference(), subjects);
  }

  @Override
  public List<String> columns() {
    return List.of(options.name());
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    long answers = (long) (subjects - 1) * prompts * options.samples();
    return List.of(
        Work.onOwn(Work.Kind.GENERATE, answers, options.maxNewTokens()),
        Work.onOwn(Work.Kind.READ, answers, options.maxNewTokens()));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Policy reference = task.subject(options.reference()).policy();
    if (reference == null || reference.likelihood().isEmpty()) {
      throw new UserException(
          "kl: the reference \""
              + options.reference()
              + "\" cannot score other methods' answers ("
              + (reference == null ? "only its own answers are known" : "it has no likelihood")
              + "); name another method as reference");
    }
    List<Measurement> measurements = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      measure(subject, reference, task).ifPresent(measurements::add);
    }
    Decoding own = Decoding.sampling(1, options.maxNewTokens());
    return Evaluation.of(task.basis().decoded(own).against(options.reference()), measurements);
  }

  private Optional<Measurement> measure(Subject subject, Policy reference, EvaluationTask task) {
    Policy policy = subject.policy();
    if (policy == null) {
      return Optional.empty();
    }
    if (policy == reference) {
      return Optional.of(
          Measurement.fixed(
              subject.name(), options.name(), UNIT, 0, task.prompts().size(), "reference"));
    }
    if (policy.likelihood().isEmpty()) {
      OptionalDouble bound = policy.klUpperBound();
      return bound.isPresent()
          ? Optional.of(
              Measurement.upperBound(subject.name(), options.name(), UNIT, bound.getAsDouble()))
          : Optional.empty();
    }
    RandomStream random = task.random().child("kl").child(subject.name());
    return Optional.of(
        Measurement.mean(
            subject.name(),
            options.name(),
            UNIT,
            divergences(policy, reference, task.prompts(), random)));
  }

  /** One estimate a prompt: the mean over its samples. */
  private double[] divergences(
      Policy policy, Policy reference, List<Prompt> prompts, RandomStream random) {
    Decoding plain = Decoding.sampling(1, options.maxNewTokens());
    List<List<Completion>> drawn = policy.generate(prompts, options.samples(), plain, random);
    List<TokenRow> rows = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      int[] prompt = reference.encode(prompts.get(p));
      for (Completion completion : drawn.get(p)) {
        rows.add(new TokenRow(prompt, completion.tokens()));
      }
    }
    List<float[]> scores = reference.likelihood().orElseThrow().logProbs(rows, 1);
    double[] divergences = new double[prompts.size()];
    for (int i = 0; i < rows.size(); i++) {
      int p = i / options.samples();
      Completion completion = drawn.get(p).get(i % options.samples());
      divergences[p] += divergence(completion, scores.get(i)) / options.samples();
    }
    return divergences;
  }

  private double divergence(Completion completion, float[] reference) {
    double sum = 0;
    for (int t = 0; t < completion.logProbs().length; t++) {
      double logRatio = (double) completion.logProbs()[t] - reference[t];
      sum += options.estimator().of(logRatio);
    }
    return sum;
  }
}
