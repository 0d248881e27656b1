package org.rlhf4j.runner.spec;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.Part;

/**
 * An experiment as its user wrote it. Every stage may be left out where nothing needs it.
 *
 * @param name names the run's folder
 * @param seed of all randomness; several seeds are several runs
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param policy the model to start from, which methods call {@code base}
 * @param data what to learn from and to be examined on
 * @param feedback who judges
 * @param reward what scores answers while training
 * @param methods what to compare, in the order in which they run
 * @param decoding how the answers to the evaluation prompts are drawn
 * @param evaluate what to measure
 * @param watch how methods are looked at while they train; null for not at all
 * @param checkpoints how often the state of a training is kept
 * @param sweep places in the spec with the values to try there; empty in what a single run is made
 *     of
 */
public record Spec(
    @Option("names the run's folder") String name,
    @Option("of all randomness; a list makes one run for each") List<Long> seed,
    @Option("auto, cpu or gpu:N") String device,
    @Option("the model to start from, which methods call base") @Nullable Part<Policy> policy,
    @Option("what to learn from and to be examined on") DataStage data,
    @Option("who judges, and how pairs to judge are made") @Nullable FeedbackStage feedback,
    @Option("what scores answers while training") @Nullable RewardStage reward,
    @Option("what to compare, in the order in which they run") List<MethodStage> methods,
    @Option("how the answers to the evaluation prompts are drawn") Decoding decoding,
    @Option("what to measure") List<Part<Evaluator>> evaluate,
    @Option("looks at policies while they train: answers, divergence, rewards")
        @Nullable WatchStage watch,
    @Option("how often the state of a training is kept") CheckpointStage checkpoints,
    @Option(
            "what to try: places such as methods[name=dpo].options.beta, each with a list of"
                + " values; every combination is a run")
        Map<String, List<JsonElement>> sweep) {

  /** What a method, the feedback or the reward calls the policy of the spec. */
  public static final String BASE = "base";

  public Spec {
    Objects.requireNonNull(name, "name");
    seed = List.copyOf(seed);
    methods = List.copyOf(methods);
    evaluate = List.copyOf(evaluate);
  }

  /** The same experiment with other seeds. */
  public Spec withSeeds(List<Long> seeds) {
    return new Spec(
        name,
        seeds,
        device,
        policy,
        data,
        feedback,
        reward,
        methods,
        decoding,
        evaluate,
        watch,
        checkpoints,
        sweep);
  }

  /** How many evaluators of an id stand before a place. */
  public long evaluatorsBefore(int place, String id) {
    return evaluate.stream().limit(place).filter(e -> e.plugin().id().equals(id)).count();
  }

  /** A spec that says nothing. */
  public static Spec empty(String name) {
    return new Spec(
        name,
        List.of(1L),
        "auto",
        null,
        new DataStage(null, null, null, null),
        null,
        null,
        List.of(),
        new Decoding(),
        List.of(),
        null,
        new CheckpointStage(),
        Map.of());
  }
}
