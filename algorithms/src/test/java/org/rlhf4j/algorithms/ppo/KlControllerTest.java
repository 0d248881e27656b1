package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;

final class KlControllerTest {

  private static KlController adaptive() {
    Map<String, Object> changes =
        Map.of(
            "klControl",
            KlControl.ADAPTIVE,
            "klCoefficient",
            2.0,
            "klTarget",
            6.0,
            "klHorizon",
            5120);
    return new KlController(Conventions.of(PpoPreset.ALPACAFARM, changes));
  }

  /** With 512 answers a step and a horizon of 5120 the gain is the paper's 0.1. */
  @ParameterizedTest
  @CsvSource({
    "6, 2", // at the target
    "6.6, 2.02", // a tenth above
    "5.4, 1.98", // a tenth below
    "100, 2.04", // clipped at a fifth
    "0, 1.96",
    "-1, 1.96" // an estimate may be negative
  })
  void theWeightMovesByATenthOfTheClippedError(double kl, double expected) {
    KlController controller = adaptive();
    controller.observe(kl, 512);
    assertEquals(expected, controller.coefficient(), 1e-12);
  }

  @Test
  void aFixedWeightStays() {
    KlController controller = new KlController(PpoPreset.TRL.conventions());
    controller.observe(100, 512);
    assertEquals(0.05, controller.coefficient());
  }

  @Test
  void itsStateIsTheWeight() throws IOException {
    KlController controller = adaptive();
    controller.observe(100, 512);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    controller.writeState(new DataOutputStream(bytes));
    KlController restored = adaptive();
    restored.readState(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(controller.coefficient(), restored.coefficient());
  }
}
