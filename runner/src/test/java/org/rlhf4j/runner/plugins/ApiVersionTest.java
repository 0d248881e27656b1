package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which api runs what was built for which. */
final class ApiVersionTest {

  @ParameterizedTest
  @CsvSource({
    "0.1.0, 0.1.0, true",
    "0.1.0, 0.1.7, true",
    "0.1.7, 0.1.0, false",
    "0.1.0, 0.2.0, false",
    "0.9.3, 1.0.0, false",
    "1.2.0, 1.10.0, true",
    "1.10.0, 1.9.9, false",
    "1.2.3, 2.0.0, false",
    "2.0.0, 1.9.0, false",
    "1.2, 1.2.0-SNAPSHOT, true",
    "1.2.0-rc1, 1.2.0+build, true"
  })
  void whatWasBuiltForOneRunsWithAnother(String built, String running, boolean fits) {
    ApiVersion jar = ApiVersion.of(built).orElseThrow();
    assertEquals(fits, jar.misfit(ApiVersion.of(running).orElseThrow()).isEmpty());
  }

  @Test
  void whatIsNoVersionIsNotCompared() {
    assertTrue(ApiVersion.of("latest").isEmpty());
    assertTrue(ApiVersion.of("1").isEmpty());
    assertTrue(ApiVersion.of("99999999999.0").isEmpty());
  }
}
