package org.rlhf4j.policies;

import ai.djl.Device;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.policies.chat.ChatTemplate;

/** Loads or makes decoder-only transformers. */
@Source(
    value =
        "Touvron et al. 2023, \"LLaMA: open and efficient foundation language models\","
            + " arXiv:2302.13971, and its family (Mistral, Qwen2, Qwen3, SmolLM)",
    differs =
        "log-probabilities, softmax and losses are float32 whatever the type of the weights; there"
            + " is no dropout")
@Source(
    value = "Radford et al. 2019, \"Language models are unsupervised multitask learners\" (GPT-2)",
    differs = "there is no dropout")
@Source(
    value =
        "Hu et al. 2021, \"LoRA: Low-Rank Adaptation of Large Language Models\","
            + " arXiv:2106.09685, section 4.1 (adapters)",
    differs =
        "there is no dropout; A starts uniform in +-1 / sqrt(in), as in PEFT, where the paper has"
            + " it normal")
public final class TransformerPlugin implements PolicyPlugin<TransformerOptions> {

  private static final String SCRATCH = "the model made from scratch";

  /** What methods that wrap a model write beside it. */
  private static final String ORIGIN = "rlhf4j-policy.json";

  /** For the service loader. */
  public TransformerPlugin() {}

  @Override
  public String id() {
    return "transformer";
  }

  @Override
  public String summary() {
    return "a decoder-only transformer (Llama family, GPT-2) on PyTorch, loaded from a folder or"
        + " made from scratch";
  }

  @Override
  public TransformerOptions defaults() {
    return new TransformerOptions();
  }

  @Override
  public Policy create(TransformerOptions options, PluginContext context) {
    String path = options.path();
    Part<DataSource> vocabulary = options.vocabulary();
    Device device = Torch.device(context.device());
    if (path != null && options.sizes() != null) {
      throw new UserException(
          "the transformer policy has both \"path\" and \"sizes\"; sizes are those of a model made"
              + " from scratch, the one in "
              + path
              + " has its own; leave sizes out");
    }
    if (path != null && vocabulary == null) {
      Path folder = context.resolve(path);
      noteOrigin(folder, context.log());
      RandomGenerator random = context.random().child("adapter").generator();
      return load(folder, device, random, options);
    } else if (vocabulary != null && path == null) {
      RandomGenerator random = context.random().child("initial-weights").generator();
      RandomGenerator ofAdapter = context.random().child("adapter").generator();
      return adapted(fresh(context.create(vocabulary), device, random, options), ofAdapter);
    }
    throw new UserException(
        "the transformer policy needs either \"path\" (a model to load) or \"vocabulary\" (data for"
            + " a model made from scratch); it has "
            + (path == null ? "neither" : "both"));
  }

  /** Says what a folder does not hold, where a method that wraps a model has left a word. */
  private static void noteOrigin(Path folder, RunLog log) {
    JsonElement note = ModelJson.readIfThere(folder.resolve(ORIGIN)).get("note");
    if (note instanceof JsonPrimitive text && text.isString()) {
      log.note(folder + ": " + text.getAsString());
    }
  }

  private static TransformerPolicy load(
      Path folder, Device device, RandomGenerator random, TransformerOptions options) {
    if (!Peft.isAdapter(folder)) {
      if (options.merge()) {
        throw new UserException(
            folder + ": holds no adapter (" + Peft.CONFIG + "), so there is nothing to merge");
      }
      return adapted(load(folder, device, options), random);
    }
    if (options.adapter() != null) {
      throw new UserException(
          folder
              + ": is an adapter itself, which is trained further; leave out \"adapter\" of the"
              + " policy");
    }
    Peft peft = Peft.open(folder);
    Path base = peft.base();
    TransformerPolicy plain = load(base, device, options);
    try {
      return plain.with(
          decoder -> {
            Decoder beside = peft.beside(decoder, base);
            if (!options.merge()) {
              return beside;
            }
            try (beside) {
              return beside.merged();
            }
          });
    } catch (RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /** The policy with the adapter that its options ask for, if any. */
  private static TransformerPolicy adapted(TransformerPolicy plain, RandomGenerator random) {
    AdapterOptions adapter = plain.options().adapter();
    if (adapter == null) {
      return plain;
    }
    try {
      return plain.with(
          decoder -> {
            LowRank shape = LowRank.of(adapter, decoder.config());
            return decoder.withAdapter(shape, owner -> Adapter.fresh(owner, shape, random));
          });
    } catch (RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static TransformerPolicy load(Path folder, Device device, TransformerOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      checkpoint.requireLanguageModel();
      Companions companions = checkpoint.companions();
      ChatTemplate template = companions.chatTemplate(folder, date(options.templateDate()));
      TextCodec codec = checkpoint.codec();
      ChatCodec chat = template == null ? null : new ChatCodec(template, codec);
      TokenizerFiles text = new TokenizerFiles(codec, checkpoint.stops(), companions, chat, folder);
      return new TransformerPolicy(text, checkpoint.decoder(device, options.dtype()), options);
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new UserException(
          "templateDate must be a date such as 2024-07-26, but is \"" + text + "\"", e);
    }
  }

  private static TransformerPolicy fresh(
      DataSource data, Device device, RandomGenerator random, TransformerOptions options) {
    List<String> texts = new ArrayList<>();
    data.demonstrations().forEach(d -> texts.add(d.prompt().text() + " " + d.answer().text()));
    JsonObject tokenizer = WordTokenizer.of(texts);
    JsonObject words = tokenizer.getAsJsonObject("model").getAsJsonObject("vocab");
    int begin = words.get(WordTokenizer.BEGIN).getAsInt();
    int end = words.get(WordTokenizer.END).getAsInt();
    ModelSizes sizes = Objects.requireNonNull(options.sizes()); // the options see to it
    JsonObject json = sizes.config(words.size(), begin, end);
    ModelConfig config = ModelConfig.of(json, Path.of(SCRATCH));
    Decoder decoder =
        Decoder.of(
            config,
            device,
            options.dtype(),
            (w, part) -> InitialWeights.of(w, sizes.initializerRange(), config.layers(), random));
    Map<String, JsonObject> files = new LinkedHashMap<>();
    files.put(
        "generation_config.json",
        JsonParser.parseString("{\"bos_token_id\": " + begin + ", \"eos_token_id\": " + end + "}")
            .getAsJsonObject());
    files.put("tokenizer_config.json", tokenizerConfig());
    Companions companions = new Companions(files, null);
    return new TransformerPolicy(
        new TokenizerFiles(
            new TextCodec(tokenizer, end), Set.of(end), companions, null, /* folder= */ null),
        decoder,
        options);
  }

  private static JsonObject tokenizerConfig() {
    JsonObject json = new JsonObject();
    json.addProperty("tokenizer_class", "PreTrainedTokenizerFast");
    json.addProperty("unk_token", WordTokenizer.UNKNOWN);
    json.addProperty("bos_token", WordTokenizer.BEGIN);
    json.addProperty("eos_token", WordTokenizer.END);
    return json;
  }
}
