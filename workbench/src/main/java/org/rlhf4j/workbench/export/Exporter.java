package org.rlhf4j.workbench.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.rlhf4j.api.UserException;
import org.rlhf4j.workbench.options.TaskType;
import org.rlhf4j.workbench.quality.MarkdownReport;
import org.rlhf4j.workbench.quality.QualityReport;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.LabelStore;
import org.rlhf4j.workbench.store.PrivateFiles;
import org.rlhf4j.workbench.store.Use;
import org.rlhf4j.workbench.task.Candidate;
import org.rlhf4j.workbench.task.Label;
import org.rlhf4j.workbench.task.StrictJsonText;

/**
 * Writes labels as files. Names of annotators stand in none of them, nor what they said about
 * themselves; labels of retired annotators are left out.
 */
public final class Exporter {
  static final String PREFERENCES = "preferences.jsonl";
  static final String DEMONSTRATIONS = "demonstrations.jsonl";
  static final String LABELS = "labels.jsonl";
  static final String REPORT = "report.md";
  static final String NUMBERS = "report.json";

  /** What may be written. */
  public static final List<String> FILES =
      List.of(PREFERENCES, DEMONSTRATIONS, LABELS, REPORT, NUMBERS);

  private final LabelStore store;

  /** For the labels of a store. */
  public Exporter(LabelStore store) {
    this.store = store;
  }

  /**
   * Writes all files of the task.
   *
   * @return what was written
   * @throws UserException if there are no labels that count, or the folder cannot be written
   */
  public List<String> write(Path folder) {
    QualityReport report = new QualityReport(store);
    List<Given> counted = report.given().stream().filter(g -> !g.annotator().retired()).toList();
    List<Given> work = counted.stream().filter(g -> g.use() == Use.WORK).toList();
    if (work.isEmpty()) {
      throw new UserException("nothing was labelled yet, so there is nothing to export");
    }
    List<String> lines = new ArrayList<>();
    try {
      PrivateFiles.makeFolder(folder);
      TaskType task = store.setup().task();
      if (task == TaskType.DEMONSTRATION) {
        List<JsonObject> rows = work.stream().map(Exporter::demonstration).toList();
        lines.add(write(folder.resolve(DEMONSTRATIONS), rows, "demonstrations"));
      } else if (task != TaskType.ERROR_FLAGS) {
        PreferenceRows preferences = new PreferenceRows(store.setup().options());
        List<JsonObject> rows = preferences.of(work);
        String without = preferences.withoutDecision() + " pairs without a decision";
        lines.add(write(folder.resolve(PREFERENCES), rows, "preferences, " + without));
      }
      lines.add(
          write(folder.resolve(LABELS), counted.stream().map(Exporter::label).toList(), "labels"));
      String title = store.setup().options().heading();
      replace(folder.resolve(REPORT), MarkdownReport.of(title, report));
      replace(folder.resolve(NUMBERS), StrictJsonText.pretty(report.json(false)));
      lines.add(REPORT + ": agreement and annotators; " + NUMBERS + ": the same as numbers");
      Predicate<Given> isRetired = g -> g.annotator().retired();
      lines.add(
          report.given().stream().filter(isRetired).count()
              + " labels of retired annotators are left out");
    } catch (IOException e) {
      throw new UserException(folder + " cannot be written: " + UserException.reason(e), e);
    }
    lines.add("all in " + folder);
    return lines;
  }

  private static String write(Path file, List<JsonObject> rows, String what) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonObject row : rows) {
      text.append(StrictJsonText.line(row)).append('\n');
    }
    replace(file, text.toString());
    return file.getFileName() + ": " + rows.size() + " " + what;
  }

  /** There is the old file or the new one, never half of one. */
  private static void replace(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonObject demonstration(Given given) {
    JsonObject row = new JsonObject();
    row.addProperty("id", given.item().key() + "/" + given.annotator().alias());
    row.addProperty("prompt", given.item().prompt());
    row.addProperty("completion", ((Label.Text) given.judgement().label()).text());
    if (given.item().reference() != null) {
      row.addProperty("reference", given.item().reference());
    }
    return row;
  }

  private static JsonObject label(Given given) {
    JsonObject row = new JsonObject();
    row.addProperty("id", given.item().key());
    row.addProperty("use", given.use().name().toLowerCase(Locale.ROOT));
    row.addProperty("annotator", given.annotator().alias());
    row.addProperty("role", given.annotator().role().name().toLowerCase(Locale.ROOT));
    row.add("label", given.judgement().label().json());
    if (!given.judgement().reason().isEmpty()) {
      row.addProperty("reason", given.judgement().reason());
    }
    if (!given.judgement().flags().isEmpty()) {
      JsonArray flags = new JsonArray();
      given.judgement().flags().forEach(flags::add);
      row.add("flags", flags);
    }
    JsonArray order = new JsonArray();
    for (int answer : given.order()) {
      order.add(answer + 1);
    }
    row.add("shownOrder", order);
    row.addProperty("seconds", given.millis() / 1000.0);
    row.addProperty("prompt", given.item().prompt());
    JsonArray answers = new JsonArray();
    given.item().answers().stream().map(Candidate::text).forEach(answers::add);
    row.add("answers", answers);
    return row;
  }
}
