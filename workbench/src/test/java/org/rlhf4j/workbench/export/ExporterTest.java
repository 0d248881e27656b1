package org.rlhf4j.workbench.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;
import org.rlhf4j.workbench.Desk;
import org.rlhf4j.workbench.options.PreferenceRule;
import org.rlhf4j.workbench.options.TaskType;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.store.AssignedItem;
import org.rlhf4j.workbench.store.LabelStore;
import org.rlhf4j.workbench.store.Person;
import org.rlhf4j.workbench.task.StrictJsonText;

/** What stands in the files. */
final class ExporterTest {
  @TempDir Path folder;
  private final Desk desk = new Desk();
  private LabelStore store;

  private Person open(String... names) {
    store = new LabelStore(folder.resolve("labels.sqlite"), desk.setup(), InstantSource.system());
    for (String name : names) {
      store.people().add(name, Role.CROWD);
    }
    return store.people().all().get(0);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void say(Person person, String shown) {
    AssignedItem next = store.work().next(person).orElseThrow();
    store.work().label(person, next.id(), StrictJsonText.object(shown), 2500);
  }

  /** Says of the next item which answer of the file is better: 2 for the first. */
  private void grade(Person person, int grade) {
    AssignedItem next = store.work().next(person).orElseThrow();
    JsonObject shown = new JsonObject();
    shown.addProperty("grade", next.order()[0] == 0 ? grade : -grade);
    store.work().label(person, next.id(), shown, 2500);
  }

  private List<JsonObject> rows(String name) throws IOException {
    return Files.readAllLines(folder.resolve("out").resolve(name)).stream()
        .map(line -> StrictJsonText.object(line))
        .toList();
  }

  @Test
  void theMajorityDecides() throws IOException {
    desk.items = 3;
    desk.overlap = 3;
    desk.groups = Map.of("age", List.of("old", "young"));
    open("Ada Secret", "Ben Secret", "Cleo Secret", "Dan Secret");
    List<Person> people = store.people().all();
    store.people().describe(people.get(0).id(), Map.of("age", "old"));
    int[][] grades = {{2, 1, -1}, {1, -1, 0}, {-2, -2, -1}};
    for (int item = 0; item < 3; item++) {
      for (int p = 0; p < 3; p++) {
        grade(people.get(p), grades[item][p]);
      }
    }
    store.people().retire(people.get(3).id(), true);
    List<String> lines = new Exporter(store).write(folder.resolve("out"));
    assertTrue(lines.get(0).endsWith("2 preferences, 1 pairs without a decision"), lines.get(0));
    List<JsonObject> rows = rows("preferences.jsonl"); // in the order of the file
    JsonObject split = rows.get(rows.get(0).get("agree").getAsDouble() < 1 ? 0 : 1);
    assertEquals(2 / 3.0, split.get("agree").getAsDouble(), 1e-12);
    assertEquals(2 / 3.0, split.get("strength").getAsDouble(), 1e-12);
    assertEquals(3, split.get("labels").getAsInt());
    assertTrue(split.get("chosen").getAsString().startsWith("answer 0"));
    JsonObject clear = rows.get(split.equals(rows.get(0)) ? 1 : 0);
    assertEquals(1, clear.get("agree").getAsDouble(), 1e-12);
    assertEquals(5 / 3.0, clear.get("strength").getAsDouble(), 1e-12);
    assertTrue(clear.get("chosen").getAsString().startsWith("answer 1"));
    assertEquals(9, rows("labels.jsonl").size());
    for (String name : Exporter.FILES) {
      Path file = folder.resolve("out").resolve(name);
      if (Files.exists(file)) {
        assertFalse(Files.readString(file).contains("Secret"), name);
        assertFalse(Files.readString(file).contains("\"old\""), name);
      }
    }
  }

  @Test
  void rankingsGiveAllPairsInOneBatch() throws IOException {
    desk.task = TaskType.RANKING;
    desk.answers = 4;
    desk.items = 2;
    desk.overlap = 1;
    desk.preferences = PreferenceRule.EACH;
    Person ada = open("Ada");
    say(ada, "{\"order\": [3, 1, 0, 2]}");
    say(ada, "{\"order\": [0, 1, 2, 3]}");
    new Exporter(store).write(folder.resolve("out"));
    List<JsonObject> rows = rows("preferences.jsonl");
    assertEquals(12, rows.size());
    Set<String> batches =
        rows.subList(0, 6).stream()
            .map(r -> r.get("batch").getAsString())
            .collect(Collectors.toSet());
    assertEquals(1, batches.size());
    assertEquals(12, rows.stream().map(r -> r.get("id").getAsString()).distinct().count());
    JsonObject label = rows("labels.jsonl").get(0);
    JsonArray best = label.getAsJsonObject("label").getAsJsonArray("ranking");
    JsonArray texts = label.getAsJsonArray("answers");
    long beaten =
        rows.subList(0, 6).stream()
            .filter(r -> r.get("chosen").equals(texts.get(best.get(0).getAsInt() - 1)))
            .count();
    assertEquals(3, beaten, "the best answer wins against all others");
  }

  /** What stands in the report, to the number. */
  @Test
  void theReportSaysHowCrowdAndExpertsFindErrors() throws IOException {
    desk.task = TaskType.ERROR_FLAGS;
    desk.items = 2;
    desk.overlap = 2;
    open("Ada");
    store.people().add("Eva", Role.EXPERT);
    Person eva = store.people().all().get(1);
    for (int i = 0; i < 2; i++) {
      say(store.people().all().get(0), "{\"errors\": [[], []], \"assertive\": [2, 2]}");
      say(eva, "{\"errors\": [[\"refusal\"], [\"refusal\"]], \"assertive\": [2, 2]}");
    }
    new Exporter(store).write(folder.resolve("out"));
    String report = Files.readString(folder.resolve("out/report.md"));
    String level = desk.options().assertiveness().get(2);
    for (String line :
        List.of(
            "4 of 4 labels; 2 of 2 items have all of theirs.",
            "| all answers | refusal | 0.00 (0.00 to 0.49, n = 4) | 1.00 (0.51 to 1.00, n = 4) |",
            "| sounding " + level + " | refusal | 0.00 (0.00 to 0.49, n = 4) |",
            "| all answers | refusal | -1.000 | -1.000 to -1.000 | 4 |",
            "| sounding " + level + " | refusal | -1.000 |",
            "| all answers | repetition | 0.000 | 0.000 to 0.000 | 4 |",
            "| annotator-2 | expert | 2 |")) {
      assertTrue(report.contains(line), line + " is not in\n" + report);
    }
    JsonObject numbers = StrictJsonText.object(Files.readString(folder.resolve("out/report.json")));
    JsonObject first =
        numbers.getAsJsonArray("errorDifferences").asList().stream()
            .map(d -> d.getAsJsonObject())
            .filter(d -> d.get("category").getAsString().equals("refusal"))
            .findFirst()
            .orElseThrow();
    assertEquals(-1, first.get("difference").getAsDouble());
    assertEquals(4, first.get("n").getAsInt());
    assertEquals(
        "annotator-1",
        numbers.getAsJsonArray("annotators").get(0).getAsJsonObject().get("name").getAsString());
  }

  @Test
  void demonstrations() throws IOException {
    desk.task = TaskType.DEMONSTRATION;
    desk.overlap = 1;
    Person ada = open("Ada");
    say(ada, "{\"text\": \" My own answer. \"}");
    new Exporter(store).write(folder.resolve("out"));
    JsonObject row = rows("demonstrations.jsonl").get(0);
    assertEquals("My own answer.", row.get("completion").getAsString());
    assertTrue(row.get("prompt").getAsString().startsWith("prompt item"));
    assertFalse(Files.exists(folder.resolve("out/preferences.jsonl")));
  }

  @Test
  void labelsOfTheRetiredStayOnFile() throws IOException {
    desk.overlap = 1;
    Person ada = open("Ada", "Ben");
    grade(ada, 2);
    Person ben = store.people().all().get(1);
    grade(ben, 2);
    store.people().retire(ada.id(), true);
    List<String> lines = new Exporter(store).write(folder.resolve("out"));
    assertEquals(1, rows("labels.jsonl").size());
    assertEquals("annotator-2", rows("labels.jsonl").get(0).get("annotator").getAsString());
    assertTrue(lines.contains("1 labels of retired annotators are left out"), lines::toString);
    assertEquals(2, store.given().size());
  }

  @Test
  void nothingIsNoExport() {
    open("Ada");
    assertTrue(
        assertThrows(UserException.class, () -> new Exporter(store).write(folder.resolve("out")))
            .getMessage()
            .contains("nothing was labelled yet"));
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
