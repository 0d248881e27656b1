package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Decoding;

/** The ranges of {@link Decoding}. */
final class DecodingTest {

  @ParameterizedTest
  @CsvSource({
    "1e-40,0,1,1,temperature",
    "1e-300,0,1,1,temperature",
    "-1,0,1,1,temperature",
    "100.5,0,1,1,temperature",
    "Infinity,0,1,1,temperature",
    "NaN,0,1,1,temperature",
    "1,-1,1,1,topK",
    "1,0,0,1,topP",
    "1,0,1.5,1,topP",
    "1,0,1,0,maxNewTokens"
  })
  void theWrongOptionAloneIsNamed(double temperature, int topK, double topP, int max, String name) {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> new Decoding(temperature, topK, topP, max));
    String message = String.valueOf(e.getMessage());
    assertEquals(name, message.substring(0, message.indexOf(' ')));
  }

  @Test
  void theEndsOfTheRangesAreLegal() {
    assertEquals(1e-3, new Decoding(1e-3, 0, 1, 1).temperature());
    assertEquals(100, new Decoding(100, 0, 1e-6, 1).temperature());
    assertEquals(0, Decoding.greedy(Integer.MAX_VALUE).temperature());
  }
}
