package org.rlhf4j.rewards.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.rewards.TestContext.make;
import static org.rlhf4j.rewards.onnx.OnnxExports.CLS;
import static org.rlhf4j.rewards.onnx.OnnxExports.EMBEDDING;
import static org.rlhf4j.rewards.onnx.OnnxExports.PAD;
import static org.rlhf4j.rewards.onnx.OnnxExports.SEP;
import static org.rlhf4j.rewards.onnx.OnnxExports.UNKNOWN;
import static org.rlhf4j.rewards.onnx.OnnxExports.WIDTH;
import static org.rlhf4j.rewards.onnx.OnnxExports.WORDS;
import static org.rlhf4j.rewards.onnx.OnnxExports.expected;
import static org.rlhf4j.rewards.onnx.OnnxExports.id;
import static org.rlhf4j.rewards.onnx.OnnxExports.masked;
import static org.rlhf4j.rewards.onnx.OnnxExports.unmasked;
import static org.rlhf4j.rewards.onnx.OnnxWriter.FLOAT;
import static org.rlhf4j.rewards.onnx.OnnxWriter.INT32;
import static org.rlhf4j.rewards.onnx.OnnxWriter.INT64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.rewards.Responses;
import org.rlhf4j.rewards.onnx.OnnxOptions.Input;
import org.rlhf4j.rewards.onnx.OnnxOptions.Keep;
import org.rlhf4j.rewards.onnx.OnnxOptions.Score;

final class OnnxTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeTokenizer() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), OnnxExports.tokenizer());
  }

  private void writeConfig(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  private static Response response(String prompt, String answer) {
    return new Response(new Prompt("p7", prompt), Answer.ofText(answer));
  }

  private static double score(RewardModel reward, String prompt, String answer) {
    return reward.score(List.of(response(prompt, answer)))[0];
  }

  private OnnxOptions options(@Nullable String label, Score score, Input input) {
    return new OnnxOptions(folder.toString(), null, label, score, input, 512, Keep.END, 4);
  }

  private RewardModel reward(OnnxWriter model, @Nullable String label, Score score, Input input) {
    model.write(folder.resolve("model.onnx"));
    return make(new OnnxPlugin(), options(label, score, input));
  }

  private RewardModel regression(OnnxWriter model) {
    return reward(model, null, Score.LOGIT, Input.PAIR);
  }

  private String refusal(OnnxWriter model) {
    return refusal(model, null);
  }

  private String refusal(OnnxWriter model, @Nullable String label) {
    return String.valueOf(
        assertThrows(
                UserException.class,
                () -> {
                  try (RewardModel reward = reward(model, label, Score.LOGIT, Input.PAIR)) {
                    reward.score(Responses.of("a", "b"));
                  }
                })
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {INT32, INT64})
  void aPairIsScoredAsByHand(int type) {
    try (RewardModel reward = regression(masked(type, 1))) {
      double expected = expected(true, 1, new int[] {CLS, id("a"), UNKNOWN, SEP}, id("b"), SEP)[0];
      assertEquals(expected, score(reward, "a z", "b"), 1e-6);
    }
  }

  @Test
  void joinedTextAndAnswersAlone() {
    double joined = expected(true, 1, new int[] {CLS, id("a"), id("b"), id("c"), SEP})[0];
    try (RewardModel reward = reward(masked(INT64, 1), null, Score.LOGIT, Input.JOINED)) {
      assertEquals(joined, score(reward, "a b", " c"), 1e-6);
    }
    double alone = expected(true, 1, new int[] {CLS, id("c"), SEP})[0];
    try (RewardModel reward = reward(masked(INT64, 1), null, Score.LOGIT, Input.ANSWER)) {
      assertEquals(alone, score(reward, "a b", " c"), 1e-6);
    }
  }

  @Test
  void labelsByNameAndNumberAsLogitsAndProbabilities() throws IOException {
    writeConfig("{\"id2label\": {\"0\": \"bad\", \"1\": \"fair\", \"2\": \"good\"}}");
    double[] logits = expected(true, 3, new int[] {CLS, id("a"), SEP}, id("d"), id("e"), SEP);
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    for (String label : List.of("good", "2")) {
      try (RewardModel reward = reward(masked(INT64, 3), label, Score.LOGIT, Input.PAIR)) {
        assertEquals(logits[2], score(reward, "a", "d e"), 1e-6);
      }
    }
    try (RewardModel reward = reward(masked(INT64, 3), "bad", Score.PROBABILITY, Input.PAIR)) {
      assertEquals(Math.exp(logits[0]) / sum, score(reward, "a", "d e"), 1e-6);
    }
  }

  @Test
  void theProbabilityOfASingleOutputIsItsSigmoid() {
    double logit = expected(true, 1, new int[] {CLS, id("a"), SEP}, id("b"), SEP)[0];
    try (RewardModel reward = reward(masked(INT64, 1), null, Score.PROBABILITY, Input.PAIR)) {
      assertEquals(1 / (1 + Math.exp(-logit)), score(reward, "a", "b"), 1e-6);
    }
  }

  private static List<Response> many() {
    RandomStream random = RandomStream.ofSeed(11);
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      StringBuilder answer = new StringBuilder();
      for (int t = 0; t < 1 + (int) (8 * random.uniform(i)); t++) {
        answer.append(WORDS.get(4 + (int) (6 * random.uniform(i, t + 1)))).append(' ');
      }
      responses.add(response("a b", answer.toString()));
    }
    return responses;
  }

  @ParameterizedTest
  @CsvSource({
    "true, true", // padded and masked
    "true, false", // no padding token
    "false, true", // no mask
  })
  void aScoreDoesNotDependOnItsBatch(boolean mask, boolean padding) throws IOException {
    writeConfig(padding ? "{\"pad_token_id\": " + PAD + "}" : "{}");
    List<Response> responses = many();
    try (RewardModel reward = regression(mask ? masked(INT64, 1) : unmasked(1))) {
      double[] together = reward.score(responses);
      List<Response> reversed = new ArrayList<>(responses);
      Collections.reverse(reversed);
      double[] backwards = reward.score(reversed);
      for (int i = 0; i < together.length; i++) {
        double alone = reward.score(responses.subList(i, i + 1))[0];
        assertEquals(alone, together[i], 1e-6);
        assertEquals(alone, backwards[together.length - 1 - i], 1e-6);
      }
      assertTrue(Arrays.stream(together).distinct().count() > 20);
      assertEquals(0, reward.score(List.of()).length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "START, 5, 'a b', ''", // of [CLS] a b [SEP] c d [SEP]
    "START, 6, 'a b', 'c'",
    "END, 6, 'b', 'c d'",
    "END, 4, '', 'd'",
  })
  void longInputsAreCut(Keep keep, int maxLength, String prompt, String answer) {
    masked(INT64, 1).write(folder.resolve("model.onnx"));
    OnnxOptions options =
        new OnnxOptions(folder.toString(), null, null, Score.LOGIT, Input.PAIR, maxLength, keep, 4);
    try (RewardModel cutting = make(new OnnxPlugin(), options);
        RewardModel whole = regression(masked(INT64, 1))) {
      assertEquals(score(whole, prompt, answer), score(cutting, "a b", "c d"), 1e-6);
    }
  }

  @Test
  void maxLengthMustLeaveRoomForText() {
    masked(INT64, 1).write(folder.resolve("model.onnx"));
    OnnxOptions options =
        new OnnxOptions(folder.toString(), null, null, Score.LOGIT, Input.PAIR, 3, Keep.END, 4);
    try (RewardModel reward = make(new OnnxPlugin(), options)) {
      UserException e = assertThrows(UserException.class, () -> score(reward, "a", "b"));
      assertTrue(e.getMessage().contains("leaves no room for text beside 3"), e.getMessage());
    }
  }

  @Test
  void textsBeyondAnyInputAreRefusedByName() {
    try (RewardModel reward = regression(masked(INT64, 1))) {
      String longer = "a ".repeat(500_000);
      UserException e = assertThrows(UserException.class, () -> score(reward, longer, "b"));
      assertTrue(e.getMessage().contains("1000001 characters"), e.getMessage());
      assertTrue(e.getMessage().contains("at most 1000000"), e.getMessage());
    }
  }

  @Test
  void filesAreFoundWhereExportsPutThem() throws IOException {
    Path below = Files.createDirectory(folder.resolve("onnx"));
    masked(INT64, 1).write(below.resolve("model.onnx"));
    double expected = expected(true, 1, new int[] {CLS, id("a"), SEP}, id("b"), SEP)[0];
    for (Path path : List.of(folder, below, below.resolve("model.onnx"))) {
      OnnxOptions options =
          new OnnxOptions(path.toString(), null, null, Score.LOGIT, Input.PAIR, 512, Keep.END, 1);
      try (RewardModel reward = make(new OnnxPlugin(), options)) {
        assertEquals(expected, score(reward, "a", "b"), 1e-6);
      }
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    masked(INT64, 1).write(other.resolve("quantized.onnx")); // the only one
    OnnxOptions options =
        new OnnxOptions(
            other.toString(), folder.toString(), null, Score.LOGIT, Input.PAIR, 512, Keep.END, 1);
    try (RewardModel reward = make(new OnnxPlugin(), options)) {
      assertEquals(expected, score(reward, "a", "b"), 1e-6);
    }
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    String noModel = createRefusal();
    assertTrue(noModel.contains("has no model.onnx and no other .onnx file"), noModel);
    masked(INT64, 1).write(folder.resolve("one.onnx"));
    masked(INT64, 1).write(folder.resolve("two.onnx"));
    String several = createRefusal();
    assertTrue(several.contains("several others"), several);
    masked(INT64, 1).write(folder.resolve("model.onnx"));
    Files.delete(folder.resolve("tokenizer.json"));
    String noTokenizer = createRefusal();
    assertTrue(noTokenizer.contains("tokenizer.json is missing; give tokenizer"), noTokenizer);
  }

  private String createRefusal() {
    return String.valueOf(
        assertThrows(
                UserException.class,
                () -> make(new OnnxPlugin(), options(null, Score.LOGIT, Input.PAIR)))
            .getMessage());
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "no model");
    assertTrue(createRefusal().contains("model.onnx cannot be loaded"), createRefusal());
    masked(INT64, 1).write(folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": 3}");
    assertTrue(createRefusal().contains("tokenizer.json is not usable"), createRefusal());
    Files.writeString(folder.resolve("tokenizer.json"), "[");
    assertTrue(createRefusal().contains("is not a JSON object"), createRefusal());
  }

  @Test
  void otherInputsAreRefused() {
    OnnxWriter pixels = unmasked(1).input("pixels", FLOAT, 2);
    assertTrue(refusal(pixels).contains("the input \"pixels\"; only [input_ids,"), refusal(pixels));
    OnnxWriter noIds =
        new OnnxWriter()
            .input("attention_mask", INT64, 2)
            .node(
                "Cast",
                List.of("attention_mask"),
                "logits",
                new OnnxWriter.Ints("to", false, FLOAT))
            .output("logits", FLOAT, 2);
    assertTrue(refusal(noIds).contains("has no input \"input_ids\""), refusal(noIds));
    OnnxWriter floats =
        new OnnxWriter()
            .input("input_ids", FLOAT, 2)
            .node("Neg", List.of("input_ids"), "logits")
            .output("logits", FLOAT, 2);
    assertTrue(refusal(floats).contains("must be whole numbers"), refusal(floats));
  }

  @Test
  void otherOutputsAreRefused() {
    OnnxWriter tokens =
        new OnnxWriter()
            .input("input_ids", INT64, 2)
            .floats("embedding", EMBEDDING, WORDS.size(), WIDTH)
            .node("Gather", List.of("embedding", "input_ids"), "logits")
            .output("logits", FLOAT, 3);
    assertTrue(refusal(tokens).contains("is it a sequence classifier?"), refusal(tokens));
    OnnxWriter whole =
        new OnnxWriter()
            .input("input_ids", INT64, 2)
            .node("Neg", List.of("input_ids"), "logits")
            .output("logits", INT64, 2);
    assertTrue(refusal(whole, "0").contains("which are no scores"), refusal(whole, "0"));
    OnnxWriter two =
        new OnnxWriter()
            .input("input_ids", INT64, 2)
            .node("Neg", List.of("input_ids"), "x")
            .node("Neg", List.of("x"), "y")
            .output("x", INT64, 2)
            .output("y", INT64, 2);
    assertTrue(refusal(two).contains("none of them is \"logits\""), refusal(two));
    OnnxWriter oneForAll =
        new OnnxWriter()
            .input("input_ids", INT64, 2)
            .floats("embedding", EMBEDDING, WORDS.size(), WIDTH)
            .node("Gather", List.of("embedding", "input_ids"), "token")
            .node(
                "ReduceMean",
                List.of("token"),
                "mean",
                new OnnxWriter.Ints("axes", true, 0, 1),
                new OnnxWriter.Ints("keepdims", false, 0))
            .output("mean", FLOAT, 1);
    assertTrue(
        refusal(oneForAll).contains("gave an output of shape [4] for 2 rows"), refusal(oneForAll));
  }

  @Test
  void labelsAreChecked() throws IOException {
    writeConfig("{\"id2label\": {\"0\": \"bad\", \"1\": \"good\"}}");
    String none = refusal(masked(INT64, 2));
    assertTrue(none.contains("outputs; give label"), none);
    String unknown = refusal(masked(INT64, 2), "god");
    assertTrue(unknown.contains("there is no label \"god\""), unknown);
    assertTrue(unknown.contains("good"), unknown);
    String beyond = refusal(masked(INT64, 2), "2");
    assertTrue(beyond.contains("2"), beyond);
  }

  @Test
  void aTokenizerOfAnotherModelIsNoticed() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, Files.readString(file).replace("\"f\": 9", "\"f\": 10"));
    masked(INT64, 1).write(folder.resolve("model.onnx"));
    try (RewardModel reward = make(new OnnxPlugin(), options(null, Score.LOGIT, Input.PAIR))) {
      UserException e = assertThrows(UserException.class, () -> score(reward, "a", "f"));
      assertTrue(e.getMessage().contains("does the tokenizer belong to it?"), e.getMessage());
    }
  }

  @Test
  void infiniteOutputsAreRefused() {
    OnnxWriter model =
        new OnnxWriter()
            .input("input_ids", INT64, 2)
            .floats("zero", new float[] {0}, 1)
            .node("Cast", List.of("input_ids"), "ids", new OnnxWriter.Ints("to", false, FLOAT))
            .node("Div", List.of("ids", "zero"), "logits")
            .output("logits", FLOAT, 2);
    String refusal = refusal(model, "0");
    assertTrue(refusal.contains("Infinity"), refusal);
    assertTrue(refusal.contains("prompt p7"), refusal);
  }

  @Test
  void optionsAreChecked() {
    assertThrows(UserException.class, () -> make(new OnnxPlugin(), new OnnxPlugin().defaults()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new OnnxOptions("x", null, null, Score.LOGIT, Input.PAIR, 0, Keep.END, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new OnnxOptions("x", null, null, Score.LOGIT, Input.PAIR, 1, Keep.END, 0));
  }

  /** The tokenizer library ends the whole process at each of these. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[\"[CLS]\"]}, | [\"[CLS]\"]}, \"x\": 1e999, | out of range",
        "{\"[CLS]\": {\"id\": \"[CLS]\", | {\"[OTHER]\": {\"id\": \"[CLS]\", | special_tokens do"
            + " not",
        "\"ids\": [3] | \"ids\": [] | as many ids as tokens",
        "\"version\" | \"deep\": DEEP, \"version\" | levels deep",
        "\"model\": | \"other\": | no \"model\" with a vocabulary",
        "\"added_tokens\": [] | \"added_tokens\": [{\"id\": -1, \"content\": \"a\", \"special\":"
            + " true}] | has the id -1",
      })
  void aTokenizerThatLiesAboutItselfIsRefused(String from, String to, String why)
      throws IOException {
    String good = OnnxExports.tokenizer();
    assertTrue(good.contains(from), from);
    String deep = "[".repeat(150) + "]".repeat(150);
    Files.writeString(
        folder.resolve("tokenizer.json"), good.replace(from, to.replace("DEEP", deep)));
    String refusal = refusal(masked(INT64, 1));
    assertTrue(refusal.startsWith("onnx: " + folder.resolve("tokenizer.json")), refusal);
    assertTrue(refusal.contains(why), refusal);
  }
}
