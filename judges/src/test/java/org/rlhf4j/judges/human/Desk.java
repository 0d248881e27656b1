package org.rlhf4j.judges.human;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.human.task.Item;
import org.rlhf4j.judges.human.task.ItemsFile;
import org.rlhf4j.judges.human.task.TaskSetup;

/** Makes workbenches for tests. */
public final class Desk {
  public TaskType task = TaskType.PAIRWISE;
  public int overlap = 2;
  public int perAnnotator;
  public int answers = 2;
  public int items = 4;
  public int goldQuestions;
  public int qualification;
  public double pass = 0.8;
  public int every;
  public boolean ties = true;
  public int reserveMinutes = 30;
  public int bodyBytes = 20_000;
  public int requestsPerMinute = 1_000_000;
  public int connectionsPerAddress = new ServerOptions().connectionsPerAddress();
  public int headerSeconds = new ServerOptions().headerSeconds();
  public int bodySeconds = new ServerOptions().bodySeconds();
  public @Nullable String url;
  public PreferenceRule preferences = PreferenceRule.MAJORITY;
  public List<String> annotators = List.of();
  public Map<String, List<String>> groups = Map.of();

  /** The text of an answer of an item; the first one is meant to be better. */
  public static String answer(int item, int answer) {
    return "answer " + answer + " to " + item + " <script>alert('x')</script>";
  }

  public WorkbenchOptions options() {
    WorkbenchOptions d = WorkbenchOptions.DEFAULTS;
    @Nullable GoldOptions gold =
        goldQuestions == 0 ? null : new GoldOptions("gold.jsonl", qualification, pass, every);
    return new WorkbenchOptions(
        "test",
        null,
        task,
        "items.jsonl",
        null,
        null,
        overlap,
        perAnnotator,
        ties,
        true,
        List.of("unsafe"),
        d.scales(),
        d.errors(),
        d.assertiveness(),
        annotators.stream().map(n -> new AnnotatorOptions(n, AnnotatorOptions.Role.CROWD)).toList(),
        groups,
        gold,
        null,
        preferences,
        reserveMinutes,
        null,
        server(),
        7);
  }

  private ServerOptions server() {
    ServerOptions d = new ServerOptions();
    return new ServerOptions(
        d.host(),
        0,
        url,
        bodyBytes,
        requestsPerMinute,
        d.connections(),
        connectionsPerAddress,
        headerSeconds,
        bodySeconds,
        d.sessionIdleMinutes(),
        d.sessionMinutes());
  }

  private String rows(String name, int count, String more) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<String> texts = new ArrayList<>();
      for (int a = 0; a < answers; a++) {
        texts.add("\"" + answer(i, a) + "\"");
      }
      rows.append(
          "{\"id\": \"%s%d\", \"prompt\": \"prompt %s %d\", \"answers\": %s%s}\n"
              .formatted(name, i, name, i, texts, more));
    }
    return rows.toString();
  }

  private List<Item> read(String text, boolean golden) {
    try {
      Path file = Files.createTempFile("items", ".jsonl");
      Files.writeString(file, text);
      List<Item> read = new ItemsFile(options(), task).read(file, golden);
      Files.delete(file);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TaskSetup setup() {
    List<Item> gold =
        goldQuestions == 0 ? List.of() : read(rows("gold", goldQuestions, ", \"gold\": 1"), true);
    return new TaskSetup(
        options(),
        task,
        read(rows("item", items, ""), false),
        gold.subList(0, qualification),
        gold.subList(qualification, gold.size()));
  }
}
