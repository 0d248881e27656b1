package org.rlhf4j.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.checkpoint.DurableFile;
import org.rlhf4j.runner.checkpoint.RunMemory;
import org.rlhf4j.runner.checkpoint.Sums;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.spec.OptionsWriter;
import org.rlhf4j.runner.spec.Spec;

/** The folder of one run. Nothing in it is ever overwritten by another run. */
final class RunFolder {
  /** The effective spec; written last when a run begins. */
  static final String SPEC = "spec.json";

  /** Where a run comes from. */
  static final String PROVENANCE = "provenance.json";

  /** Written last when it ends. */
  static final String RESULTS = "results.json";

  /** The effective conventions of every part of the spec. */
  static final String CONVENTIONS = "conventions.json";

  static final String TIMINGS = "timings.json";

  /** A hash of the fitted reward, by which reports know whether two runs have the same. */
  static final String REWARD_FIT = "reward-fit.json";

  /** What phases cost beside time. */
  static final String COSTS = "costs.json";

  /** In {@link #PROVENANCE}: hash of {@link #SPEC}. */
  private static final String SPEC_SUM = "effectiveSpecSha256";

  private static final String MODELS = "models";

  private final Path folder;
  private final Path whole;
  private final Sums sums;

  private RunFolder(Path folder, Path whole) {
    this.folder = folder;
    this.sums = new Sums(folder);
    this.whole = whole;
  }

  private RunFolder(Path folder) {
    this(folder, folder);
  }

  /**
   * Refuses a folder that the user chose, if something is in it.
   *
   * @throws UserException if so
   */
  static void checkFree(@Nullable Path chosen) {
    if (chosen == null || !Files.exists(chosen)) {
      return;
    }
    if (!Files.isDirectory(chosen)) {
      throw new UserException(chosen + " is a file; --out names the folder of a new run");
    }
    try (Stream<Path> files = Files.list(chosen)) {
      if (files.findAny().isPresent()) {
        throw new UserException(
            chosen
                + " is not empty, and a finished run is never overwritten;"
                + " name another folder with --out, or remove this one");
      }
    } catch (IOException e) {
      throw new UserException(chosen + " cannot be read: " + UserException.reason(e), e);
    }
  }

  /**
   * Makes the folder of a new run.
   *
   * @param chosen by the user; null for the next free one of runs/NAME, runs/NAME-2 ...
   * @param runs where the runs are
   * @param name of the spec
   */
  static RunFolder create(@Nullable Path chosen, Path runs, String name) {
    try {
      if (chosen != null) {
        checkFree(chosen);
        return new RunFolder(Files.createDirectories(chosen));
      }
      Files.createDirectories(runs);
      for (int i = 1; ; i++) {
        Path next = runs.resolve(i == 1 ? name : name + "-" + i);
        try {
          return new RunFolder(Files.createDirectory(next));
        } catch (FileAlreadyExistsException e) {
          // another run, perhaps of this very moment
        }
      }
    } catch (IOException e) {
      throw DurableFile.notMade("the run", e);
    }
  }

  /**
   * The folder of a run that was begun.
   *
   * @throws UserException if it is none
   */
  static RunFolder open(Path folder) {
    RunFolder run = new RunFolder(folder);
    if (!run.wasBegun()) {
      throw new UserException(
          folder
              + (Files.isDirectory(folder)
                  ? " is not the folder of a run: it has no "
                      + SPEC
                      + " (a run that was stopped"
                      + " before it had one is to be started anew)"
                  : " is not there; "
                      + Suggestion.file(folder).map(f -> "did you mean " + f + "? ").orElse("")
                      + "a run's folder is runs/NAME, or what --out named"));
    }
    return run;
  }

  /** A folder inside this one, which may be there already. */
  RunFolder child(String name) {
    try {
      return new RunFolder(Files.createDirectories(folder.resolve(name)), folder);
    } catch (IOException e) {
      throw DurableFile.notMade("the run", e);
    }
  }

  /**
   * Begins a run in it.
   *
   * @param provenance where it comes from
   * @param spec the effective one
   */
  void begin(JsonObject provenance, Spec spec) {
    finish(CONVENTIONS, Conventions.of(spec));
    begin(provenance, OptionsWriter.write(spec));
  }

  /** Begins several runs in folders of it, with what their spec is. */
  void begin(JsonObject provenance, JsonObject spec) {
    String text = JsonText.pretty(spec);
    JsonObject json = provenance.deepCopy();
    json.addProperty(SPEC_SUM, Provenance.sum(text));
    finish(PROVENANCE, json);
    finish(SPEC, text);
  }

  /**
   * Checks that the run in it is still the one that was begun.
   *
   * @throws UserException if its spec was changed
   */
  void checkSpec() {
    Path file = folder.resolve(SPEC);
    checkFiles(sums.changed(name -> name.equals(PROVENANCE)));
    try {
      String now = Provenance.sum(Files.readAllBytes(file));
      JsonElement then = read(PROVENANCE).get(SPEC_SUM);
      if (then == null) {
        throw new UserException(folder.resolve(PROVENANCE) + " is not what a run writes");
      }
      if (!then.getAsString().equals(now)) {
        throw new UserException(
            file + " was changed since the run began; it can only be run as a new one");
      }
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
  }

  /**
   * Checks that everything that the run in it finished is still what it was.
   *
   * @throws UserException if not
   */
  void checkFiles() {
    checkFiles(sums.changedOrGone());
  }

  private static void checkFiles(List<String> changed) {
    if (!changed.isEmpty()) {
      throw new UserException(
          Excerpt.lines(changed) + "\n  Put back what was there, or start a new run.");
    }
  }

  /**
   * Lines about files that somebody changed since; those of models are not looked at, which may
   * take long.
   */
  List<String> changedFiles() {
    return sums.changed(name -> !name.startsWith(MODELS + "/"));
  }

  /** The same of all files. */
  List<String> allChangedFiles() {
    return sums.changed(name -> true);
  }

  /** Takes down what the files of the run that has ended are. */
  void seal() {
    sums.record(
        Stream.of(RESULTS, TIMINGS, COSTS, "metrics.jsonl")
            .map(folder::resolve)
            .filter(Files::exists)
            .toList());
  }

  /** The folder that a user would resume: this one, or that of all seeds. */
  Path whole() {
    return whole;
  }

  /** Whether there is a run in it. */
  boolean wasBegun() {
    return Files.exists(folder.resolve(SPEC));
  }

  /** Whether that run has ended. */
  boolean isComplete() {
    return Files.exists(folder.resolve(RESULTS));
  }

  /** What the run needs only until it has ended. */
  Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Removes it. */
  void forgetCheckpoints() {
    RunMemory.delete(checkpoints());
  }

  /** Where it is. */
  Path path() {
    return folder;
  }

  /**
   * Saves a model, unless it is there already.
   *
   * @param method whose model it is
   * @param saving writes it into a folder that is not there yet
   */
  void saveModel(String method, Consumer<Path> saving) {
    Path model = folder.resolve(MODELS).resolve(method);
    if (Files.exists(model)) {
      sums.record(List.of(model)); // since it is moved there at once, it is whole
      return;
    }
    Path partial = DurableFile.partial(model);
    RunMemory.delete(partial);
    try {
      Files.createDirectories(model.getParent());
      saving.accept(partial);
      try (Stream<Path> files = Files.walk(partial)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          DurableFile.force(file);
        }
      }
      Files.move(partial, model, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.forceFolder(model.getParent());
    } catch (IOException | UncheckedIOException e) {
      RunMemory.delete(partial); // a full disk needs the room
      throw DurableFile.notWritten(model, e);
    }
    sums.record(List.of(model));
  }

  /**
   * Reads a JSON file; an empty object if it is not there.
   *
   * @throws UserException if it is no JSON object
   */
  JsonObject read(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return new JsonObject();
    }
    if (JsonDocument.read(file).root() instanceof JsonObject object) {
      return object;
    }
    throw new UserException(file + " is not what a run writes");
  }

  /** Whether it has a file. */
  boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  /** Writes a JSON file that stays as it is. */
  void finish(String name, JsonElement json) {
    finish(name, JsonText.pretty(json));
  }

  private void finish(String name, String text) {
    Path file = folder.resolve(name);
    sums.recordWhen(file, () -> AtomicFile.write(file, text));
  }

  /** Writes a JSON file. */
  void write(String name, JsonElement json) {
    AtomicFile.write(folder.resolve(name), JsonText.pretty(json));
  }

  /**
   * Writes the observations behind an evaluator's numbers, one a line: {@code prompt, subject,
   * metric, value}.
   */
  void writeScores(int place, String id, List<Prompt> prompts, List<PromptScores> scores) {
    List<JsonObject> rows = new ArrayList<>();
    for (PromptScores of : scores) {
      for (int i = 0; i < prompts.size(); i++) {
        JsonObject row = new JsonObject();
        row.addProperty("prompt", prompts.get(i).id());
        row.addProperty("subject", of.subject());
        row.addProperty("metric", of.metric());
        row.add("value", EvaluationJson.number(of.values()[i]));
        rows.add(row);
      }
    }
    if (!rows.isEmpty()) {
      writeLines("scores/" + place + "-" + id + ".jsonl", rows);
    }
  }

  /** Writes a JSON Lines file. */
  void writeLines(String name, List<JsonObject> rows) {
    finish(name, rows.stream().map(row -> JsonText.line(row) + "\n").collect(Collectors.joining()));
  }
}
