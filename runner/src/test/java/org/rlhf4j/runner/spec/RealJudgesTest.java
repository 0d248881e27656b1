package org.rlhf4j.runner.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;

/** The judges that are really there, in specs. */
final class RealJudgesTest {
  private static final Catalog CATALOG = Catalog.load(List.of());
  private static final String LM =
      """
      {"judge": {"id": "cached", "options": {"path": "PATH", "judge":
        {"id": "noisy", "options": {"flip": 0.1, "judge":
          {"id": "both-orders", "options": {"half": "is-unparsed", "judge":
            {"id": "lm", "options": {
              "endpoint": {"baseUrl": "http://localhost:8000/v1", "model": "MODEL",
                           "keyVariable": "THE_KEY", "concurrency": CONCURRENCY,
                           "retry": {"tries": 9}, "budget": {"calls": CALLS}},
              "template": "ranking-v1", "guidelines": "helpful-v1",
              "parser": {"kind": "regex", "pattern": "is (A|B)"}, "temperature": null}}}}}}}}}
      """;

  /** A judge in a spec. */
  public record Holder(@Option("a judge") @Nullable Part<Judge> judge) {}

  private static String spec(String path, String model, int concurrency, int calls) {
    return LM.replace("PATH", path)
        .replace("MODEL", model)
        .replace("CONCURRENCY", "" + concurrency)
        .replace("CALLS", "" + calls);
  }

  private static Holder read(String text, Problems problems) {
    JsonDocument document = JsonDocument.parse("spec", text);
    return Objects.requireNonNull(
        new OptionsReader(CATALOG, problems).read(new Holder(null), document.root(), ""));
  }

  private static Part<Judge> judge(String text) {
    Problems problems = new Problems();
    Holder holder = read(text, problems);
    assertTrue(
        problems.isEmpty(),
        () -> String.valueOf(problems.in(JsonDocument.parse("spec", text)).getMessage()));
    return Objects.requireNonNull(holder.judge());
  }

  @Test
  void readFromSpecsAndBack() {
    Part<Judge> judge = judge(spec("cache", "m", 4, 100));
    String written = JsonText.pretty(OptionsWriter.write(new Holder(judge)));
    assertEquals(written, JsonText.pretty(OptionsWriter.write(new Holder(judge(written)))));
    assertTrue(written.contains("\"tries\": 9"), written);
  }

  @Test
  void howWorkIsDoneIsNoPartOfTheIdentity() {
    String identity = identity(spec("cache", "m", 4, 100));
    assertEquals(identity, identity(spec("elsewhere", "m", 32, 5000)));
    assertNotEquals(identity, identity(spec("cache", "another", 4, 100)));
    for (String word : List.of("THE_KEY", "concurrency", "budget", "cache\"")) {
      assertFalse(identity.contains(word), identity);
    }
    assertTrue(identity.contains("http://localhost:8000/v1"), identity);
  }

  private static String identity(String text) {
    return JsonText.line(OptionsWriter.identity(judge(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyVariable", "apiKey"})
  void aKeyInASpecIsRefusedAndNotRepeated(String option) {
    String text =
        """
        {"judge": {"id": "lm", "options": {"endpoint":
          {"baseUrl": "http://x/v1", "model": "m", "OPTION": "sk-proj-0123456789"}}}}
        """
            .replace("OPTION", option);
    Problems problems = new Problems();
    JsonDocument document = JsonDocument.parse("spec", text);
    new OptionsReader(CATALOG, problems).read(new Holder(null), document.root(), "");
    assertFalse(problems.isEmpty());
    String message = String.valueOf(problems.in(document).getMessage());
    assertFalse(message.contains("0123456789"), message);
    assertTrue(message.contains(option), message);
  }
}
