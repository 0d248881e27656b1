package org.rlhf4j.evaluators;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.accuracy.Layout;
import org.rlhf4j.evaluators.accuracy.Overall;
import org.rlhf4j.evaluators.accuracy.RewardAccuracyOptions;
import org.rlhf4j.evaluators.accuracy.RewardAccuracyPlugin;
import org.rlhf4j.evaluators.accuracy.Ties;
import org.rlhf4j.evaluators.audit.AgreementOptions;
import org.rlhf4j.evaluators.audit.AgreementPlugin;
import org.rlhf4j.evaluators.audit.FitAnnotatorsOptions;
import org.rlhf4j.evaluators.audit.FitAnnotatorsOptions.Measure;
import org.rlhf4j.evaluators.audit.FitAnnotatorsPlugin;
import org.rlhf4j.evaluators.audit.JudgeAuditPlugin;
import org.rlhf4j.evaluators.audit.LabelsOptions;
import org.rlhf4j.evaluators.calibration.CalibrationOptions;
import org.rlhf4j.evaluators.calibration.CalibrationPlugin;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.diversity.ModeCollapseOptions;
import org.rlhf4j.evaluators.diversity.ModeCollapsePlugin;
import org.rlhf4j.evaluators.diversity.TextUnit;
import org.rlhf4j.evaluators.groups.GroupAlignmentOptions;
import org.rlhf4j.evaluators.groups.GroupAlignmentPlugin;
import org.rlhf4j.evaluators.leaderboard.LeaderboardOptions;
import org.rlhf4j.evaluators.leaderboard.LeaderboardPlugin;
import org.rlhf4j.evaluators.length.AnswerLengthUnit;
import org.rlhf4j.evaluators.length.LengthEffectsOptions;
import org.rlhf4j.evaluators.length.LengthEffectsPlugin;
import org.rlhf4j.evaluators.length.LengthPlugin;
import org.rlhf4j.evaluators.overoptimisation.OverOptimisationOptions;
import org.rlhf4j.evaluators.overoptimisation.OverOptimisationPlugin;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.verifiable.AnswerForm;
import org.rlhf4j.evaluators.verifiable.VerifiableOptions;
import org.rlhf4j.evaluators.verifiable.VerifiablePlugin;
import org.rlhf4j.evaluators.winrate.WinRateOptions;
import org.rlhf4j.evaluators.winrate.WinRatePlugin;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.TestContext;
import org.rlhf4j.testkit.contract.EvaluatorContract;
import org.rlhf4j.testkit.contract.PluginContract;

/** Every evaluator keeps the contract. */
@ParameterizedClass(name = "{0}")
@MethodSource("parts")
final class ContractsTest implements EvaluatorContract, PluginContract<Evaluator> {

  @Parameter private Part<Evaluator> part;

  static List<Part<Evaluator>> parts() {
    OracleProblem problem = new OracleProblem();
    Part<Judge> judge = TestContext.partOf("bradley-terry", problem::judge);
    Part<RewardModel> gold = TestContext.partOf("gold", problem::reward);
    Part<DataSource> pairs = TestContext.part("pairs", new Pairs(problem.preferences()));
    return List.of(
        new Part<>(new KlPlugin(), new KlOptions("sft", KlEstimator.K1, 2, 2, "KL")),
        Part.of(new MeanRewardPlugin()),
        Part.of(new LengthPlugin()),
        Part.of(new LengthEffectsPlugin()),
        new Part<>(
            new LengthEffectsPlugin(),
            new LengthEffectsOptions("gold", "sft", AnswerLengthUnit.WORDS, gold, null, 3, 100)),
        new Part<>(new ModeCollapsePlugin(), collapse()),
        new Part<>(new WinRatePlugin(), winRate(judge)),
        new Part<>(
            new LeaderboardPlugin(),
            new LeaderboardOptions(
                judge, List.of(), null, null, List.of(), null, "", 1, 4, 10, 100)),
        new Part<>(
            new OverOptimisationPlugin(),
            new OverOptimisationOptions("sft", gold, 4, List.of(1, 2), 2, null, 100, 0.95, "")),
        new Part<>(
            new RewardAccuracyPlugin(),
            new RewardAccuracyOptions(
                "accuracy",
                null,
                pairs,
                gold,
                Ties.HALF,
                Layout.SUBSETS,
                Map.of(),
                Map.of(),
                Overall.SECTIONS,
                100)),
        new Part<>(
            new AgreementPlugin(),
            new AgreementOptions(labels(), List.of(), "sft", 0, Level.NOMINAL, 100, "people")),
        new Part<>(
            new FitAnnotatorsPlugin(),
            new FitAnnotatorsOptions(
                labels(),
                Measure.LABELS,
                "",
                FitAnnotatorsOptions.Ties.DROP,
                FitAnnotatorsOptions.Weighting.PAIRS,
                100,
                10,
                "people")),
        new Part<>(new JudgeAuditPlugin(), WorkTest.audit(judge, "pairs.jsonl", true)),
        new Part<>(new CalibrationPlugin(), calibration("questions.jsonl", null, null)),
        new Part<>(new CalibrationPlugin(), calibration(null, pairs, gold)),
        new Part<>(
            new VerifiablePlugin(),
            new VerifiableOptions(
                "",
                AnswerForm.NUMBER,
                null,
                1,
                Decoding.sampling(1, 2),
                List.of(1),
                "outputs.jsonl")),
        new Part<>(
            new GroupAlignmentPlugin(),
            new GroupAlignmentOptions(
                "", "groups.jsonl", ChoiceScore.TEXT, List.of("north"), "sft")));
  }

  private static CalibrationOptions calibration(
      @Nullable String questions,
      @Nullable Part<DataSource> pairs,
      @Nullable Part<RewardModel> reward) {
    return new CalibrationOptions(
        "",
        questions,
        ChoiceScore.TEXT,
        null,
        4,
        pairs,
        reward,
        null,
        null,
        1,
        null,
        4,
        100,
        questions == null ? null : "sft");
  }

  private static ModeCollapseOptions collapse() {
    return new ModeCollapseOptions(
        "sft", 3, 2, TextUnit.WORDS, 2, 2, 3, null, new ModeCollapseOptions.Thresholds());
  }

  private static WinRateOptions winRate(Part<Judge> judge) {
    return new WinRateOptions(
        judge, null, "win rate", true, 0, 1, null, 100, List.of(), null, List.of());
  }

  private static LabelsOptions labels() {
    return new LabelsOptions("labels.jsonl", "item", "", List.of("ann", "bob"), List.of());
  }

  /** Preferences and nothing else. */
  private record Pairs(List<Preference> preferences) implements DataSource {}

  @Test
  void saysWhatItWillDo() {
    try (Evaluator evaluator = make()) {
      assertFalse(evaluator.work(3, 6).isEmpty());
    }
  }

  @Override
  public Plugin<Evaluator, ?> plugin() {
    return part.plugin();
  }

  @Override
  public Part<Evaluator> part() {
    return part;
  }

  @Override
  public PluginContext context() {
    return new FileContext(Path.of("src", "test", "resources", "contracts"));
  }

  /**
   * Elo's ratings are a mean over random orders of the games, which are listed by their players.
   */
  @Override
  public double tolerance() {
    return part.options() instanceof LeaderboardOptions ? 0.005 : 1e-9;
  }

  /** Best-of-n beside the policies, and a reward in their place. */
  @Override
  public boolean measuresOthers() {
    return part.options() instanceof OverOptimisationOptions
        || part.options() instanceof RewardAccuracyOptions;
  }
}
