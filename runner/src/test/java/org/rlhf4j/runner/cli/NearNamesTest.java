package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/** A name that is nearly right is told which one was meant, whatever it names. */
final class NearNamesTest {
  private static final String SPEC =
      """
      {"name": "near", "device": "cpu", "policy": {"id": "transformer", "options": {
         "vocabulary": {"id": "instruction-world", "options": {"split": "demonstrations", "count": 40}},
         "sizes": {"hidden": 16, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 32, "context": 64}}},
       "data": {"demonstrations": {"id": "instruction-world", "options": {"split": "demonstrations", "count": 40}},
         "evaluation": {"id": "instruction-world", "options": {"split": "evaluation", "count": 4}},
         "preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}}},
       "methods": [{"id": "sft"}, {"id": "dpo", "from": "sft", "options": {"beta": 0.1}}],
       "evaluate": [{"id": "length"}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void files() {
    shell = new Shell(folder, Catalog::load);
    shell.write("spec.json", SPEC);
    shell.write("data/rows/x.jsonl", "{}");
    shell.write("shared/far/pairs.jsonl", "{}");
    shell.write("plugins/README", "");
    shell.write(
        "pairs.jsonl", "{\"prompt\": \"p\", \"chosen\": \"c\", \"rejected\": \"r\"}\n".repeat(2));
  }

  private String refusal(String... arguments) {
    assertEquals(2, shell.run(arguments), () -> shell.out() + shell.err());
    return shell.err();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rnu spec.json               | run",
        "validat spec.json           | validate",
        "-versoin                    | --version",
        "run spec.json --sede 3      | --seed",
        "run spec.jsno               | /spec.json",
        "run spce.json               | /spec.json",
        "report rnus/near            | /runs/near",
        "resume runs/naer            | /runs/near",
        "diff runs/near runs/naer    | /runs/near",
        "rerun runs/naer             | /runs/near",
        "lint pair.jsonl             | \"pairs.jsonl\"",
        "lint dta/rows/x.jsonl       | \"data/rows/x.jsonl\"",
        "lint data:far/pair.jsonl    | \"data:far/pairs.jsonl\"",
        "lint pairs.jsonl --allow duplicate-rows | \"duplicate-row\"",
        "plugins dop                 | \"dpo\"",
        "plugins --plugins plugin    | /plugins",
        "verify --method dop         | \"dpo\"",
        "run spec.json --set method[0].id=dpo | \"methods\"",
        "run spec.json --set methods[name=dop].options.beta=1 | \"dpo\"",
      })
  void onTheCommandLine(String line, String meant) {
    shell.write("runs/near/spec.json", SPEC);
    String told = refusal(line.split(" +"));
    assertTrue(told.contains(meant), told);
    assertTrue(told.contains("did you mean") || told.contains("Possible solutions"), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\": \"dpo\"             | \"id\": \"dop\"              | did you mean \"dpo\"?",
        "\"from\": \"sft\"           | \"from\": \"stf\"            | did you mean \"sft\"?",
        "\"from\": \"sft\"           | \"form\": \"sft\"            | did you mean \"from\"?",
        "\"beta\"                    | \"bteta\"                    | did you mean \"beta\"?",
        "\"length\"                  | \"lenght\"                   | did you mean \"length\"?",
        "\"evaluation\", \"count\"   | \"evalaution\", \"count\"    | did you mean \"evaluation\"?",
        "\"evaluation\": {           | \"evaluations\": {           | did you mean \"evaluation\"?",
        "pairs.jsonl                 | pair.jsonl                   | did you mean"
            + " \"pairs.jsonl\"?",
        "pairs.jsonl                 | data:far/piars.jsonl  | did you mean"
            + " \"data:far/pairs.jsonl\"?",
        "\"cpu\"                     | \"cuda\"                     | did you mean \"gpu:0\"?",
        "\"cpu\"                     | \"cuda:1\"                   | did you mean \"gpu:1\"?",
        "\"cpu\"                     | \"GPU\"                      | did you mean \"gpu:0\"?",
        "\"cpu\"                     | \"cup\"                      | did you mean \"cpu\"?",
        "\"beta\": 0.1               | \"learningRate\": 1e-4       | it stands in"
            + " training.optimizer;",
        "\"beta\": 0.1               | \"learning_rate\": 1e-4      | it stands in"
            + " training.optimizer as \"learningRate\";",
        "\"beta\": 0.1               | \"epochs\": 2                | it stands in training;",
        "\"options\": {\"beta\": 0.1} | \"learningRate\": 0.1       | it stands in"
            + " options.training.optimizer;",
        "\"options\": {\"beta\": 0.1} | \"beta\": 0.1               | it stands in options;",
        "\"beta\": 0.1               | \"from\": \"sft\"            | it stands beside \"options\","
            + " not in them;",
        "\"name\": \"near\"          | \"judge\": {\"id\": \"human\"} | it stands in feedback or"
            + " watch;",
        "\"hidden\": 16              | \"vocabulary\": 16           | there is hidden,",
      })
  void inASpec(String right, String wrong, String meant) {
    assertTrue(SPEC.contains(right), right);
    shell.write("spec.json", SPEC.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
    String told = refusal("validate", "spec.json");
    assertTrue(told.contains(meant), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prompt   | promt   | did you mean \"promt\"? the row has promt, chosen, rejected",
        "chosen   | choosen | did you mean \"choosen\"?",
        "rejected | rejcted | did you mean \"rejcted\"?",
      })
  void inARow(String right, String wrong, String meant) {
    shell.write("pairs.jsonl", shell.read("pairs.jsonl").replace(right, wrong));
    String told = refusal("validate", "spec.json");
    assertTrue(told.contains(meant), told);
  }

  @Test
  void aNameThatIsNearNothingIsNotGuessed() {
    assertFalse(refusal("lint", "elsewhere/at/all.jsonl").contains("did you mean"), shell.err());
    assertFalse(refusal("frobnicate").contains("did you mean"), shell.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pairs.csv | prompt,chosen,rejected\\np,c,r\\n   | is a table (CSV with the columns prompt,"
            + " chosen, rejected) | delimiter=','",
        "pairs.csv | \"prompt\";\"chosen\"\\np;c\\n     | is a table (CSV with the columns prompt,"
            + " chosen) | delimiter=';'",
        "pairs.tsv | prompt\\tchosen\\trejected\\np\\tc\\tr\\n | is a table (TSV with the columns"
            + " prompt, chosen, rejected) | delimiter='\\t'",
        "pairs.txt | prompt,chosen,rejected\\np,c,r\\n   | is a table (CSV | > pairs.jsonl",
        "pairs.csv | a\\nb\\n                            | is a table (CSV with the columns a) |"
            + " csv.DictReader",
        "pairs.parquet | PAR1\\351 | is Parquet | pandas.read_parquet",
      })
  void otherFormatsAreToldHowTheyAreRead(String name, String text, String what, String how)
      throws Exception {
    Files.write(
        folder.resolve(name),
        text.translateEscapes().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    String told = refusal("lint", name);
    assertTrue(told.contains(what) && told.contains(how), told);
    shell.write("spec.json", SPEC.replace("pairs.jsonl", name));
    assertTrue(refusal("validate", "spec.json").contains(how), shell.err());
  }

  @Test
  void theLastLineOfARunNamesItsReport() {
    shell.write(
        "spec.json",
        SPEC.replaceFirst(",\\s+\"preferences\".*?\\}\\}\\}", "}")
            .replaceFirst(", \\{\"id\": \"dpo\".*?\\}\\}", ""));
    assertEquals(0, shell.run("run", "spec.json"), () -> shell.out() + shell.err());
    List<String> lines = shell.err().lines().toList();
    assertEquals("the report is runs/near/report.html", lines.get(lines.size() - 1));
    assertTrue(shell.has("runs/near/report.html"));
  }
}
