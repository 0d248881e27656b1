package org.rlhf4j.judges.human;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.human.task.Item;
import org.rlhf4j.judges.human.task.ItemsFile;
import org.rlhf4j.judges.human.task.TaskSetup;
import org.rlhf4j.testkit.TestContext;

/** Makes workbenches for tests. */
public final class Desk {
  private static final Type ROW = new TypeToken<Map<String, Object>>() {}.getType();
  private static final Gson GSON =
      new GsonBuilder()
          .setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
          .create(); // 7 stays 7

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

  /** The items of JSON Lines. */
  public List<Item> read(String rows, boolean golden) {
    return new ItemsFile(options(), task, context(rows)).read("items.jsonl", golden);
  }

  /** A context whose {@code items.jsonl} and {@code labels.jsonl} have these JSON Lines. */
  static TestContext context(String rows) {
    List<Map<String, Object>> all =
        rows.lines().<Map<String, Object>>map(row -> GSON.fromJson(row, ROW)).toList();
    return new TestContext().rows("items.jsonl", all).rows("labels.jsonl", all);
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
