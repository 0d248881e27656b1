package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.run.Evaluated;
import org.rlhf4j.runner.run.Results;

/** The folder of a run, written by hand. */
final class RunFiles {
  static final Basis BASIS = new Basis(null, null, "4 prompts", null, Decoding.sampling(1, 64));

  private final Path folder;
  private final String name;
  private final long seed;
  private final List<String> subjects;

  RunFiles(Path folder, String name, long seed, String... subjects) {
    this.folder = folder;
    this.name = name;
    this.seed = seed;
    this.subjects = List.of(subjects);
    spec("");
  }

  Path folder() {
    return folder;
  }

  /** A spec with a method whose option {@code choice} is as given. */
  RunFiles spec(String choice) {
    return write(
        "spec.json",
        """
        {"name": "%s", "seed": [%d], "policy": {"id": "p", "options": {}},
         "methods": [{"id": "ppo", "name": "ppo", "options": {"steps": 5, "placement": "%s"}}]}
        """
            .formatted(name, seed, choice));
  }

  RunFiles results(Evaluation... evaluations) {
    List<Evaluated> evaluated = new ArrayList<>();
    for (int i = 0; i < evaluations.length; i++) {
      String metric =
          evaluations[i].measurements().isEmpty()
              ? "nothing"
              : evaluations[i].measurements().get(0).metric();
      Map<String, String> ids =
          Map.of("win rate", "win-rate", "KL", "kl", "answer entropy", "mode-collapse");
      evaluated.add(new Evaluated(i, ids.getOrDefault(metric, "mean-reward"), evaluations[i]));
    }
    return results(evaluated);
  }

  RunFiles results(List<Evaluated> evaluated) {
    Results results = new Results(name, List.of(seed), subjects, null, evaluated);
    return write("results.json", JsonText.pretty(results.json()));
  }

  /** Scores of one evaluator: a list of numbers for each subject, one a prompt. */
  RunFiles scores(String file, String metric, Map<String, List<Double>> bySubject) {
    StringBuilder lines = new StringBuilder();
    new LinkedHashMap<>(bySubject)
        .forEach(
            (subject, values) -> {
              for (int i = 0; i < values.size(); i++) {
                JsonObject row = new JsonObject();
                row.addProperty("prompt", "q" + i);
                row.addProperty("subject", subject);
                row.addProperty("metric", metric);
                row.addProperty("value", values.get(i));
                lines.append(JsonText.line(row)).append('\n');
              }
            });
    return write("scores/" + file + ".jsonl", lines.toString());
  }

  RunFiles samples(String method, String prompt, List<String> answers) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < answers.size(); i++) {
      JsonObject row = new JsonObject();
      row.addProperty("id", "q" + i);
      row.addProperty("prompt", prompt);
      row.addProperty("completion", answers.get(i));
      JsonArray tokens = new JsonArray();
      tokens.add(1);
      row.add("tokens", tokens);
      row.addProperty("finish", i % 2 == 0 ? "stop" : "length");
      lines.append(JsonText.line(row)).append('\n');
    }
    return write("samples/" + method + ".jsonl", lines.toString());
  }

  RunFiles write(String file, String text) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Measurement number(String subject, String metric, double value, double error) {
    return Measurement.student(subject, metric, "", value, error, 4);
  }
}
