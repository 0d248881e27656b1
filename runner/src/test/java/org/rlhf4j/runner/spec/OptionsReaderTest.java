package org.rlhf4j.runner.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Fakes.Everything;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;

final class OptionsReaderTest {
  private final Problems problems = new Problems();
  private final OptionsReader reader = new OptionsReader(Fakes.catalog(), problems);

  private Everything read(String json) {
    JsonDocument document = JsonDocument.parse("options", json);
    return Objects.requireNonNull(reader.read(Everything.defaults(), document.root(), ""));
  }

  private String problemsOf(String json) {
    JsonDocument document = JsonDocument.parse("options", json);
    reader.read(Everything.defaults(), document.root(), "");
    return problems.isEmpty() ? "no problem" : String.valueOf(problems.in(document).getMessage());
  }

  @Test
  void laysJsonOverTheDefaults() {
    Everything read =
        read(
            """
            {"whole": 7, "big": 9007199254740993, "real": 1, "yes": true, "text": "new",
             "needed": "here", "perhaps": 5, "schedule": "cosine", "list": [1, 2.5],
             "map": {"a": "b", "// why": "c"}, "// a comment": 1,
             "training": {"batchSize": 2, "lengths": {"keep": "END"},
                          "optimizer": {"learningRate": 2e-5, "schedule": "Linear"}},
             "decoding": {"topK": 5},
             "judge": {"id": "many-as", "options": {"flip": 0.25}},
             "evaluators": [{"id": "share"}]}
            """);
    assertTrue(problems.isEmpty());
    assertEquals(7, read.whole());
    assertEquals(9007199254740993L, read.big()); // is no double
    assertEquals(1.0, read.real());
    assertTrue(read.yes());
    assertEquals("new", read.text());
    assertEquals("here", read.needed());
    assertEquals(5, read.perhaps());
    assertEquals(AdamW.Schedule.COSINE, read.schedule());
    assertEquals(List.of(1.0, 2.5), read.list());
    assertEquals(Map.of("a", "b"), read.map());
    assertEquals(2, read.training().batchSize());
    assertEquals(1, read.training().epochs()); // as in the defaults
    assertEquals(LengthLimits.Keep.END, read.training().lengths().keep());
    assertEquals(2e-5, read.training().optimizer().learningRate());
    assertEquals(0.999, read.training().optimizer().beta2());
    assertEquals(new Decoding(1, 5, 1, 64), read.decoding()); // over its own constructor
    assertEquals(new Fakes.ManyAsOptions(0.25), Objects.requireNonNull(read.judge()).options());
    assertEquals("share", read.evaluators().get(0).plugin().id());
  }

  @Test
  void whatIsNotGivenStaysAsItIs() {
    Everything read = read("{\"needed\": \"x\"}");
    Everything defaults = Everything.defaults();
    assertEquals(defaults.whole(), read.whole());
    assertEquals(defaults.training(), read.training());
    assertNull(read.decoding());
    assertNull(read.perhaps());
    assertNull(read.judge());
  }

  @Test
  void aSimpleValueIsAListOfOne() {
    assertEquals(List.of(4.0), read("{\"needed\": \"x\", \"list\": 4}").list());
  }

  @Test
  void nullIsForWhatMayBeMissing() {
    assertNull(read("{\"needed\": \"x\", \"perhaps\": null}").perhaps());
    assertTrue(problems.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"whole\": \"3\"       | whole (line 1, column 17): expected a whole number, found the"
            + " text \"3\"",
        "\"whole\": 2.5         | whole (line 1, column 17): expected a whole number, found 2.5",
        "\"whole\": 10          | whole (line 1, column 17): must be in [1, 9], but is 10",
        "\"whole\": null        | whole (line 1, column 17): must not be null; leave it out for its"
            + " default",
        "\"real\": -1           | real (line 1, column 17): must be at least 0, but is -1",
        "\"real\": true         | real (line 1, column 17): expected a number, found true",
        "\"real\": 1e999        | real (line 1, column 17): the number 1E+999 is too large",
        "\"big\": 1e30          | must lie in [-9223372036854775808, 9223372036854775807], but is"
            + " 1E+30",
        "\"yes\": 1             | yes (line 1, column 17): expected true or false, found the number"
            + " 1",
        "\"text\": 5            | text (line 1, column 17): expected a text in quotes, found the"
            + " number 5",
        "\"list\": [1, -1]      | list[1] (line 1, column 17): must be at least 0, but is -1",
        "\"list\": {}           | list (line 1, column 17): expected a list, found an object {}",
        "\"map\": []            | map (line 1, column 17): expected an object in braces, found a"
            + " list",
        "\"map\": {\"a\": 1}    | map.a (line 1, column 25): expected a text in quotes, found the"
            + " number 1",
        "\"schedule\": \"cosin\" | schedule (line 1, column 17): did you mean \"cosine\"? expected"
            + " one of [constant, linear, cosine], found \"cosin\"",
        "\"wholes\": 3          | wholes (line 1, column 17): is unknown here; did you mean"
            + " \"whole\"? there is whole, big, real,",
        "\"training\": 3        | training (line 1, column 17): expected an object in braces, found"
            + " the number 3",
        "\"training\": {\"epochs\": 0} | training.epochs (line 1, column 30): must be in [1,"
            + " 1000000], but is 0",
        "\"training\": {\"epoch\": 2}  | training.epoch (line 1, column 30): is unknown here; did"
            + " you mean \"epochs\"?",
        "\"decoding\": {\"topP\": 0} | decoding.topP (line 1, column 30): must be in [1e-6, 1],"
            + " but is 0",
        "\"adam\": {\"beta1\": 0.9} | adam.learningRate (line 1, column 17): is missing: peak"
            + " learning rate",
        "\"judge\": {}          | judge.id (line 1, column 17): is missing: name the judge; there"
            + " is many-as",
        "\"judge\": \"many-as\" | judge (line 1, column 17): expected an object in braces, found"
            + " the text \"many-as\"",
        "\"judge\": {\"id\": \"many-a\"} | judge.id (line 1, column 27): there is no judge"
            + " \"many-a\"; did you mean \"many-as\"? there is many-as",
        "\"judge\": {\"id\": \"many-as\", \"option\": {}} | judge.option (line 1, column 44): is"
            + " unknown here; did you mean \"options\"? there is id, options",
        "\"judge\": {\"id\": \"many-as\", \"options\": {\"flip\": 2}} | judge.options.flip (line 1,"
            + " column 56): must be in [0, 1], but is 2",
        "\"evaluators\": [{\"id\": \"wins\"}] | evaluators[0].options.judge (line 1, column 32): is"
            + " missing: who judges",
      })
  void saysWhatIsWrongAndWhere(String json, String expected) {
    String found = problemsOf("{\"needed\": \"x\", " + json + "}");
    assertTrue(found.contains(expected), () -> "expected: " + expected + "\nfound: " + found);
    assertTrue(found.startsWith("options has "), found);
  }

  @Test
  void whatIsRequiredMustBeGiven() {
    assertEquals("options has a problem:\n  needed: is missing: must be there", problemsOf("{}"));
  }

  @Test
  void aRecordMayRefuseItsValues() {
    assertTrue(
        problemsOf("{\"needed\": \"x\", \"decoding\": {\"temperature\": 1e-3, \"topP\": 1}}")
            .equals("no problem"));
    JsonDocument document = JsonDocument.parse("r", "{\"low\": 5, \"high\": 3}");
    // so that the rest of a spec can be checked with something legal
    assertEquals(new Range(0, 1), reader.read(new Range(0, 1), document.root(), ""));
    assertEquals("r has a problem:\n  low 5 is above high 3", problems.in(document).getMessage());
  }

  /** Two numbers in order. */
  public record Range(int low, int high) {
    /** Checks. */
    public Range {
      if (low > high) {
        throw new IllegalArgumentException("low " + low + " is above high " + high);
      }
    }
  }

  @Test
  void tellsAllProblemsAtOnceInTheOrderOfTheText() {
    String found =
        problemsOf(
            """
            {"needed": "x",
             "whole": "3",
             "judge": {"id": "nobody"},
             "real": -1,
             "training": {"optimizer": {"learningRat": 1}}}
            """);
    List<String> lines = found.lines().toList();
    assertEquals("options has 4 problems:", lines.get(0));
    assertTrue(lines.get(1).startsWith("  whole (line 2"), found);
    assertTrue(lines.get(2).startsWith("  judge.id (line 3"), found);
    assertTrue(lines.get(3).startsWith("  real (line 4"), found);
    assertTrue(lines.get(4).startsWith("  training.optimizer.learningRat (line 5"), found);
  }

  @Test
  void writesWhatReadsBackToTheSame() {
    Everything some =
        read(
            """
            {"needed": "x", "schedule": "cosine", "decoding": {"temperature": 0.5},
             "judge": {"id": "many-as", "options": {"flip": 0.25}},
             "evaluators": [{"id": "wins", "options": {"judge": {"id": "many-as"}}}],
             "map": {"k": "v"}, "adam": {"learningRate": 1, "schedule": "constant",
             "warmupSteps": 0, "warmupRatio": 0, "beta1": 0, "beta2": 0, "epsilon": 0,
             "weightDecay": 0, "maxGradNorm": 0}}
            """);
    String written = JsonText.pretty(OptionsWriter.write(some));
    Everything again = read(written);
    assertTrue(problems.isEmpty(), () -> problemsOf(written));
    assertEquals(some.schedule(), again.schedule());
    assertEquals(some.decoding(), again.decoding());
    assertEquals(some.adam(), again.adam());
    assertEquals(some.map(), again.map());
    assertEquals(
        options(Objects.requireNonNull(some.judge())),
        options(Objects.requireNonNull(again.judge())));
    assertEquals(written, JsonText.pretty(OptionsWriter.write(again)));
  }

  private static Record options(Part<?> part) {
    return part.options();
  }

  @Test
  void listsOptionsForPeople() {
    List<OptionsTable.Line> lines = OptionsTable.of(Everything.defaults());
    assertEquals(
        new OptionsTable.Line("whole", "whole number in [1, 9]", "3", "a whole number"),
        lines.get(0));
    assertNotNull(line(lines, "training.optimizer.learningRate"));
    assertEquals("0.001", line(lines, "training.optimizer.learningRate").fallback());
    assertEquals("required", line(lines, "needed").fallback());
    assertEquals("-", line(lines, "perhaps").fallback());
    assertEquals("64", line(lines, "decoding.maxNewTokens").fallback());
    assertEquals("constant | linear | cosine", line(lines, "schedule").type());
    assertEquals("a judge", line(lines, "judge").type());
  }

  /** Ranges in a list. */
  public record Ranges(@Option("ranges") List<Entry> entries) {}

  /** An entry with a default of its own, one that must be given, and one that may be. */
  public record Entry(
      @Option(value = "how much", min = 0) double weight,
      @Option(value = "must be there", required = true) @Nullable String needed,
      @Option("may be there") @Nullable Integer perhaps) {
    /** The defaults. */
    public Entry() {
      this(1, null, null);
    }
  }

  @Test
  void readsListsOfRecordsOverTheirOwnDefaults() {
    JsonDocument document =
        JsonDocument.parse(
            "r", "{\"entries\": [{\"needed\": \"a\"}, {\"needed\": \"b\", \"weight\": 2}]}");
    Ranges read = reader.read(new Ranges(List.of()), document.root(), "");
    assertTrue(problems.isEmpty());
    assertEquals(List.of(new Entry(1, "a", null), new Entry(2, "b", null)), read.entries());
    JsonDocument bad = JsonDocument.parse("r", "{\"entries\": [{\"weight\": -1}]}");
    reader.read(new Ranges(List.of()), bad.root(), "");
    String found = String.valueOf(problems.in(bad).getMessage());
    assertTrue(found.contains("entries[0].needed"), found);
    assertTrue(found.contains("must be at least 0, but is -1"), found);
  }

  @Test
  void listsOptionsOfRecordsInLists() {
    assertEquals(
        List.of(
            new OptionsTable.Line("entries", "list or map of objects", "[]", "ranges"),
            new OptionsTable.Line("entries[].weight", "number at least 0", "1", "how much"),
            new OptionsTable.Line("entries[].needed", "text", "required", "must be there"),
            new OptionsTable.Line("entries[].perhaps", "whole number", "-", "may be there")),
        OptionsTable.of(new Ranges(List.of())));
  }

  private static OptionsTable.Line line(List<OptionsTable.Line> lines, String name) {
    return lines.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }
}
