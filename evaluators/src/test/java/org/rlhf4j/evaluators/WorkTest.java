package org.rlhf4j.evaluators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.evaluators.accuracy.Layout;
import org.rlhf4j.evaluators.accuracy.Overall;
import org.rlhf4j.evaluators.accuracy.RewardAccuracyOptions;
import org.rlhf4j.evaluators.accuracy.RewardAccuracyPlugin;
import org.rlhf4j.evaluators.accuracy.Ties;
import org.rlhf4j.evaluators.audit.AgreementOptions;
import org.rlhf4j.evaluators.audit.AgreementPlugin;
import org.rlhf4j.evaluators.audit.JudgeAuditOptions;
import org.rlhf4j.evaluators.audit.JudgeAuditPlugin;
import org.rlhf4j.evaluators.audit.LabelsOptions;
import org.rlhf4j.evaluators.audit.PairsOptions;
import org.rlhf4j.evaluators.calibration.CalibrationOptions;
import org.rlhf4j.evaluators.calibration.CalibrationPlugin;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.leaderboard.LeaderboardOptions;
import org.rlhf4j.evaluators.leaderboard.LeaderboardPlugin;
import org.rlhf4j.evaluators.length.AnswerLengthUnit;
import org.rlhf4j.evaluators.length.LengthEffectsOptions;
import org.rlhf4j.evaluators.length.LengthEffectsPlugin;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.evaluators.winrate.WinRateOptions;
import org.rlhf4j.evaluators.winrate.WinRatePlugin;
import org.rlhf4j.testkit.FunctionReward;

/** What evaluators say that they will ask of judges and rewards is what they then ask. */
final class WorkTest {

  private static final int SUBJECTS = 3;
  private static final int PROMPTS = 4;

  @TempDir Path folder;
  private long asked;
  private long scored;

  private final Judge judge =
      comparisons -> {
        asked += comparisons.size();
        return comparisons.stream()
            .map(c -> Verdict.of(c.first().text().length() > c.second().text().length() ? 1 : 0))
            .toList();
      };
  private final RewardModel reward =
      new FunctionReward(
          r -> {
            scored++;
            return r.answer().text().length();
          });

  private EvaluationTask task() {
    return Setting.task(
        reward,
        Setting.subject("base", "a", "bb", "a", "dddd"),
        Setting.subject("sft", "aa", "b", "ccc", "d"),
        Setting.subject("dpo", "aaa", "bbb", "cc", "dd"));
  }

  @TestFactory
  Stream<DynamicTest> whatIsSaidIsWhatIsAsked() {
    FileContext context = new FileContext(folder);
    String labelled =
        context.file(
            "labelled.jsonl",
            "{\"instruction\": \"p\", \"output_1\": \"a\", \"output_2\": \"bb\", \"people\": 1}",
            "{\"instruction\": \"q\", \"output_1\": \"aa\", \"output_2\": \"b\", \"people\": 2}");
    Part<Judge> by = FileContext.part("judge", judge);
    Part<RewardModel> of = FileContext.part("reward", reward);
    Part<DataSource> pairs = FileContext.data(new Pairs());
    return Stream.of(
            of(
                new WinRatePlugin(),
                new WinRateOptions(
                    by, "sft", "win rate", false, 0, 1, null, 100, List.of(), null, List.of())),
            of(new LeaderboardPlugin(), leaderboard(by, null)),
            of(new LeaderboardPlugin(), leaderboard(by, by)),
            of(new LengthEffectsPlugin(), lengthEffects(null, by)),
            of(new LengthEffectsPlugin(), lengthEffects(of, null)),
            of(new LengthEffectsPlugin(), lengthEffects(null, null)),
            of(new MeanRewardPlugin(), new MeanRewardOptions("gold", of)),
            of(new MeanRewardPlugin(), new MeanRewardOptions(null, null)),
            of(
                new RewardAccuracyPlugin(),
                new RewardAccuracyOptions(
                    "accuracy",
                    null,
                    pairs,
                    of,
                    Ties.HALF,
                    Layout.SUBSETS,
                    Map.of(),
                    Map.of(),
                    Overall.SECTIONS,
                    100)),
            of(new CalibrationPlugin(), calibration(pairs, null, by)),
            of(new CalibrationPlugin(), calibration(pairs, of, null)),
            of(new JudgeAuditPlugin(), audit(by, labelled, true)),
            of(new JudgeAuditPlugin(), audit(by, labelled, false)),
            of(new AgreementPlugin(), agreement(by, 0)),
            of(new AgreementPlugin(), agreement(by, 3)))
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.plugin().id() + " " + part.options(),
                    () -> assertAsksWhatItSays(part.create(context))));
  }

  private static <O extends Record> Part<Evaluator> of(EvaluatorPlugin<O> plugin, O options) {
    return new Part<>(plugin, options);
  }

  private void assertAsksWhatItSays(Evaluator evaluator) {
    List<Work> work = evaluator.work(SUBJECTS, PROMPTS);
    asked = 0;
    scored = 0;
    evaluator.evaluate(task());
    assertEquals(asked, count(work, Work.Kind.JUDGE));
    assertEquals(scored, count(work, Work.Kind.REWARD));
    assertTrue(asked + scored > 0, "there is something to compare");
  }

  private static long count(List<Work> work, Work.Kind kind) {
    return work.stream().filter(w -> w.kind() == kind).mapToLong(Work::count).sum();
  }

  private static LeaderboardOptions leaderboard(Part<Judge> judge, Part<Judge> reference) {
    return new LeaderboardOptions(
        judge, List.of(), null, reference, List.of(), null, "", 1, 4, 10, 100);
  }

  private static LengthEffectsOptions lengthEffects(Part<RewardModel> reward, Part<Judge> judge) {
    return new LengthEffectsOptions("", "sft", AnswerLengthUnit.WORDS, reward, judge, 3, 100);
  }

  private static CalibrationOptions calibration(
      Part<DataSource> pairs, Part<RewardModel> reward, Part<Judge> judge) {
    return new CalibrationOptions(
        "", null, ChoiceScore.TEXT, null, 2, pairs, reward, judge, null, 1, null, 10, 100, null);
  }

  static JudgeAuditOptions audit(Part<Judge> judge, String file, boolean again) {
    PairsOptions pairs =
        new PairsOptions(
            file,
            "instruction",
            "",
            "output_1",
            "output_2",
            List.of("people"),
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            "",
            "1",
            "2",
            "0");
    return new JudgeAuditOptions(judge, List.of(), pairs, again, "");
  }

  private static AgreementOptions agreement(Part<Judge> judge, int sample) {
    return new AgreementOptions(
        new LabelsOptions(), List.of(judge, judge), "sft", sample, Level.NOMINAL, 100, "judges");
  }

  /** Three pairs. */
  private record Pairs() implements DataSource {
    @Override
    public List<Preference> preferences() {
      Function<String, Preference> pair =
          id -> new Preference(new Prompt(id, id), Answer.ofText("good"), Answer.ofText("no"));
      return Stream.of("1", "2", "3").map(pair).toList();
    }
  }
}
