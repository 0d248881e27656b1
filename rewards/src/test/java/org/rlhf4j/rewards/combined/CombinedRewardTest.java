package org.rlhf4j.rewards.combined;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.rlhf4j.rewards.Responses.by;
import static org.rlhf4j.rewards.Responses.score;
import static org.rlhf4j.rewards.TestContext.make;
import static org.rlhf4j.rewards.TestContext.part;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.rewards.LengthUnit;
import org.rlhf4j.rewards.Responses;
import org.rlhf4j.rewards.TestContext;
import org.rlhf4j.rewards.combined.EnsembleOptions.Rule;

final class CombinedRewardTest {

  private static final RewardModel LENGTH = by(String::length);
  private static final RewardModel SEVEN = by(text -> 7);

  private static RewardModel sum(Object... weightsAndRewards) {
    List<WeightedReward> terms =
        Stream.iterate(0, i -> i < weightsAndRewards.length, i -> i + 2)
            .map(
                i ->
                    new WeightedReward(
                        (double) weightsAndRewards[i],
                        part("fake", (RewardModel) weightsAndRewards[i + 1])))
            .toList();
    return make(new WeightedSumPlugin(), new WeightedSumOptions(terms));
  }

  private static RewardModel ensemble(Rule rule, double lambda, RewardModel... members) {
    List<Part<RewardModel>> parts = Arrays.stream(members).map(m -> part("fake", m)).toList();
    return make(new EnsemblePlugin(), new EnsembleOptions(parts, 1, rule, lambda));
  }

  private static RewardModel penalised(double penalty, LengthUnit unit, int free) {
    return make(
        new LengthPenalisedPlugin(),
        new LengthPenalisedOptions(part("fake", SEVEN), penalty, unit, free));
  }

  @Test
  void aWeightedSumIsThat() {
    RewardModel reward = sum(2.0, LENGTH, -0.5, SEVEN);
    assertArrayEquals(
        new double[] {2 * 3 - 3.5, -3.5, 2 - 3.5}, reward.score(Responses.of("abc", "", "x")));
  }

  @ParameterizedTest
  @CsvSource({
    "MEAN, 0, 4", // 1, 2 and 9
    "WORST_CASE, 0, 1",
    "MEAN_MINUS_VARIANCE, 0, 4",
    "MEAN_MINUS_VARIANCE, 0.5, -2.3333333333333333", // 4 - (9 + 4 + 25) / 3 / 2
  })
  void ensembleRules(Rule rule, double lambda, double expected) {
    RewardModel reward = ensemble(rule, lambda, by(t -> 1), by(t -> 9), by(t -> 2));
    assertEquals(expected, score(reward, "any"), 1e-12);
  }

  @Test
  void anEnsembleGoesAnswerByAnswer() {
    RewardModel reward = ensemble(Rule.WORST_CASE, 0, LENGTH, by(t -> 2));
    assertArrayEquals(new double[] {0, 2, 1, 2}, reward.score(Responses.of("", "abc", "a", "ab")));
  }

  @Test
  void copiesAreMadeOneByOne() {
    TestContext context = new TestContext();
    TrainableRewardModel a = mock(TrainableRewardModel.class);
    TrainableRewardModel b = mock(TrainableRewardModel.class);
    new EnsemblePlugin()
        .create(
            new EnsembleOptions(
                List.of(
                    TestContext.<RewardModel>part("a", a), TestContext.<RewardModel>part("b", b)),
                3,
                Rule.MEAN,
                0),
            context);
    assertEquals(List.of(a, a, a, b, b, b), context.made());
  }

  @Test
  void copiesOfWhatIsNotTrainedAreRefused() {
    RewardModel rule = mock(RewardModel.class);
    EnsembleOptions options = new EnsembleOptions(List.of(part("rule", rule)), 2, Rule.MEAN, 0);
    assertThrows(UserException.class, () -> make(new EnsemblePlugin(), options));
    verify(rule, times(2)).close();
  }

  @ParameterizedTest
  @CsvSource({
    "one two  three, WORDS, 0, 6.7",
    "one two  three, WORDS, 2, 6.9",
    "one two  three, WORDS, 9, 7",
    "'', WORDS, 0, 7",
    "\uD83D\uDE00é, CHARACTERS, 0, 6.8", // two code points, three chars
  })
  void lengthIsPenalisedAboveWhatIsFree(String answer, LengthUnit unit, int free, double expected) {
    assertEquals(expected, score(penalised(0.1, unit, free), answer), 1e-12);
  }

  static Stream<RewardModel> combined() {
    return Stream.of(
        sum(1.0, LENGTH, 0.25, SEVEN),
        ensemble(Rule.MEAN_MINUS_VARIANCE, 0.1, LENGTH, SEVEN, LENGTH),
        penalised(0.3, LengthUnit.CHARACTERS, 1));
  }

  @ParameterizedTest
  @MethodSource("combined")
  void aScoreDoesNotDependOnItsBatch(RewardModel reward) {
    double[] together = reward.score(Responses.of("a", "", "abc def"));
    assertEquals(together[0], score(reward, "a"));
    assertEquals(together[2], score(reward, "abc def"));
    assertEquals(0, reward.score(List.of()).length);
    assertFalse(reward instanceof TrainableRewardModel);
  }

  @Test
  void membersThatBreakTheirContractAreNamed() {
    String infinite =
        message(IllegalStateException.class, sum(1.0, LENGTH, 1.0, by(t -> Double.NaN)));
    assertTrue(infinite.contains("\"fake\" gave NaN for an answer to prompt p7"), infinite);
    RewardModel tooFew = mock(RewardModel.class);
    when(tooFew.score(any())).thenReturn(new double[0]);
    String count = message(IllegalStateException.class, sum(1.0, tooFew));
    assertTrue(count.contains("gave 0 scores for 1 responses"), count);
    String overflow = message(IllegalStateException.class, sum(1e300, by(t -> 1e300)));
    assertTrue(overflow.contains("Infinity"), overflow);
  }

  private static String message(Class<? extends Exception> type, RewardModel reward) {
    return String.valueOf(assertThrows(type, () -> score(reward, "a")).getMessage());
  }

  @Test
  void membersAreClosedAlsoIfALaterOneCannotBeMade() {
    RewardModel first = mock(RewardModel.class);
    RewardModel second = mock(RewardModel.class);
    sum(1.0, first, 1.0, second).close();
    verify(first).close();
    verify(second).close();

    RewardModel third = mock(RewardModel.class);
    Part<RewardModel> broken =
        new Part<>(new LengthPenalisedPlugin(), new LengthPenalisedPlugin().defaults());
    WeightedSumOptions options =
        new WeightedSumOptions(
            List.of(new WeightedReward(1, part("a", third)), new WeightedReward(1, broken)));
    assertThrows(UserException.class, () -> make(new WeightedSumPlugin(), options));
    verify(third).close();
  }

  @Test
  void theNetworkIsThatOfTheFirstMemberThatHasOne() {
    ScalarModel network = mock(ScalarModel.class);
    NeuralRewardModel with = mock(NeuralRewardModel.class);
    when(with.copyNetwork()).thenReturn(Optional.of(network));
    assertEquals(Optional.of(network), NeuralRewardModel.copyNetwork(sum(1.0, SEVEN, 1.0, with)));
    assertEquals(Optional.empty(), NeuralRewardModel.copyNetwork(sum(1.0, SEVEN)));
  }

  @Test
  void optionsAreChecked() {
    assertThrows(UserException.class, CombinedRewardTest::sum);
    assertThrows(UserException.class, () -> ensemble(Rule.MEAN, 0, SEVEN));
    WeightedSumOptions none = new WeightedSumOptions(List.of(new WeightedReward()));
    assertThrows(UserException.class, () -> make(new WeightedSumPlugin(), none));
    assertThrows(
        UserException.class,
        () -> make(new LengthPenalisedPlugin(), new LengthPenalisedPlugin().defaults()));
    assertThrows(IllegalArgumentException.class, () -> new WeightedReward(Double.NaN, null));
    assertThrows(
        IllegalArgumentException.class, () -> new EnsembleOptions(List.of(), 0, Rule.MEAN, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new EnsembleOptions(List.of(), 1, Rule.MEAN, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LengthPenalisedOptions(null, Double.NaN, LengthUnit.WORDS, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LengthPenalisedOptions(null, 1, LengthUnit.WORDS, -1));
  }
}
