package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.algorithms.policygradient.Baseline;
import org.rlhf4j.algorithms.policygradient.GrpoDenominator;
import org.rlhf4j.algorithms.policygradient.GrpoOptions;
import org.rlhf4j.algorithms.policygradient.GrpoPlugin;
import org.rlhf4j.algorithms.policygradient.ReinforceOptions;
import org.rlhf4j.algorithms.policygradient.ReinforcePlugin;
import org.rlhf4j.algorithms.policygradient.RlooLevel;
import org.rlhf4j.algorithms.policygradient.RlooOptions;
import org.rlhf4j.algorithms.policygradient.RlooPlugin;
import org.rlhf4j.algorithms.policygradient.TrpoOptions;
import org.rlhf4j.algorithms.policygradient.TrpoPlugin;
import org.rlhf4j.algorithms.ppo.Conventions;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoOptions;
import org.rlhf4j.algorithms.ppo.PpoPlugin;
import org.rlhf4j.algorithms.ppo.PpoPreset;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Checkpoints;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.Stateful;
import org.rlhf4j.testkit.TabularPolicy;

/** Interrupted work that goes on gives what uninterrupted work gives, bit for bit. */
final class ResumeTest {

  private static final int STEPS = 6;
  private static final AdamW RULE =
      new AdamW(0.1, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
  private static final Decoding DECODING = Decoding.sampling(1, 3);

  /** A log with checkpoints in memory, in which the power fails. */
  private static final class Fuse implements RunLog, Checkpoints {
    private final Map<Integer, Record> steps = new TreeMap<>();
    private int fails;
    private int done;
    private byte[] kept = {};

    @Override
    public void step(int step, Record metrics) {
      if (step == fails) {
        throw new IllegalStateException("power failure");
      }
      steps.put(step, metrics);
    }

    @Override
    public Progress progress(String task, long total, String unit) {
      return (reached, detail) -> {};
    }

    @Override
    public void note(String line) {}

    @Override
    public Checkpoints checkpoints() {
      return this;
    }

    @Override
    public int restore(List<? extends Stateful> parts) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(kept))) {
        for (Stateful part : done == 0 ? List.<Stateful>of() : parts) {
          part.readState(in);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return done;
    }

    @Override
    public void offer(int now, int total, List<? extends Stateful> parts) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        for (Stateful part : parts) {
          part.writeState(out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      kept = bytes.toByteArray();
      done = now;
    }
  }

  static Stream<Optimizer> methods() {
    return Stream.of(
        new ReinforcePlugin()
            .create(
                new ReinforceOptions(STEPS, 6, DECODING, RULE, 0.1, Baseline.MOVING_AVERAGE, 0.9),
                null),
        new RlooPlugin()
            .create(
                new RlooOptions(STEPS, 3, 2, DECODING, RULE, 0.1, RlooLevel.SEQUENCE, 2, 0.2),
                null),
        new TrpoPlugin().create(new TrpoOptions(STEPS, 3, 4, DECODING, RULE, 0.1, 0.005, 8), null),
        new GrpoPlugin()
            .create(
                new GrpoOptions(
                    STEPS,
                    3,
                    4,
                    DECODING,
                    RULE,
                    true,
                    GrpoDenominator.TOKENS,
                    0.2,
                    0.28,
                    0.04,
                    KlPlacement.LOSS,
                    2),
                null),
        new PpoPlugin().create(ppoPtx(), null));
  }

  /** With a controller that moves, and demonstrations. */
  private static PpoOptions ppoPtx() {
    Map<String, Object> changes = Map.of("klControl", KlControl.ADAPTIVE, "klHorizon", 20);
    return new PpoOptions(
        PpoPreset.INSTRUCTGPT,
        Conventions.overrides(changes),
        STEPS,
        8,
        DECODING,
        RULE,
        RULE,
        2,
        new LengthLimits());
  }

  private static void run(Optimizer method, TabularPolicy policy, RunLog log) {
    List<Demonstration> shown =
        List.of(Tasks.demonstration("a", "c c"), Tasks.demonstration("b", "a"));
    method.optimize(Tasks.reinforce(policy, Oracle.PROMPTS, Oracle.REWARD, shown, log));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void interruptedIsUninterrupted(Optimizer method) {
    TabularPolicy whole = Tasks.policy();
    Fuse untouched = new Fuse();
    run(method, whole, untouched);

    Fuse fuse = new Fuse();
    fuse.fails = 4;
    assertThrows(IllegalStateException.class, () -> run(method, Tasks.policy(), fuse));
    assertEquals(3, fuse.done);
    fuse.fails = 0;
    TabularPolicy resumed = Tasks.policy();
    run(method, resumed, fuse);

    assertEquals(new ArrayList<>(untouched.steps.values()), new ArrayList<>(fuse.steps.values()));
    assertEquals(0, Tasks.distance(whole, resumed, "a"));
    assertEquals(0, Tasks.distance(whole, resumed, "b"));
  }
}
