package org.rlhf4j.rewards;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;

/** Small tasks for the pairwise reward, and a network that is not trained. */
final class PairwiseTasks {

  private PairwiseTasks() {}

  static final Prompt PROMPT = new Prompt("p7", "q");

  static PairwiseOptions options(double heldOut, boolean scale, int epochs) {
    AdamW optimizer = AdamW.withLearningRate(0.05);
    return new PairwiseOptions(
        TrainingOptions.of(4, epochs, optimizer),
        heldOut,
        PairwiseOptions.EndOfSequence.READ,
        true,
        scale,
        -1);
  }

  static Preference preference(String chosen, String rejected) {
    return new Preference(PROMPT, Answer.ofText(chosen), Answer.ofText(rejected));
  }

  static List<Response> responses(String... answers) {
    return Arrays.stream(answers).map(a -> new Response(PROMPT, Answer.ofText(a))).toList();
  }

  /** "a" before "b" before "c", each twenty times. */
  static List<Preference> abc() {
    List<Preference> preferences = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      preferences.add(preference("a", "b"));
      preferences.add(preference("b", "c"));
    }
    return preferences;
  }

  /** A network that is not trained and scores rows by a function of their tokens. */
  static ScalarModel fixed(ToDoubleFunction<TokenRow> score) {
    ScalarModel network = mock(ScalarModel.class);
    when(network.read(any(), eq(Readout.LAST_TOKEN)))
        .thenAnswer(call -> outputs(call.getArgument(0), score));
    when(network.update(any(), eq(Readout.LAST_TOKEN), any(), any()))
        .thenAnswer(
            call -> {
              TrainingBatch batch = call.getArgument(0);
              return new UpdateReport(0, 0, outputs(batch.rows(), score));
            });
    return network;
  }

  static float[][] outputs(List<TokenRow> rows, ToDoubleFunction<TokenRow> score) {
    return rows.stream()
        .map(row -> new float[] {(float) score.applyAsDouble(row)})
        .toArray(float[][]::new);
  }
}
