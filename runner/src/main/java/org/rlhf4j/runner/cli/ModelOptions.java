package org.rlhf4j.runner.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;
import picocli.CommandLine.Option;

/** Which model a command works with. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The model: a folder in Hugging Face layout.")
  private String model;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}")
  private String device;

  /** The folder as the user named it. */
  String model() {
    return model;
  }

  /** The device as the user named it. */
  String device() {
    return device;
  }

  /** The surroundings of a command's plugins. */
  RunContext context(long seed, InputFiles files, Journal journal) {
    return RunContext.root(seed, files, device, journal.stage("model"));
  }

  /** The surroundings where nothing is left to chance, on a device. */
  static RunContext context(String device, InputFiles files, Journal journal) {
    return RunContext.root(/* seed= */ 0, files, device, journal.stage("model"));
  }

  /** Opens the model. */
  Policy open(Catalog catalog, RunContext context) {
    return open(catalog, context, new JsonObject());
  }

  /** Opens the model with more options. */
  Policy open(Catalog catalog, RunContext context, JsonObject more) {
    return open(catalog, model, context, more);
  }

  /** Opens a model. */
  static Policy open(Catalog catalog, String model, RunContext context) {
    return open(catalog, model, context, new JsonObject());
  }

  private static Policy open(Catalog catalog, String model, RunContext context, JsonObject more) {
    JsonObject options = more.deepCopy();
    options.addProperty("path", model);
    JsonObject spec = new JsonObject();
    spec.add("policy", node("transformer", options));
    Part<Policy> policy = read(catalog, spec).policy();
    return Objects.requireNonNull(policy).create(context);
  }

  /** Makes a method. */
  static Optimizer method(Catalog catalog, String id, JsonObject options, RunContext context) {
    JsonObject spec = new JsonObject();
    spec.add("methods", JsonText.array(List.of(node(id, options))));
    return read(catalog, spec).methods().get(0).plugin().create(context);
  }

  private static JsonObject node(String id, JsonObject options) {
    JsonObject node = new JsonObject();
    node.addProperty("id", id);
    node.add("options", options);
    return node;
  }

  private static Spec read(Catalog catalog, JsonObject json) {
    Problems problems = new Problems();
    Spec spec = new OptionsReader(catalog, problems).read(Spec.empty("command"), json, "");
    if (spec == null || !problems.isEmpty()) {
      throw problems.in(JsonDocument.parse("the command's own spec", JsonText.pretty(json)));
    }
    return spec;
  }
}
