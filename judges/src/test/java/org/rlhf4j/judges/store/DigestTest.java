package org.rlhf4j.judges.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

final class DigestTest {

  @Test
  void digestsTellTextsApart() {
    assertEquals(64, Digest.of("a").length());
    assertNotEquals(Digest.of("ab", "c"), Digest.of("a", "bc"));
    assertNotEquals(Digest.of("a", null), Digest.of("a", ""));
    assertNotEquals(Digest.of("a"), Digest.of("a", (String) null));
  }
}
