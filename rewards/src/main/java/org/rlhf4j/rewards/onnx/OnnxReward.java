package org.rlhf4j.rewards.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;

/**
 * Implements {@link OnnxPlugin}.
 *
 * @param padding id of the padding token, where it is known
 * @param label which output is the score; below 0 for the only one
 */
record OnnxReward(
    OnnxTokenizer tokenizer, OnnxModel model, OptionalLong padding, int label, OnnxOptions options)
    implements RewardModel {

  @Override
  public double[] score(List<Response> responses) {
    List<OnnxTokenizer.Row> rows = responses.stream().map(tokenizer::encode).toList();
    double[] scores = new double[rows.size()];
    for (List<Integer> batch : batches(rows)) {
      double[][] outputs = model.run(batch.stream().map(rows::get).toList(), padding.orElse(0));
      for (int i = 0; i < outputs.length; i++) {
        scores[batch.get(i)] = score(outputs[i], responses.get(batch.get(i)));
      }
    }
    return scores;
  }

  /** Indices of rows that are run together: neighbours in length. */
  private List<List<Integer>> batches(List<OnnxTokenizer.Row> rows) {
    boolean mayPad = model.masks() && padding.isPresent();
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> sorted =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> rows.get(i).length()))
            .toList();
    List<Integer> batch = new ArrayList<>();
    for (int i : sorted) {
      boolean fits =
          batch.isEmpty() || mayPad || rows.get(batch.get(0)).length() == rows.get(i).length();
      if (batch.size() == options.batchSize() || !fits) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(i);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private double score(double[] outputs, Response response) {
    if (label < 0 && outputs.length != 1) {
      throw new UserException(
          "onnx: the model gives " + outputs.length + " outputs; give label: which one scores");
    }
    int which = Math.max(label, 0);
    if (which >= outputs.length) {
      throw new UserException(
          "onnx: label is " + which + ", but the model gives " + outputs.length + " outputs");
    }
    double score =
        options.score() == OnnxOptions.Score.LOGIT ? outputs[which] : probability(outputs, which);
    if (!Double.isFinite(score)) {
      throw new UserException(
          "onnx: the model gives "
              + Arrays.toString(outputs)
              + " for the answer to prompt "
              + response.prompt().id());
    }
    return score;
  }

  /** Softmax; of a single output the sigmoid. */
  private static double probability(double[] logits, int which) {
    if (logits.length == 1) {
      return 1 / (1 + Math.exp(-logits[0]));
    }
    double sum = Arrays.stream(logits).map(x -> Math.exp(x - logits[which])).sum();
    return 1 / sum;
  }

  @Override
  public void close() {
    try (tokenizer) {
      model.close();
    }
  }
}
