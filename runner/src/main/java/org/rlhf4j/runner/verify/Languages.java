package org.rlhf4j.runner.verify;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.exact.TabularLanguage;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;

/** The two languages of {@code verify}. */
public final class Languages {
  private static final List<String> WORDS = List.of("a", "b", "c");
  private static final List<Prompt> PROMPTS = List.of(new Prompt("1", "a"), new Prompt("2", "b c"));

  private static final int TABLE_TOKENS = 3;
  private static final int TRANSFORMER_TOKENS = 2;
  private static final int CONTEXT = 8;

  /** Standard deviation of the logits of a table. */
  private static final double SCALE = 0.5;

  private Languages() {}

  /**
   * Three words and end-of-sequence, at most three tokens: 40 completions, spoken by a table that
   * can represent every distribution over them.
   */
  static Oracle table(RandomStream random) {
    TabularLanguage language = TabularLanguage.ofWords(CONTEXT, WORDS.toArray(String[]::new));
    return new Oracle(
        "table",
        new TabularPolicy(language, random.child("logits"), SCALE),
        PROMPTS,
        language.completions(TABLE_TOKENS),
        TABLE_TOKENS,
        random);
  }

  /** Another policy of the table's language, for what must hold away from the reference too. */
  static TabularPolicy elsewhere(Oracle table, RandomStream random) {
    TabularPolicy reference = (TabularPolicy) table.reference();
    return new TabularPolicy(reference.language(), random.child("elsewhere"), SCALE);
  }

  /**
   * The same words and the special tokens of a word tokenizer, at most two tokens: 31 completions,
   * spoken by a transformer of one layer.
   */
  public static Oracle transformer(Catalog catalog, RandomStream random, PluginContext context) {
    TrainablePolicy policy = newTransformer(catalog, context);
    int end = policy.encode(PROMPTS.get(0), Answer.ofText("")).completion()[0];
    int largest =
        WORDS.stream()
            .flatMapToInt(word -> Arrays.stream(policy.encode(new Prompt("word", word))))
            .max()
            .orElseThrow();
    List<String> ids = IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList();
    return new Oracle(
        "transformer",
        policy,
        PROMPTS,
        new TabularLanguage(ids, end, CONTEXT).completions(TRANSFORMER_TOKENS),
        TRANSFORMER_TOKENS,
        random);
  }

  private static TrainablePolicy newTransformer(Catalog catalog, PluginContext context) {
    List<Plugin<?, ?>> plugins = new ArrayList<>(List.of(new Words()));
    catalog.all(PolicyPlugin.class).forEach(plugins::add);
    JsonObject json =
        JsonParser.parseString(
                """
                {"policy": {"id": "transformer", "options": {
                  "vocabulary": {"id": "words"},
                  "sizes": {"hidden": 32, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 64,
                            "context": %d, "initializerRange": 0.2}}}}
                """
                    .formatted(CONTEXT))
            .getAsJsonObject();
    Problems problems = new Problems();
    Spec spec =
        new OptionsReader(Catalog.of(plugins), problems).read(Spec.empty("verify"), json, "");
    if (spec == null || !problems.isEmpty()) {
      throw problems.in(JsonDocument.parse("the model of verify", JsonText.pretty(json)));
    }
    Policy policy = Objects.requireNonNull(spec.policy()).create(context);
    if (!(policy instanceof TrainablePolicy trainable)) {
      throw new IllegalStateException("the transformer cannot be trained");
    }
    return trainable;
  }

  /** The words, as data. */
  static final class Words implements DataSourcePlugin<Words.None> {
    /** Nothing can be set. */
    record None() {}

    @Override
    public String id() {
      return "words";
    }

    @Override
    public String summary() {
      return "the words of the language of verify";
    }

    @Override
    public None defaults() {
      return new None();
    }

    @Override
    public DataSource create(None options, PluginContext context) {
      return new DataSource() {
        @Override
        public List<Demonstration> demonstrations() {
          String text = String.join(" ", WORDS);
          return List.of(new Demonstration(new Prompt("words", text), Answer.ofText(text)));
        }
      };
    }
  }
}
