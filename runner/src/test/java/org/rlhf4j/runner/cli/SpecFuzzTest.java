package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.JsonText;

/** Specs that nobody would write on purpose: each is taken, or refused in a few words. */
final class SpecFuzzTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": [7, 8], "device": "auto",
       "policy": {"id": "transformer", "options": {"skill": 0.3}},
       "data": {"demonstrations": {"id": "words", "options": {"count": 20}},
                "prompts": {"id": "words"}, "evaluation": {"id": "words"}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}, "pairsPerPrompt": 2,
                    "decoding": {"temperature": 0.7, "topP": 0.9}},
       "reward": {"id": "centred", "from": "base", "referenceSamples": 4},
       "methods": [{"id": "sft"}, {"id": "dpo", "name": "d", "from": "sft"},
                   {"id": "ppo", "options": {"steps": 2}, "reward": {"id": "count"}}],
       "decoding": {"temperature": 0.7, "topK": 3, "maxNewTokens": 8},
       "watch": {"points": 3, "gold": {"id": "count"}},
       "checkpoints": {"everySeconds": 1},
       "sweep": {"methods[id=ppo].options.steps": [1, 2]},
       "evaluate": [{"id": "share"}]}
      """;

  private static final Pattern RAW =
      Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]|Exception|Error\\b|rlhf4j failed");

  private static final List<JsonElement> OTHERS =
      List.of(
          JsonNull.INSTANCE,
          new JsonPrimitive(true),
          new JsonPrimitive(""),
          new JsonPrimitive("\u0000\u001b[2J\u202e"),
          new JsonPrimitive("x".repeat(100_000)),
          new JsonPrimitive(new BigDecimal("-1")),
          new JsonPrimitive(new BigDecimal("1e-300")),
          new JsonPrimitive(new BigDecimal("1e300")),
          new JsonPrimitive(new BigDecimal("1e-2000000000")),
          new JsonPrimitive(new BigDecimal("1e2000000000")),
          new JsonPrimitive(new BigDecimal("9".repeat(400))),
          new JsonArray(),
          new JsonObject(),
          nested());

  @TempDir Path folder;
  private Shell shell;
  private final List<String> bad = new ArrayList<>();

  private static JsonElement nested() {
    JsonElement inner = new JsonPrimitive(1);
    for (int i = 0; i < 100; i++) {
      JsonArray outer = new JsonArray();
      outer.add(inner);
      inner = outer;
    }
    return inner;
  }

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  private void check(String what, byte[] text) {
    try {
      Files.write(folder.resolve("s.json"), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    int code = shell.run("validate", "s.json");
    boolean told = code == 0 || shell.err().contains("s.json");
    boolean shown = shell.err().chars().noneMatch(c -> c == 0 || c == 0x1b || c == 0x202e);
    if ((code != 0 && code != 2)
        || RAW.matcher(shell.err()).find()
        || !told
        || !shown
        || shell.err().length() > 70_000) {
      bad.add(
          what
              + ": "
              + code
              + ": "
              + shell.err().substring(0, Math.min(500, shell.err().length())));
    }
  }

  private void check(String what, String text) {
    check(what, text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertNoneIsBad() {
    assertEquals("", bad.stream().limit(15).collect(Collectors.joining("\n")));
  }

  @Test
  void theSpecItselfIsGood() {
    check("as it is", SPEC);
    assertEquals(0, shell.run("validate", "s.json"), shell::err);
    assertNoneIsBad();
  }

  @Test
  void cutAnywhere() {
    for (int i = 0; i < SPEC.length() - 2; i += 7) {
      check("cut at " + i, SPEC.substring(0, i));
    }
    assertNoneIsBad();
  }

  @Test
  void everyNodeOfAnotherKind() {
    JsonObject spec = Shell.json(SPEC);
    List<Runnable> mutations = new ArrayList<>();
    collect(spec, spec, "", mutations);
    mutations.forEach(Runnable::run);
    assertTrue(mutations.size() > 500, () -> mutations.size() + " mutations");
    assertNoneIsBad();
  }

  /** For every node below this one: something else in its place, and not there at all. */
  private void collect(JsonObject spec, JsonElement node, String path, List<Runnable> mutations) {
    if (node instanceof JsonObject object) {
      for (String key : List.copyOf(object.keySet())) {
        JsonElement before = object.get(key);
        for (JsonElement other : OTHERS) {
          mutations.add(
              () -> {
                object.add(key, other);
                check(path + "." + key + " = " + JsonText.line(other), JsonText.pretty(spec));
                object.add(key, before);
              });
        }
        mutations.add(
            () -> {
              object.remove(key);
              check(path + " without " + key, JsonText.pretty(spec));
              object.add(key, before);
            });
        collect(spec, before, path + "." + key, mutations);
      }
    } else if (node instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        int place = i;
        JsonElement before = array.get(i);
        for (JsonElement other : OTHERS) {
          mutations.add(
              () -> {
                array.set(place, other);
                check(path + "[" + place + "] = " + JsonText.line(other), JsonText.pretty(spec));
                array.set(place, before);
              });
        }
        collect(spec, before, path + "[" + i + "]", mutations);
      }
    }
  }

  @Test
  void bytesTurnedAtRandom() {
    Random random = new Random(17);
    for (int i = 0; i < 300; i++) {
      byte[] text = SPEC.getBytes(StandardCharsets.UTF_8);
      for (int k = 0; k <= i % 3; k++) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      check("bytes " + i, text);
    }
    assertNoneIsBad();
  }

  @Test
  void otherEncodingsAndOddTexts() {
    check("empty", "");
    check("blank", " \n\t ");
    check("BOM", "\uFEFF" + SPEC);
    check("UTF-16", SPEC.getBytes(StandardCharsets.UTF_16));
    check("UTF-16LE", SPEC.getBytes(StandardCharsets.UTF_16LE));
    check("Latin 1", SPEC.replace("mini", "m\u00fcni").getBytes(StandardCharsets.ISO_8859_1));
    check("zeros", new byte[1000]);
    check("keys twice", SPEC.replace("\"seed\"", "\"name\""));
    check("comment", "// spec\n" + SPEC);
    check("comma", SPEC.replace("\"share\"}]}", "\"share\"},]}"));
    check("NaN", SPEC.replace("0.25", "NaN"));
    check("infinity", SPEC.replace("0.25", "-Infinity"));
    check("hex", SPEC.replace("0.25", "0x10"));
    check("single quotes", SPEC.replace('"', '\''));
    check("escapes", SPEC.replace("mini", "\\ud800"));
    check("bad escape", SPEC.replace("mini", "\\x"));
    check("two values", SPEC + SPEC);
    check("a list", "[" + SPEC + "]");
    check("a text", "\"spec\"");
    check("deep lists", "[".repeat(100_000));
    check("deep objects", "{\"a\":".repeat(100_000));
    check("deep option", SPEC.replace("0.25", "[".repeat(5000) + "]".repeat(5000)));
    check("long number", SPEC.replace("0.25", "1".repeat(1_000_000)));
    check("long exponent", SPEC.replace("0.25", "1e" + "9".repeat(100)));
    check("one long line", SPEC.replace("\n", " ") + "x".repeat(1_000_000));
    assertNoneIsBad();
  }

  @Test
  void twoHundredThousandUnknownKeysAreCounted() {
    String keys =
        IntStream.range(0, 200_000)
            .mapToObj(i -> "\"key" + i + "\": 1")
            .collect(Collectors.joining(", "));
    check("many keys", SPEC.replace("{\"name\"", "{" + keys + ", \"name\""));
    assertTrue(shell.err().contains("s.json has 200000 problems:"), shell::err);
    assertTrue(shell.err().contains("... and 199980 more"), shell::err);
    assertTrue(shell.err().length() < 20_000, () -> shell.err().length() + " letters");
    check(
        "a long key", SPEC.replace("{\"name\"", "{\"" + "k".repeat(1_000_000) + "\": 1, \"name\""));
    assertTrue(shell.err().length() < 3_000, () -> shell.err().length() + " letters");
    assertNoneIsBad();
  }
}
