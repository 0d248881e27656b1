package org.rlhf4j.judges.lm.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Cost;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.TokenChoices;
import org.rlhf4j.judges.lm.parse.ParserOptions.Kind;
import org.rlhf4j.testkit.DataFolder;

/**
 * Preferences that AlpacaEval 2 published, from the log-probabilities published beside them. The
 * model called m was shown first; which of the two that was is a coin drawn by the instruction.
 */
@Tag("data")
final class AlpacaEvalTest {

  @Test
  void preferencesAreThoseThatWerePublished() throws IOException {
    Path file = DataFolder.file("data/alpacaeval/raw/alpaca-7b_concise.json.gz");
    ReplyParser parser =
        new ParserOptions().withKind(Kind.LOG_PROBABILITY).withLabels("m", "M", null).parser(true);
    int rows = 0;
    int switched = 0;
    try (Reader in =
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8)) {
      for (JsonElement element : JsonParser.parseReader(in).getAsJsonArray()) {
        JsonObject row = element.getAsJsonObject();
        if (!row.get("raw_completion").isJsonObject()) {
          continue;
        }
        double first =
            Objects.requireNonNull(
                parser.read(reply(row.getAsJsonObject("raw_completion"))).value());
        boolean secondIsFirst = isSwitched(row.get("instruction").getAsString());
        double ours = secondIsFirst ? first : 1 - first;
        double published = row.get("preference").getAsDouble() - 1;
        assertEquals(published, ours, 1e-6, () -> row.get("instruction").getAsString());
        switched += secondIsFirst ? 1 : 0;
        rows++;
      }
    }
    assertEquals(802, rows);
    // of 802 fair coins, 401 within four standard deviations of 14.2
    assertEquals(401, switched, 57);
  }

  /** Whether AlpacaEval showed the second output first: its seed, and {@code choices} of Python. */
  private static boolean isSwitched(String instruction) {
    return PythonRandom.upperHalf("is_switched_outputs" + instruction + "0");
  }

  /** {@code random.Random("a").random()} is 0.2720, and of "rlhf" 0.7930, as Python prints it. */
  @Test
  void theCoinIsThatOfPython() {
    assertFalse(PythonRandom.upperHalf("a"));
    assertTrue(PythonRandom.upperHalf("rlhf"));
  }

  private static Reply reply(JsonObject completion) {
    JsonObject position =
        completion.getAsJsonObject("logprobs").getAsJsonArray("content").get(0).getAsJsonObject();
    Map<String, Double> top = new LinkedHashMap<>();
    for (JsonElement t : position.getAsJsonArray("top_logprobs")) {
      JsonObject token = t.getAsJsonObject();
      top.put(token.get("token").getAsString(), token.get("logprob").getAsDouble());
    }
    String said = position.get("token").getAsString();
    return new Reply(said, "", List.of(new TokenChoices(said, top)), Cost.NONE);
  }
}
