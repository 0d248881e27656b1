package org.rlhf4j.runner.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.json.JsonText;

/** The schema as editors see it: what passes, what fails, and that the file is of this day. */
final class SpecSchemaTest {
  private static final Path FILE = Path.of("..", "docs", "spec.schema.json");

  private static final Schema SCHEMA =
      schema(JsonText.pretty(SpecSchema.of(Catalog.load(List.of()))));

  private static final Schema WORKBENCH = schema(workbench());

  /** What {@code annotate} reads are the options of a workbench. */
  private static String workbench() {
    JsonObject schema = new JsonObject();
    schema.addProperty("$ref", "#/definitions/workbench.human");
    schema.add("definitions", SpecSchema.of(Catalog.load(List.of())).get("definitions"));
    return JsonText.pretty(schema);
  }

  private static Schema schema(String text) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(text, InputFormat.JSON);
  }

  private static List<String> problems(Schema schema, String spec) {
    return schema.validate(spec, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void theFileIsWhatTheProgramPrints() throws IOException {
    String now = JsonText.pretty(SpecSchema.of(Catalog.load(List.of())));
    assertEquals(
        now, Files.readString(FILE), "make it anew: ./rlhf4j schema > docs/spec.schema.json");
  }

  @Test
  void theSchemaIsASchema() throws IOException {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema("{\"$ref\": \"http://json-schema.org/draft-07/schema#\"}", InputFormat.JSON);
    assertEquals(List.of(), problems(meta, Files.readString(FILE)));
    assertFalse(problems(meta, "{\"type\": \"nothing\"}").isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> everyExamplePassesAndNamesTheSchema() throws IOException {
    List<Path> examples = examples();
    assertTrue(examples.size() >= 3, examples.toString());
    return examples.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      String text = Files.readString(file);
                      if (text.contains("\"task\"")) {
                        // not the spec of a run, but of a workbench
                        assertEquals(List.of(), problems(WORKBENCH, text));
                        return;
                      }
                      assertEquals(List.of(), problems(SCHEMA, text));
                      assertTrue(text.contains("\"$schema\": \"../docs/spec.schema.json\""));
                    }));
  }

  @Test
  void theSpecsInTheDocsPass() throws IOException {
    Matcher blocks =
        Pattern.compile("(?s)```json\n(\\{.*?)```")
            .matcher(Files.readString(Path.of("..", "docs", "spec.md")));
    int found = 0;
    while (blocks.find()) {
      found++;
      assertEquals(List.of(), problems(SCHEMA, blocks.group(1)), blocks.group(1));
    }
    assertTrue(found >= 2, found + " specs");
  }

  /** Changes of the quickstart that the program refuses too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"seed\": 1, | \"seeed\": 1,",
        "\"seed\": 1, | \"seed\": 1.5,",
        "\"seed\": 1, | \"seed\": \"one\",",
        "\"id\": \"dpo\" | \"id\": \"dpoo\"",
        "\"id\": \"dpo\" | \"idd\": \"dpo\"",
        "\"id\": \"dpo\" | \"id\": \"sft\"",
        "\"beta\": 0.1, | \"beta\": 0,",
        "\"beta\": 0.1, | \"beta\": \"0.1\",",
        "\"beta\": 0.1, | \"betta\": 0.1,",
        "\"beta\": 0.1, | \"beta\": null,",
        "\"batchSize\": 64 | \"batchSize\": 0",
        "\"batchSize\": 64 | \"batchSize\": 2.5",
        "\"schedule\": \"linear\" | \"schedule\": \"linnear\"",
        "\"split\": \"prompts\" | \"split\": \"promts\"",
        "\"flip\": 0.25 | \"flip\": 1.25",
        "\"preset\": \"rlhf4j\" | \"preset\": \"alpaca\"",
        "\"id\": \"pairwise\", | \"name\": \"pairwise\",",
        "\"layers\": 2 | \"layers\": [2]",
        "\"hidden\": 64 | \"hiden\": 64",
        "\"from\": \"sft\", | \"from\": 3,",
        "\"temperature\": 1.0 | \"temperature\": -1",
        "\"methods\": [ | \"methods\": [3,",
        "{\"id\": \"length\"} | {\"id\": \"length\", \"options\": {\"name\": \"x\"}}",
        "\"policy\": { | \"polizy\": {",
      })
  void aMutatedSpecFails(String before, String after) throws IOException {
    String text = Files.readString(Path.of("..", "examples", "quickstart.json"));
    assertTrue(text.contains(before), before);
    String mutated = text.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after));
    assertFalse(problems(SCHEMA, mutated).isEmpty(), mutated);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"seed\": 1, | \"seed\": [1, 2, 3],",
        "\"seed\": 1, | \"seed\": 1, \"// why\": {\"any\": [\"thing\"]},",
        "\"beta\": 0.1, | \"beta\": 0.1, \"//\": 3,",
        "\"id\": \"dpo\" | \"id\": \"dpo\", \"name\": null",
        "\"seed\": 1, | \"sweep\": {\"methods[name=dpo].options.beta\": [0.1, 0.2]},",
      })
  void whatTheProgramTakesPasses(String before, String after) throws IOException {
    String text = Files.readString(Path.of("..", "examples", "quickstart.json"));
    String changed = text.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after));
    assertFalse(changed.equals(text), before);
    assertEquals(List.of(), problems(SCHEMA, changed));
  }

  @Test
  void partsNestWithoutEnd() {
    String inner = "{\"id\": \"length-penalised\", \"options\": {\"reward\": REWARD}}";
    String deep =
        inner
            .replace("REWARD", inner)
            .replace("REWARD", inner)
            .replace("REWARD", "{\"id\": \"ID\"}");
    String spec = "{\"policy\": {\"id\": \"transformer\"}, \"reward\": " + deep + "}";
    assertEquals(List.of(), problems(SCHEMA, spec.replace("ID", "pairwise")));
    assertFalse(problems(SCHEMA, spec.replace("ID", "pairwize")).isEmpty());
  }

  @Test
  void pluginsThatWereDroppedInAreInIt() {
    Schema fakes = schema(JsonText.pretty(SpecSchema.of(Fakes.catalog())));
    String spec =
        "{\"policy\": {\"id\": \"transformer\"}, \"evaluate\": [{\"id\": \"wins\", \"options\":"
            + " {\"judge\": {\"id\": \"many-as\", \"options\": {\"flip\": FLIP}}}}]}";
    assertEquals(List.of(), problems(fakes, spec.replace("FLIP", "0.5")));
    assertFalse(problems(fakes, spec.replace("FLIP", "5")).isEmpty());
    assertFalse(problems(SCHEMA, spec.replace("FLIP", "0.5")).isEmpty());
  }
}
