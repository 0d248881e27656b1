package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/** Interrupted training goes on as if nothing had happened, to the last bit. */
class StateTest {

  private static final List<TokenRow> ROWS =
      List.of(
          new TokenRow(new int[] {1, 3, 4}, new int[] {5, 6, 2}),
          new TokenRow(new int[] {1}, new int[] {7, 8, 9, 10, 11, 12, 3, 4, 2}),
          new TokenRow(new int[] {1, 9}, new int[] {3, 3, 3, 3, 2}));
  private static final TrainingBatch BATCH = TrainingBatch.ofRows(ROWS);

  private static TransformerPolicy policy(Dtype type) {
    return Policies.make(Policies.options(null, Part.of(new Policies.Words()), type, 20, 8));
  }

  private static AdamWStep rule(int step) {
    return new AdamWStep(1e-2 / (step + 1), 0.9, 0.99, 1e-8, 0.1, 1);
  }

  private static void train(TrainablePolicy policy, int from, int to) {
    for (int i = from; i < to; i++) {
      policy.update(BATCH, m -> Masked.sum(m.outputs(), m.mask()).square(), rule(i));
    }
  }

  private static void train(ScalarModel model, int from, int to) {
    for (int i = from; i < to; i++) {
      model.update(
          BATCH, Readout.BEFORE_EACH_TOKEN, m -> m.outputs().sub(1).square().sum(), rule(i));
    }
  }

  private static byte[] written(Stateful model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.writeState(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void read(Stateful model, byte[] state) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(state);
    model.readState(new DataInputStream(bytes));
    assertEquals(0, bytes.available(), "bytes that nobody read");
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void aPolicyGoesOnExactly(Dtype type) throws IOException {
    try (TransformerPolicy whole = policy(type);
        TransformerPolicy first = policy(type);
        TransformerPolicy second = policy(type)) {
      List.of(whole, first, second)
          .forEach(p -> p.addControlTokens(List.of("<|good|>"), RandomStream.ofSeed(2)));
      train(whole, 0, 6);
      train(first, 0, 3);
      train(second, 0, 1); // what it had learned is replaced
      byte[] state = written(first);
      read(second, state);
      assertArrayEquals(state, written(second));
      train(second, 3, 6);
      assertArrayEquals(written(whole), written(second));
      assertArrayEquals(
          whole.score(ROWS, 1).get(1).logProbs(), second.score(ROWS, 1).get(1).logProbs());
      train(first, 3, 6); // writing a state down changes nothing
      assertArrayEquals(written(whole), written(first));
    }
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void aScalarModelGoesOnExactly(Dtype type) throws IOException {
    try (TransformerPolicy policy = policy(type);
        ScalarModel whole = policy.newScalarModel(RandomStream.ofSeed(2));
        ScalarModel first = policy.newScalarModel(RandomStream.ofSeed(2));
        ScalarModel second = policy.newScalarModel(RandomStream.ofSeed(3))) {
      train(whole, 0, 6);
      train(first, 0, 3);
      read(second, written(first));
      train(second, 3, 6);
      assertArrayEquals(written(whole), written(second));
      assertArrayEquals(
          whole.read(ROWS, Readout.BEFORE_EACH_TOKEN)[1],
          second.read(ROWS, Readout.BEFORE_EACH_TOKEN)[1]);
    }
  }

  /** The trunk is that of before: one gradient step on the head alone would tell. */
  @Test
  void aCopyWithAHeadOfZerosKeepsTheTrunk() throws IOException {
    try (TransformerPolicy policy = policy(Dtype.FLOAT32);
        ScalarModel model = policy.newScalarModel(RandomStream.ofSeed(2));
        ScalarModel zero = model.copyWithZeroHead();
        ScalarModel other = policy.newScalarModel(RandomStream.ofSeed(3), 0)) {
      assertArrayEquals(
          new float[2], Arrays.copyOf(zero.read(ROWS, Readout.BEFORE_EACH_TOKEN)[1], 2));
      assertArrayEquals(written(other), written(zero));
      train(zero, 0, 2);
      train(other, 0, 2);
      assertArrayEquals(written(other), written(zero));
    }
  }

  @Test
  void aStateWithoutMomentsIsReadAsSuch() throws IOException {
    try (TransformerPolicy fresh = policy(Dtype.FLOAT32);
        TransformerPolicy trained = policy(Dtype.FLOAT32);
        ScalarModel freshValue = fresh.newScalarModel(RandomStream.ofSeed(2));
        ScalarModel trainedValue = fresh.newScalarModel(RandomStream.ofSeed(2))) {
      train(trained, 0, 2);
      train(trainedValue, 0, 2);
      assertTrue(written(trained).length > 2.9 * written(fresh).length);
      read(trained, written(fresh));
      read(trainedValue, written(freshValue));
      train(fresh, 0, 2);
      train(trained, 0, 2);
      train(freshValue, 0, 2);
      train(trainedValue, 0, 2);
      assertArrayEquals(written(fresh), written(trained));
      assertArrayEquals(written(freshValue), written(trainedValue));
    }
  }

  @Test
  void largeTensorsComeInPieces() throws IOException {
    ModelSizes sizes = new ModelSizes(96, 1, 2, 1, 4096, 32, 0.02); // 2 * 4096 * 96 > 2^18
    var words = Part.of(new Policies.Words());
    var options =
        new TransformerOptions(null, words, sizes, null, false, Dtype.FLOAT32, 64, 8, "2024-07-26");
    try (TransformerPolicy policy = Policies.make(options);
        TrainablePolicy copy = policy.copy()) {
      float[] before = policy.score(ROWS, 1).get(1).logProbs();
      byte[] state = written(policy);
      train(copy, 0, 1);
      assertTrue(!Arrays.equals(before, copy.score(ROWS, 1).get(1).logProbs()));
      read(copy, state);
      assertArrayEquals(before, copy.score(ROWS, 1).get(1).logProbs());
    }
  }

  @Test
  void aStateOfSomethingElseIsRefusedAndChangesNothing() throws IOException {
    try (TransformerPolicy policy = policy(Dtype.FLOAT32);
        TransformerPolicy half = policy(Dtype.BFLOAT16);
        TransformerPolicy larger = policy(Dtype.FLOAT32);
        ScalarModel value = policy.newScalarModel(RandomStream.ofSeed(2))) {
      larger.addControlTokens(List.of("<|good|>"), RandomStream.ofSeed(2));
      byte[] before = written(policy);
      for (Stateful other : Stream.<Stateful>of(half, larger, value).toList()) {
        IOException e = assertThrows(IOException.class, () -> read(policy, written(other)));
        assertTrue(e.getMessage().contains("another model"), e.getMessage());
        assertArrayEquals(before, written(policy));
      }
      byte[] cut = Arrays.copyOf(before, before.length - 3);
      assertThrows(EOFException.class, () -> read(policy, cut));
    }
  }

  @Test
  void nativeMemoryHasOwners() throws IOException {
    try (TransformerPolicy policy = policy(Dtype.BFLOAT16)) {
      train(policy, 0, 1);
      int[] tensors = new int[2];
      IntConsumer cycle =
          i -> {
            try {
              read(policy, written(policy));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          };
      cycle.accept(0);
      tensors[0] = policy.tensors();
      for (int i = 0; i < 20; i++) {
        cycle.accept(i);
      }
      tensors[1] = policy.tensors();
      assertEquals(tensors[0], tensors[1]);
    }
  }
}
