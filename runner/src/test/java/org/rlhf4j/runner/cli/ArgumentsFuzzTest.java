package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.fakes.Shell;

/** Odd values of every option and argument of the commands that end by themselves. */
final class ArgumentsFuzzTest {
  private static final Pattern RAW =
      Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]|Exception|rlhf4j failed");

  /** With what each command works, but for what is odd. */
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "run", List.of("mini.json"),
          "validate", List.of("mini.json"),
          "resume", List.of("runs/whole"),
          "rerun", List.of("runs/whole"),
          "diff", List.of("runs/whole", "runs/whole"),
          "report", List.of("runs/whole"),
          "plugins", List.of("dpo"),
          "schema", List.of(),
          "lint", List.of("rows.jsonl"),
          "score", List.of("--data", "rows.jsonl", "--out", "s.jsonl", "--model", "model"));

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "1e-300",
          "NaN",
          "99999999999999999999",
          "\u0000",
          "no/such",
          "rows.jsonl",
          "runs",
          "/dev/null",
          "x".repeat(5000),
          "{",
          "a=b",
          "seed=",
          "methods[0",
          "methods[name=x].y=1",
          "methods[99999999999]=1",
          "policy.options.skill=1e-300",
          "name=\u001b[2J");

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void files() {
    shell = new Shell(folder);
    shell.write("rows.jsonl", "{\"prompt\": \"p\", \"completion\": \"c\"}\n");
    shell.write("model/skill", "0.5");
    shell.write(
        "mini.json",
        """
        {"name": "mini", "policy": {"id": "transformer"},
         "data": {"demonstrations": {"id": "words"}, "evaluation": {"id": "words"}},
         "methods": [{"id": "sft"}], "evaluate": [{"id": "share"}]}
        """);
    assertEquals(0, shell.run("run", "mini.json", "--out", "runs/whole"), shell::err);
  }

  private List<String> options(String command) {
    assertEquals(0, shell.run(command, "--help"));
    return Pattern.compile("(--[a-z-]+)=")
        .matcher(shell.out())
        .results()
        .map(MatchResult::group)
        .map(o -> o.substring(0, o.length() - 1))
        .distinct()
        .filter(o -> !o.equals("--model")) // it would be the fake policy that reads it
        .toList();
  }

  @Test
  void areRefusedInWords() {
    List<String> bad = new ArrayList<>();
    int tried = 0;
    for (Map.Entry<String, List<String>> command : COMMANDS.entrySet()) {
      for (String odd : ODD) {
        for (String option : options(command.getKey())) {
          List<String> line = new ArrayList<>(List.of(command.getKey()));
          line.addAll(command.getValue());
          int given = line.indexOf(option);
          if (given >= 0) {
            line.set(given + 1, odd);
          } else {
            line.addAll(List.of(option, odd));
          }
          check(line, bad);
          tried++;
        }
        if (!command.getKey().equals("score")) {
          for (int i = 0; i < command.getValue().size(); i++) {
            List<String> line = new ArrayList<>(List.of(command.getKey()));
            line.addAll(command.getValue());
            line.set(i + 1, odd);
            check(line, bad);
            tried++;
          }
        }
      }
    }
    assertEquals("", bad.stream().distinct().limit(20).collect(Collectors.joining("\n")));
    assertTrue(tried > 300, tried + " command lines");
  }

  private void check(List<String> line, List<String> bad) {
    int code = shell.run(line.toArray(String[]::new));
    boolean findings = line.get(0).equals("lint") && code == 1;
    if (RAW.matcher(shell.err()).find()
        || (code == 1 && !findings)
        || shell.err().length() > 20_000
        || shell.err().contains("\u001b[2J")) {
      String said = shell.err();
      bad.add(
          code
              + " "
              + line.toString().replaceAll("x{100,}", "xxx")
              + ": "
              + said.substring(0, Math.min(400, said.length())));
    }
  }
}
