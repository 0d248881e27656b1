package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.Checkpoints;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.checkpoint.Format;
import org.rlhf4j.runner.checkpoint.Formats;
import org.rlhf4j.runner.data.ChatRows;
import org.rlhf4j.runner.spec.FeedbackStage;

/**
 * Makes preferences: a policy answers prompts, two answers a pair, and a judge prefers one of each.
 * Which answer comes first is chance already, since both are drawn alike. Pairs of the same text
 * are not judged; ties and unusable verdicts give no preference.
 */
final class PairCollector {
  /** Comparisons that a judge is asked before what it said is kept. */
  private static final int AT_ONCE = 256;

  private final FeedbackStage stage;
  private final Judge judge;
  private final RunLog log;

  PairCollector(FeedbackStage stage, Judge judge, RunLog log) {
    this.stage = stage;
    this.judge = judge;
    this.log = log;
  }

  /**
   * What came of it.
   *
   * @param preferences to learn from
   * @param rows the same with all that is known about them, for a file
   */
  record Collected(List<Preference> preferences, List<JsonObject> rows) {}

  /** Judging so far. Judges may cost money, so no answer is judged twice. */
  private static final class Judged implements Stateful {
    private static final Format<List<List<Completion>>> ANSWERS = Formats.COMPLETION.list().list();
    private static final Format<List<Verdict>> VERDICTS = Formats.VERDICT.list();

    private List<List<Completion>> answers = List.of();
    private final List<Verdict> verdicts = new ArrayList<>();

    @Override
    public void writeState(DataOutput out) throws IOException {
      ANSWERS.write(answers, out);
      VERDICTS.write(verdicts, out);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      answers = ANSWERS.read(in);
      verdicts.clear();
      verdicts.addAll(VERDICTS.read(in));
    }
  }

  Collected collect(Policy policy, List<Prompt> prompts, RandomStream random) {
    int n = 2 * stage.pairsPerPrompt();
    Judged judged = new Judged();
    Checkpoints checkpoints = log.checkpoints();
    int done = checkpoints.restore(List.of(judged));
    if (done == 0) {
      judged.answers = policy.generate(prompts, n, stage.decoding(), random.child("sampling"));
    }
    List<Comparison> comparisons = comparisons(prompts, judged.answers);
    int all = prompts.size() * stage.pairsPerPrompt();
    for (int from = done; from < comparisons.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, comparisons.size());
      judged.verdicts.addAll(judge.judge(comparisons.subList(from, to)));
      checkpoints.offer(to, comparisons.size(), List.of(judged));
    }
    List<Verdict> verdicts = judged.verdicts;
    List<Preference> preferences = new ArrayList<>();
    List<JsonObject> rows = new ArrayList<>();
    for (int i = 0; i < comparisons.size(); i++) {
      Comparison pair = comparisons.get(i);
      Verdict verdict = verdicts.get(i);
      if (verdict.label() == Verdict.Label.FIRST || verdict.label() == Verdict.Label.SECOND) {
        boolean first = verdict.label() == Verdict.Label.FIRST;
        Answer chosen = first ? pair.first() : pair.second();
        Answer rejected = first ? pair.second() : pair.first();
        preferences.add(new Preference(pair.prompt(), chosen, rejected));
        rows.add(row(pair, chosen, rejected, verdict));
      }
    }
    log.note(
        preferences.size()
            + " preferences from "
            + all
            + " pairs ("
            + (all - comparisons.size())
            + " of the same text, "
            + (comparisons.size() - preferences.size())
            + " without a verdict)");
    if (preferences.isEmpty()) {
      throw new UserException(
          "feedback made no preference: of "
              + all
              + " pairs "
              + (all - comparisons.size())
              + " have the same text, and the judge decided none of the others");
    }
    return new Collected(preferences, rows);
  }

  private static List<Comparison> comparisons(
      List<Prompt> prompts, List<List<Completion>> answers) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      List<Completion> drawn = answers.get(p);
      for (int k = 0; k < drawn.size(); k += 2) {
        Answer first = drawn.get(k).answer();
        Answer second = drawn.get(k + 1).answer();
        if (!first.text().equals(second.text())) {
          Prompt prompt = prompts.get(p);
          comparisons.add(new Comparison(prompt.id() + "/" + k / 2, prompt, first, second));
        }
      }
    }
    return comparisons;
  }

  private static JsonObject row(Comparison pair, Answer chosen, Answer rejected, Verdict verdict) {
    JsonObject row = new JsonObject();
    row.addProperty("id", pair.id());
    ChatRows.write(pair.prompt(), row);
    row.addProperty("chosen", chosen.text());
    row.addProperty("rejected", rejected.text());
    row.add("chosenTokens", tokens(chosen));
    row.add("rejectedTokens", tokens(rejected));
    row.addProperty("preferFirst", verdict.preferFirst());
    row.addProperty("label", verdict.label() == Verdict.Label.FIRST ? "first" : "second");
    if (!verdict.reason().isEmpty()) {
      row.addProperty("reason", verdict.reason());
    }
    return row;
  }

  /** Token ids of an answer that a policy drew; empty for others. */
  private static JsonArray tokens(Answer answer) {
    int[] tokens = answer.tokens();
    return tokens == null ? new JsonArray() : Samples.numbers(tokens);
  }
}
