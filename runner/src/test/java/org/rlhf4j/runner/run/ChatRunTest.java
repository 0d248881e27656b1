package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/** Conversations from rows to trained models and back, with the real plugins. */
final class ChatRunTest {
  private static final String TEMPLATE =
      """
      {{- bos_token }}
      {%- for m in messages %}
          {{- m.role + ' ' + m.content + ' ' + eos_token + ' ' }}
      {%- endfor %}
      {%- if add_generation_prompt %}
          {{- 'assistant ' }}
      {%- endif %}
      """;

  private static final String DEMONSTRATIONS =
      """
      {"messages": [{"role": "system", "content": "be short"}, {"role": "user", "content": "what colour is grass ?"}, {"role": "assistant", "content": "green"}]}
      {"messages": [{"role": "user", "content": "what colour is snow ?"}, {"role": "assistant", "content": "white please"}]}
      {"messages": [{"role": "user", "content": "what ?"}, {"role": "assistant", "content": "ask again"}, {"role": "user", "content": "what colour is coal ?"}, {"role": "assistant", "content": "black"}]}
      """;

  private static final String PAIRS =
      """
      {"chosen": [{"role": "user", "content": "what colour is snow ?"}, {"role": "assistant", "content": "white"}], "rejected": [{"role": "user", "content": "what colour is snow ?"}, {"role": "assistant", "content": "white please"}]}
      {"prompt": [{"role": "user", "content": "what colour is coal ?"}], "chosen": [{"role": "assistant", "content": "black"}], "rejected": [{"role": "assistant", "content": "green"}]}
      """;

  private static final String SPEC =
      """
      {"name": "chat", "seed": 1, "device": "cpu",
       "policy": {"id": "transformer", "options": {"path": "model"}},
       "data": {"demonstrations": {"id": "jsonl", "options": {"path": "demos.jsonl"}},
                "preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}},
                "evaluation": {"id": "jsonl", "options": {"path": "demos.jsonl"}}},
       "methods": [
         {"id": "sft", "options": {"training": {
           "batchSize": 3, "epochs": 100, "optimizer": {"learningRate": 0.01}}}},
         {"id": "dpo", "from": "sft", "options": {"training": {
           "batchSize": 2, "epochs": 10, "optimizer": {"learningRate": 0.002}}}}],
       "decoding": {"temperature": 0, "maxNewTokens": 8},
       "evaluate": [{"id": "length"}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  /** A small model of random weights that a run saved, with and without a template. */
  @BeforeEach
  void makeModels() throws IOException {
    shell = new Shell(folder, layers -> Catalog.load(List.of()));
    shell.write(
        "words.jsonl",
        """
        {"prompt": "system user assistant what colour is grass snow coal ?", "completion": "be short green white please ask again black"}
        """);
    shell.write(
        "make.json",
        """
        {"name": "make", "seed": 1, "device": "cpu",
         "policy": {"id": "transformer", "options": {
           "vocabulary": {"id": "jsonl", "options": {"path": "words.jsonl"}},
           "sizes": {"hidden": 32, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 64,
                     "context": 64}}},
         "data": {"demonstrations": {"id": "jsonl", "options": {"path": "words.jsonl"}}},
         "methods": [{"id": "sft"}]}
        """);
    assertEquals(0, shell.run("run", "make.json"), () -> shell.err());
    Files.move(folder.resolve("runs/make/models/sft"), folder.resolve("model"));
    shell.write("demos.jsonl", DEMONSTRATIONS);
    shell.write("pairs.jsonl", PAIRS);
    shell.write("chat.json", SPEC);
  }

  private void writeTemplate() throws IOException {
    Files.writeString(folder.resolve("model/chat_template.jinja"), TEMPLATE);
  }

  private List<String> answers(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .map(Shell::json)
        .map(row -> row.get("completion").getAsString().strip())
        .toList();
  }

  @Test
  void conversationsAreTrainedOnAndAnswered() throws IOException {
    writeTemplate();
    assertEquals(0, shell.run("run", "chat.json"), () -> shell.err());
    List<String> learned = List.of("green", "white please", "black");
    assertEquals(learned, answers("runs/chat/samples/sft.jsonl"));
    double[] last = new double[2];
    for (String line : shell.read("runs/chat/metrics.jsonl").lines().toList()) {
      JsonObject step = Shell.json(line);
      if (step.get("method").getAsString().equals("dpo")) {
        last[0] = step.get("loss").getAsDouble();
        last[1]++;
      }
    }
    assertEquals(10, last[1]);
    assertTrue(last[0] < Math.log(2) - 0.05, "loss " + last[0]);
    for (String method : List.of("sft", "dpo")) {
      assertEquals(
          TEMPLATE, shell.read("runs/chat/models/" + method + "/chat_template.jinja"), method);
    }

    // the saved model answers conversations as it did in the run, also those of written rows
    for (String prompts : List.of("demos.jsonl", "runs/chat/samples/sft.jsonl")) {
      assertEquals(
          0,
          shell.run(
              "generate",
              "--model",
              "runs/chat/models/sft",
              "--prompts",
              prompts,
              "--greedy",
              "--max-new-tokens",
              "8",
              "--out",
              "answers.jsonl"),
          () -> shell.err());
      assertEquals(learned, answers("answers.jsonl"));
      Files.delete(folder.resolve("answers.jsonl"));
    }
    assertEquals(0, shell.run("lint", "demos.jsonl", "--model", "model"), () -> shell.out());
  }

  @Test
  void withoutATemplateNothingRuns() {
    assertEquals(2, shell.run("validate", "chat.json"));
    for (String role : List.of("demonstrations", "preferences", "evaluation")) {
      assertTrue(shell.err().contains("data." + role), shell.err());
    }
    assertTrue(shell.err().contains("needs a chat template"), shell.err());
    assertEquals(
        shell.err().indexOf("needs a chat template"),
        shell.err().lastIndexOf("needs a chat template"),
        "told once");
    assertTrue(shell.err().contains("as in data."), shell.err());
    assertTrue(shell.err().contains(folder.resolve("model").toString()), shell.err());
    assertEquals(1, shell.run("lint", "demos.jsonl", "--model", "model"));
    assertTrue(shell.out().contains("chat-template"), shell.out());
  }
}
