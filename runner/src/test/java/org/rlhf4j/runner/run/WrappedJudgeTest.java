package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.forwarding.ForwardingJudge;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;

/** What a judge behind a wrapper remembers is kept like everything else. */
final class WrappedJudgeTest {
  private static final String SPEC =
      """
      {"name": "wrapped", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"prompts": {"id": "words", "options": {"count": 200}},
                "evaluation": {"id": "words", "options": {"count": 5}}},
       "feedback": {"judge": {"id": "around", "options": {"judge": {"id": "moody", "options":
         {"judge": {"id": "many-as"}}}}}, "pairsPerPrompt": 2},
       "methods": [{"id": "dpo"}],
       "decoding": {"maxNewTokens": 24},
       "evaluate": [{"id": "share"}],
       "checkpoints": {"everySeconds": 0}}
      """;

  @TempDir Path folder;

  @AfterEach
  void live() {
    Mortal.live();
  }

  @Test
  void anInterruptedFeedbackEndsAsIfItHadNotBeen() {
    List<Plugin<?, ?>> plugins = new ArrayList<>(Fakes.plugins());
    plugins.add(new Around("around", Wrapper::new));
    plugins.add(new Around("moody", Moody::new));
    Catalog catalog = Catalog.of(plugins);
    Shell shell = new Shell(folder, layers -> catalog);
    shell.write("wrapped.json", SPEC);
    Mortal.live();
    assertEquals(0, shell.run("run", "wrapped.json", "--out", "whole"), shell::err);
    Map<String, String> expected = shell.results("whole");
    assertTrue(expected.containsKey("preferences/feedback.jsonl"), () -> "" + expected.keySet());
    Mortal.live();
    Mortal.dieAt(300); // 256 verdicts are kept at a time
    assertEquals(1, shell.run("run", "wrapped.json", "--out", "died"), shell::err);
    Mortal.live();
    assertEquals(0, shell.run("resume", "died"), shell::err);
    assertEquals(expected, shell.results("died"));
  }

  /** Options of {@link Around}. */
  public record Options(@Option("who is asked") @Nullable Part<Judge> judge) {}

  private record Around(String id, UnaryOperator<Judge> around) implements JudgePlugin<Options> {
    @Override
    public String summary() {
      return "another judge, " + id;
    }

    @Override
    public Options defaults() {
      return new Options(null);
    }

    @Override
    public Judge create(Options options, PluginContext context) {
      return around.apply(context.create(Objects.requireNonNull(options.judge())));
    }
  }

  private record Wrapper(Judge wrapped) implements ForwardingJudge {}

  /** Says the contrary after each third comparison of its life. */
  private static final class Moody implements ForwardingJudge, Stateful {
    private final Judge judge;
    private int asked;

    Moody(Judge judge) {
      this.judge = judge;
    }

    @Override
    public Judge wrapped() {
      return judge;
    }

    @Override
    public List<Verdict> judge(List<Comparison> comparisons) {
      List<Verdict> verdicts = new ArrayList<>();
      for (Verdict verdict : judge.judge(comparisons)) {
        verdicts.add(asked++ % 3 == 2 ? verdict.swapped() : verdict);
      }
      return verdicts;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      out.writeInt(asked);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      asked = in.readInt();
    }
  }
}
