package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small models of random weights whose tokenizer has the special tokens of ChatML. */
final class ChatModel {

  static final String CHATML =
      "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content']"
          + " + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}"
          + "{{ '<|im_start|>assistant\n' }}{% endif %}";

  static final int BOS = 1;
  static final int EOS = 2;
  static final int ASSISTANT = 3;
  static final int SYSTEM = 4;
  static final int USER = 5;
  static final int WA = 6;
  static final int WB = 7;
  static final int WC = 8;
  static final int START = 21;
  static final int END = 22;

  private ChatModel() {}

  /** Writes a model, without a template. */
  static Path write(Path folder) throws IOException {
    ModelFolder.write(
        folder,
        """
        {"model_type": "llama", "hidden_size": 16, "num_hidden_layers": 2, "hidden_act": "silu",
         "num_attention_heads": 2, "intermediate_size": 24, "max_position_embeddings": 64}
        """,
        1);
    JsonObject tokenizer =
        WordTokenizer.of(
            List.of("assistant system user wa wb wc wd we wf wg wh wi wj wk wl wm wn wo"));
    JsonArray added = tokenizer.getAsJsonArray("added_tokens");
    for (String name : List.of("<|im_start|>", "<|im_end|>")) {
      JsonObject token = added.get(0).getAsJsonObject().deepCopy();
      token.addProperty("id", name.equals("<|im_start|>") ? START : END);
      token.addProperty("content", name);
      added.add(token);
    }
    ModelJson.write(folder.resolve("tokenizer.json"), tokenizer);
    return folder;
  }

  /** The same with a template in {@code tokenizer_config.json}. */
  static Path write(Path folder, String template) throws IOException {
    write(folder);
    JsonObject config =
        JsonParser.parseString(
                """
                {"bos_token": {"content": "<s>", "special": true}, "eos_token": "</s>"}
                """)
            .getAsJsonObject();
    config.addProperty("chat_template", template);
    ModelJson.write(folder.resolve("tokenizer_config.json"), config);
    return folder;
  }

  /** The same with a template in its own file. */
  static Path writeInFile(Path folder, String template) throws IOException {
    write(folder, "{{ raise_exception('the old template') }}");
    Files.writeString(folder.resolve("chat_template.jinja"), template);
    return folder;
  }
}
