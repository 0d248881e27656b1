package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyNoteTest {

  @Test
  void isJson(@TempDir Path folder) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "a \"b\" \\ c\n");
    fields.put("n", 16);
    PolicyNote.write(folder, fields);
    assertEquals(
        """
        {
          "kind": "a \\"b\\" \\\\ c\\u000a",
          "n": 16
        }
        """,
        Files.readString(folder.resolve("rlhf4j-policy.json")));
  }
}
