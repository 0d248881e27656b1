package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.policies.ChatModel.ASSISTANT;
import static org.rlhf4j.policies.ChatModel.BOS;
import static org.rlhf4j.policies.ChatModel.CHATML;
import static org.rlhf4j.policies.ChatModel.END;
import static org.rlhf4j.policies.ChatModel.EOS;
import static org.rlhf4j.policies.ChatModel.START;
import static org.rlhf4j.policies.ChatModel.SYSTEM;
import static org.rlhf4j.policies.ChatModel.USER;
import static org.rlhf4j.policies.ChatModel.WA;
import static org.rlhf4j.policies.ChatModel.WB;
import static org.rlhf4j.policies.ChatModel.WC;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Message.Role;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.TrainingBatch;

/** Conversations as token ids. Expected ids are written out by hand from the templates. */
class ChatPolicyTest {

  private static final Prompt QUESTION =
      Prompt.ofMessages("q", List.of(new Message(Role.USER, "wa wb")), null);
  private static final Prompt TURNS =
      Prompt.ofMessages(
          "t",
          List.of(
              new Message(Role.SYSTEM, "wc"),
              new Message(Role.USER, "wa"),
              new Message(Role.ASSISTANT, "wb"),
              new Message(Role.USER, "wa")),
          null);

  @TempDir Path folder;

  private static String message(Runnable action) {
    return assertThrows(UserException.class, action::run).getMessage();
  }

  @Test
  void theTemplateWritesTheWholePrompt() throws IOException {
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, CHATML))) {
      // this tokenizer begins every text with <s>, but the template does not
      assertArrayEquals(new int[] {BOS, WA}, policy.encode(new Prompt("", "wa")));
      assertArrayEquals(
          new int[] {START, USER, WA, WB, END, START, ASSISTANT}, policy.encode(QUESTION));
      assertArrayEquals(
          new int[] {
            START, SYSTEM, WC, END, START, USER, WA, END, START, ASSISTANT, WB, END, START, USER,
            WA, END, START, ASSISTANT
          },
          policy.encode(TURNS));
    }
  }

  @Test
  void theEndOfTheTurnEndsTheAnswerOnce() throws IOException {
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, CHATML))) {
      TokenRow row = policy.encode(QUESTION, Answer.ofText("wc wa"));
      assertArrayEquals(policy.encode(QUESTION), row.prompt());
      assertArrayEquals(new int[] {WC, WA, END}, row.completion());
      assertArrayEquals(
          new int[] {7, 7}, policy.encode(QUESTION, new Answer("", new int[] {7, 7})).completion());
    }
  }

  @Test
  void anAnswerThatWasCutOffHasNoEnd() throws IOException {
    Answer cut = new Answer("wc wa", null, true);
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, CHATML))) {
      assertArrayEquals(new int[] {WC, WA}, policy.encode(QUESTION, cut).completion());
      // without a conversation too
      assertArrayEquals(new int[] {WC, WA}, policy.encode(new Prompt("", "wa"), cut).completion());
      assertArrayEquals(
          new int[] {WC, WA, EOS},
          policy.encode(new Prompt("", "wa"), Answer.ofText("wc wa")).completion());
    }
  }

  @Test
  void aBeginningThatTheTemplateWritesIsNotWrittenTwice() throws IOException {
    try (TransformerPolicy policy =
        Policies.load(ChatModel.write(folder, "{{ bos_token }}" + CHATML))) {
      int[] ids = policy.encode(QUESTION);
      assertEquals(1, IntStream.of(ids).filter(id -> id == BOS).count());
      assertEquals(BOS, ids[0]);
    }
  }

  @Test
  void whatStandsAroundAnAnswerBelongsToIt() throws IOException {
    // as Llama 2 does it: no generation prompt, blanks and the end of the sequence
    String template =
        "{% for m in messages %}{% if m.role == 'user' %}{{ bos_token + 'wd ' + m.content + ' we'"
            + " }}{% else %}{{ ' wf ' + m.content.strip() + ' wg ' + eos_token + 'wh' }}{% endif"
            + " %}{% endfor %}";
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, template))) {
      int wd = 9;
      assertArrayEquals(new int[] {BOS, wd, WA, WB, wd + 1}, policy.encode(QUESTION));
      assertArrayEquals(
          new int[] {wd + 2, WC, wd + 3, EOS},
          policy.encode(QUESTION, Answer.ofText(" wc\n")).completion());
    }
  }

  @Test
  void withoutAnEndOfTheTurnTheModelsOwnEndsTheAnswer() throws IOException {
    String template =
        "{% for m in messages %}{{ m.role + ' ' + m.content + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ 'assistant ' }}{% endif %}";
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, template))) {
      assertArrayEquals(new int[] {USER, WA, WB, ASSISTANT}, policy.encode(QUESTION));
      assertArrayEquals(
          new int[] {WC, EOS}, policy.encode(QUESTION, Answer.ofText("wc")).completion());
    }
  }

  @Test
  void generationStopsAtTheEndOfTheTurn() throws IOException {
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, CHATML))) {
      List<TokenRow> rows = List.of(policy.encode(QUESTION, Answer.ofText("wc wa")));
      TrainingBatch batch = TrainingBatch.ofRows(rows);
      for (int step = 0; step < 60; step++) {
        policy.update(
            batch,
            m -> Scalars.times(Masked.sum(m.outputs(), m.mask()), -1.0 / 3),
            new AdamWStep(0.02, 0.9, 0.999, 1e-8, 0, 1));
      }
      Completion answer =
          policy
              .generate(List.of(QUESTION), 1, Decoding.greedy(20), RandomStream.ofSeed(1))
              .get(0)
              .get(0);
      assertArrayEquals(new int[] {WC, WA, END}, answer.tokens());
      assertEquals(Completion.Finish.STOP, answer.finish());
      assertEquals("wc wa", answer.text().strip());
    }
  }

  @Test
  void withoutATemplateAConversationIsRefused() throws IOException {
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder))) {
      String message = message(() -> policy.encode(QUESTION));
      assertTrue(message.contains("a conversation (messages) needs a chat template"), message);
      assertTrue(message.contains("chat_template.jinja"), message);
      assertTrue(message.contains(folder.toString()), message);
    }
  }

  @Test
  void aTemplateThatAsksInAnotherWayThanItWritesIsRefusedForGivenAnswers() throws IOException {
    String template = CHATML.replace("{{ '<|im_start|>assistant\n' }}", "{{ 'wd ' }}");
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, template))) {
      policy.encode(QUESTION);
      String message = message(() -> policy.encode(QUESTION, Answer.ofText("wc")));
      assertTrue(message.startsWith(folder.toString()), message);
      assertTrue(message.contains("asks for an answer with"), message);
    }
  }

  @Test
  void aTemplateThatChangesAnAnswerIsRefused() throws IOException {
    String template = CHATML.replace("message['content']", "message['content'].split('we')[-1]");
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, template))) {
      assertArrayEquals(
          new int[] {WC, END}, policy.encode(QUESTION, Answer.ofText("wc")).completion());
      String message = message(() -> policy.encode(QUESTION, Answer.ofText("wa we wc")));
      assertTrue(message.contains("changes the answer \"wa we wc\" to \" wc\""), message);
    }
  }

  @Test
  void aBrokenTemplateIsRefusedWithItsPlace() throws IOException {
    Path model = ChatModel.write(folder, "{% if messages %}x");
    try (TransformerPolicy policy = Policies.load(model)) {
      String message = message(() -> policy.encode(QUESTION));
      assertTrue(message.startsWith(model.resolve("tokenizer_config.json").toString()), message);
    }
    Path wrong = withTemplate(7);
    String message = message(() -> Policies.load(wrong));
    assertTrue(message.contains("chat_template is neither a text nor a list"), message);
  }

  private Path withTemplate(Object template) throws IOException {
    Path file = folder.resolve("tokenizer_config.json");
    JsonObject config = ModelJson.read(file);
    config.add("chat_template", ModelJson.GSON.toJsonTree(template));
    ModelJson.write(file, config);
    return folder;
  }

  @Test
  void ofSeveralTemplatesTheDefaultIsTaken() throws IOException {
    ChatModel.write(folder, "");
    JsonArray several = new JsonArray();
    for (String name : List.of("tool_use", "default")) {
      JsonObject one = new JsonObject();
      one.addProperty("name", name);
      one.addProperty("template", name.equals("default") ? CHATML : "wd");
      several.add(one);
    }
    try (TransformerPolicy policy = Policies.load(withTemplate(several))) {
      assertEquals(7, policy.encode(QUESTION).length);
    }
  }

  @Test
  void savedModelsKeepTheirTemplate() throws IOException {
    Path saved = folder.resolve("saved");
    try (TransformerPolicy policy =
        Policies.load(ChatModel.writeInFile(folder.resolve("made"), CHATML))) {
      policy.save(saved);
      assertEquals(CHATML, Files.readString(saved.resolve("chat_template.jinja")));
      try (TransformerPolicy again = Policies.load(saved)) {
        assertArrayEquals(policy.encode(TURNS), again.encode(TURNS));
        assertArrayEquals(
            policy.encode(TURNS, Answer.ofText("wb")).completion(),
            again.encode(TURNS, Answer.ofText("wb")).completion());
      }
    }
    Path config = folder.resolve("config");
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder.resolve("b"), CHATML))) {
      policy.save(config);
    }
    assertEquals(
        CHATML,
        ModelJson.read(config.resolve("tokenizer_config.json")).get("chat_template").getAsString());
  }

  @Test
  void controlTokensLeaveTheTemplateInPlace() throws IOException {
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, CHATML))) {
      int[] before = policy.encode(TURNS);
      int[] ids = policy.addControlTokens(List.of("<good>"), RandomStream.ofSeed(1));
      assertArrayEquals(new int[] {ModelFolder.VOCABULARY}, ids);
      assertArrayEquals(before, policy.encode(TURNS));
    }
  }

  @Test
  void todayIsWhatTheOptionsSay() throws IOException {
    String template = "{{ strftime_now('%d') == '26' and 'wa' or 'wb' }}";
    try (TransformerPolicy policy = Policies.load(ChatModel.write(folder, template))) {
      assertArrayEquals(new int[] {WA}, policy.encode(QUESTION));
    }
    assertEquals("2024-07-26", new TransformerOptions().templateDate());
    TransformerOptions wrong =
        new TransformerOptions(
            folder.toString(),
            null,
            new ModelSizes(),
            /* adapter= */ null,
            /* merge= */ false,
            TransformerOptions.Dtype.FLOAT32,
            64,
            8,
            "tomorrow");
    assertTrue(message(() -> Policies.make(wrong)).contains("templateDate must be a date"));
  }

  @Test
  void aTranscriptIsForReaders() {
    assertEquals("wa wb", QUESTION.text());
    assertEquals("System: wc\n\nUser: wa\n\nAssistant: wb\n\nUser: wa", TURNS.text());
    assertEquals(
        "a conversation must end with the user's turn",
        assertThrows(
                IllegalArgumentException.class,
                () -> Prompt.ofMessages("", Arrays.asList(new Message(Role.ASSISTANT, "wa")), null))
            .getMessage());
  }
}
