package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.TrainingBatch;

/**
 * The interfaces mocked by Mockito, beside the fakes: one step of a method that draws two answers
 * to each prompt, asks a judge, and takes a step of DPO on its own answers.
 */
final class MockedTest {

  private static final AdamWStep STEP = new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 0);

  private final OracleProblem problem = new OracleProblem();

  /** The step under test. */
  private static double step(OptimizationTask task) {
    List<List<Completion>> answers =
        task.start()
            .generate(task.prompts(), 2, Decoding.sampling(1, 2), task.random().child("sampling"));
    List<Comparison> asked = new ArrayList<>();
    for (int p = 0; p < answers.size(); p++) {
      Prompt prompt = task.prompts().get(p);
      asked.add(
          new Comparison(
              prompt.id(), prompt, answers.get(p).get(0).answer(), answers.get(p).get(1).answer()));
    }
    List<Verdict> verdicts = task.requireJudge().judge(asked);
    List<TokenRow> rows = new ArrayList<>();
    for (int p = 0; p < answers.size(); p++) {
      int better = verdicts.get(p).label() == Verdict.Label.SECOND ? 1 : 0;
      for (int which : new int[] {better, 1 - better}) {
        int[] prompt = task.start().encode(task.prompts().get(p));
        rows.add(new TokenRow(prompt, answers.get(p).get(which).tokens()));
      }
    }
    float[][] reference = task.reference().logProbs(rows, 1).toArray(float[][]::new);
    return task.start()
        .update(
            TrainingBatch.ofPairs(rows),
            micro -> {
              NDArray ratios =
                  micro.outputs().sub(micro.tokens(reference)).mul(micro.mask()).sum(new int[] {1});
              NDArray pairs = ratios.reshape(new Shape(micro.rows().length / 2, 2));
              NDArray margins = pairs.get(":, 0").sub(pairs.get(":, 1"));
              return Scalars.times(LogSigmoid.of(margins).sum(), -2.0 / rows.size());
            },
            STEP)
        .loss();
  }

  private OptimizationTask task(
      TabularPolicy start, Likelihood reference, RewardModel reward, Judge judge) {
    return new OptimizationTask(
        start,
        reference,
        List.of(),
        List.of(),
        problem.prompts(),
        reward,
        judge,
        RandomStream.ofSeed(1),
        new RecordingLog());
  }

  @Test
  void aMockedJudgeIsAskedOnceAndItsVerdictIsLearned() {
    Judge judge = mock(Judge.class);
    when(judge.judge(anyList())).thenReturn(List.of(Verdict.of(1), Verdict.of(0), Verdict.of(1)));
    RewardModel reward = mock(RewardModel.class);
    TabularPolicy policy = problem.policy();
    assertEquals(Math.log(2), step(task(policy, policy.copy(), reward, judge)), 1e-6, "ln 2");
    verify(judge, times(1)).judge(argThat(asked -> asked.size() == 3));
    verify(judge, never()).close();
    verify(reward, never()).score(anyList());
  }

  /**
   * A mocked reference in the place of a copy: the method reads it and does nothing else with it.
   */
  @Test
  void aMockedReferenceDecidesTheLoss() {
    TabularPolicy policy = problem.policy();
    Likelihood reference = mock(Likelihood.class);
    when(reference.logProbs(anyList(), eq(1.0)))
        .thenAnswer(
            call -> {
              List<TokenRow> rows = call.getArgument(0);
              List<float[]> logProbs = new ArrayList<>();
              for (int i = 0; i < rows.size(); i++) {
                float[] own = policy.logProbs(List.of(rows.get(i)), 1).get(0);
                own[0] +=
                    i % 2 == 0 ? (float) Math.log(3) : 0; // preferred: three times as probable
                logProbs.add(own);
              }
              return logProbs;
            });
    Judge judge = ScriptedJudge.saying(c -> Verdict.of(1));
    // the margin is - ln 3: the loss is ln(1 + 3)
    assertEquals(Math.log(4), step(task(policy, reference, problem.reward(), judge)), 1e-6, "ln 4");
    verify(reference).logProbs(anyList(), eq(1.0));
    verifyNoMoreInteractions(reference);
  }

  @Test
  void aFakeThatFailsBesideAMock() {
    TabularPolicy policy = problem.policy();
    byte[] before = MemoryCheckpoints.bytes(policy);
    Judge judge = new FailingJudge(1, mock(Judge.class));
    assertThrows(
        ToldToFail.class, () -> step(task(policy, policy.copy(), mock(RewardModel.class), judge)));
    assertTrue(Arrays.equals(before, MemoryCheckpoints.bytes(policy)), "nothing learned");
  }

  /** The whole method in milliseconds: it moves towards what the oracle's judge prefers. */
  @Test
  void aHundredStepsRaiseTheReward() {
    TabularPolicy policy = problem.policy();
    TabularPolicy reference = policy.copy();
    double before = problem.meanReward(policy);
    for (int i = 0; i < 100; i++) {
      OptimizationTask task = task(policy, reference, problem.reward(), problem.judge());
      step(
          new OptimizationTask(
              task.start(),
              task.reference(),
              task.demonstrations(),
              task.preferences(),
              task.prompts(),
              task.reward(),
              task.judge(),
              RandomStream.ofSeed(1).child(i),
              task.log()));
    }
    assertTrue(problem.meanReward(policy) > before + 0.1, "from " + before);
  }
}
