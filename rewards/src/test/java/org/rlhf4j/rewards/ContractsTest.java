package org.rlhf4j.rewards;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.rewards.combined.EnsembleOptions;
import org.rlhf4j.rewards.combined.EnsemblePlugin;
import org.rlhf4j.rewards.combined.LengthPenalisedOptions;
import org.rlhf4j.rewards.combined.LengthPenalisedPlugin;
import org.rlhf4j.rewards.combined.RunningNormalisedOptions;
import org.rlhf4j.rewards.combined.RunningNormalisedPlugin;
import org.rlhf4j.rewards.combined.WeightedReward;
import org.rlhf4j.rewards.combined.WeightedSumOptions;
import org.rlhf4j.rewards.combined.WeightedSumPlugin;
import org.rlhf4j.rewards.rules.LengthRule;
import org.rlhf4j.rewards.rules.RegexRule;
import org.rlhf4j.rewards.rules.RepetitionRule;
import org.rlhf4j.rewards.rules.RulesOptions;
import org.rlhf4j.rewards.rules.RulesPlugin;
import org.rlhf4j.rewards.rules.WordsRule;
import org.rlhf4j.rewards.world.InstructionWorldRewardPlugin;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.TestContext;
import org.rlhf4j.testkit.contract.PluginContract;
import org.rlhf4j.testkit.contract.RewardModelContract;

/** Every reward keeps the contract. For {@code onnx} see its own test. */
@ParameterizedClass(name = "{0}")
@MethodSource("parts")
final class ContractsTest implements RewardModelContract, PluginContract<RewardModel> {

  @Parameter private Part<RewardModel> part;

  static List<Part<RewardModel>> parts() {
    Part<RewardModel> lexicon =
        new Part<>(new LexiconPlugin(), new LexiconOptions("words.tsv", 0.5, 2));
    Part<RewardModel> pairwise = new Part<>(new PairwisePlugin(), pairwise());
    return List.of(
        lexicon,
        pairwise,
        Part.of(new InstructionWorldRewardPlugin()),
        new Part<>(new RulesPlugin(), rules()),
        new Part<>(new PolicyImplicitPlugin(), implicit()),
        new Part<>(
            new EnsemblePlugin(),
            new EnsembleOptions(
                List.of(pairwise), 2, EnsembleOptions.Rule.MEAN_MINUS_VARIANCE, 0.5)),
        new Part<>(
            new LengthPenalisedPlugin(),
            new LengthPenalisedOptions(lexicon, 0.1, LengthUnit.WORDS, 1)),
        new Part<>(
            new RunningNormalisedPlugin(), new RunningNormalisedOptions(lexicon, true, 0.1, 0)),
        new Part<>(
            new WeightedSumPlugin(),
            new WeightedSumOptions(
                List.of(new WeightedReward(1, lexicon), new WeightedReward(-0.5, pairwise)))));
  }

  private static PairwiseOptions pairwise() {
    return new PairwiseOptions(
        TrainingOptions.of(32, 1, AdamW.withLearningRate(0.05)),
        0.1,
        PairwiseOptions.EndOfSequence.READ,
        true,
        true,
        -1);
  }

  private static RulesOptions rules() {
    return new RulesOptions(
        List.of(new RegexRule(1, "a b", false)),
        List.of(new LengthRule(0.5, LengthUnit.WORDS, 1, 3)),
        List.of(new WordsRule(0.25, List.of("a", "b"))),
        List.of(),
        List.of(),
        List.of(new RepetitionRule(-1, 1)));
  }

  private static PolicyImplicitOptions implicit() {
    Part<Policy> trained = TestContext.partOf("trained", new OracleProblem()::policy);
    Part<Policy> reference =
        TestContext.partOf("reference", new OracleProblem(RandomStream.ofSeed(8))::policy);
    return new PolicyImplicitOptions(trained, reference, 0.1, false, false, new LengthLimits());
  }

  /** The gold score of the small world knows its own prompts alone. */
  @Override
  public List<Response> responses() {
    return part.options() instanceof InstructionWorldRewardPlugin.NoOptions
        ? world()
        : RewardModelContract.super.responses();
  }

  private static List<Response> world() {
    Prompt prompt = new Prompt("1", "what color is the bee ? answer :");
    return Stream.of("", "the bee is yellow .", "of course . the bee is red .", "bee", "i read")
        .map(text -> new Response(prompt, Answer.ofText(text)))
        .toList();
  }

  @Override
  public Plugin<RewardModel, ?> plugin() {
    return part.plugin();
  }

  @Override
  public Part<RewardModel> part() {
    return part;
  }

  @Override
  public PluginContext context() {
    return new TestContext().folder(Path.of("src", "test", "resources", "contracts"));
  }
}
