package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.testkit.DataFolder;

class TextCodecTest {

  @Tag("data")
  @Test
  void gpt2AllStrings() throws IOException {
    var expected =
        JsonParser.parseString(
            Files.readString(DataFolder.file("data/tokenizers/gpt2/expected.json")));
    try (TextCodec codec =
        new TextCodec(
            ModelJson.read(DataFolder.file("data/tokenizers/gpt2/tokenizer.json")), 50256)) {
      int n = 0;
      for (JsonElement e : expected.getAsJsonArray()) {
        var o = e.getAsJsonObject();
        int[] wanted =
            o.getAsJsonArray("ids").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
        String text = o.get("text").getAsString();
        assertArrayEquals(
            wanted.length == 0 ? new int[] {50256} : wanted,
            codec.prompt(text),
            "\"" + text + "\"");
        n++;
      }
      assertEquals(46, n);
    }
  }

  @Tag("data")
  @Test
  void theStopIdIsAppendedByIdAndOnce() {
    try (TransformerPolicy policy = Policies.load(DataFolder.file("models/tinystories656k"))) {
      Prompt prompt = new Prompt("", "One day, a cat");
      TokenRow plain = policy.encode(prompt, Answer.ofText(" sat down."));
      TokenRow marked = policy.encode(prompt, Answer.ofText(" sat down.<|end_story|>"));
      assertArrayEquals(plain.completion(), marked.completion());
      assertEquals(1, Arrays.stream(plain.completion()).filter(id -> id == 2).count());
      assertEquals(2, plain.completion()[plain.completion().length - 1]);
    }
  }

  @Tag("data")
  @Test
  void aPromptKeepsItsTokensWhereATokenWouldCrossTheBoundary() {
    try (TransformerPolicy policy = Policies.load(DataFolder.file("models/tinystories656k"))) {
      int crossing = 0;
      for (int cut = 1; cut < 60; cut++) {
        String story = "One day, a big dog named Max found a red ball in the park. He was happy.";
        Prompt prompt = new Prompt("", story.substring(0, cut));
        TokenRow row = policy.encode(prompt, Answer.ofText(story.substring(cut)));
        assertArrayEquals(policy.encode(prompt), row.prompt());
        int[] body = Arrays.copyOf(row.completion(), row.completion().length - 1);
        assertEquals(story.substring(cut), policy.decode(body), "cut at " + cut);
        int[] whole = policy.encode(new Prompt("", story));
        crossing +=
            Arrays.equals(whole, 0, cut(whole, row), row.prompt(), 0, row.prompt().length) ? 0 : 1;
      }
      assertTrue(
          crossing > 0, "no cut made a token cross the boundary, so this test tested nothing");
    }
  }

  private static int cut(int[] whole, TokenRow row) {
    return Math.min(whole.length, row.prompt().length);
  }

  @Tag("data")
  @Test
  void sampledIdsAreNeverEncodedAgain() {
    try (TransformerPolicy policy = Policies.load(DataFolder.file("models/tinystories656k"))) {
      int[] odd = {80, 80, 115, 7};
      assertArrayEquals(
          odd, policy.encode(new Prompt("", "A"), new Answer("whatever", odd)).completion());
    }
  }

  @Test
  void wordsOfAModelMadeFromScratch() {
    try (TextCodec codec = new TextCodec(WordTokenizer.of(List.of("the cat , sat", "a cat")), 2)) {
      assertArrayEquals(new int[] {1, 4, 5, 6}, codec.prompt("a cat sat"));
      assertArrayEquals(
          new int[] {3, 7, 2}, codec.completion("a cat", new int[] {1, 4, 5}, " , the", true));
      assertEquals(" , the", codec.decode(new int[] {3, 7, 2}));
      assertArrayEquals(new int[] {1, 0}, codec.prompt("dog"));
    }
  }
}
