package org.rlhf4j.judges.human;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;

/** The labels of an export, as votes on pairs of texts. */
final class LabelsFile {
  private LabelsFile() {}

  /** Two answers to a prompt; the second text comes after the first in the dictionary. */
  record Pair(String prompt, String before, String after) {
    static Pair of(String prompt, String one, String other) {
      return one.compareTo(other) <= 0
          ? new Pair(prompt, one, other)
          : new Pair(prompt, other, one);
    }
  }

  /**
   * What people said of a pair.
   *
   * @param before votes for the text that comes first in the dictionary; ties count one half
   * @param n how many said something
   */
  record Votes(double before, int n) {}

  /**
   * Reads a file.
   *
   * @param path as a spec names it
   * @throws UserException if it holds no votes on pairs, or rows are none of an export
   */
  static Map<Pair, Votes> read(String path, PluginContext context) {
    Map<Pair, Votes> votes = new HashMap<>();
    context.rows(
        path,
        row -> {
          try {
            add(row, votes);
            return row.line();
          } catch (RuntimeException e) { // JSON can be other than expected in a dozen ways
            throw new UserException(
                "is no row of a labels.jsonl, which has use, prompt, answers and label; it is what"
                    + " rlhf4j annotate exports",
                e);
          }
        });
    if (votes.isEmpty()) {
      throw new UserException(
          path + " says of no two answers which is better; labels of pairwise or ranking do");
    }
    return votes;
  }

  private static void add(DataRow row, Map<Pair, Votes> votes) {
    if (!row.text("use").equals("work")) {
      return; // gold questions are known, and belong to no run
    }
    String prompt = row.text("prompt");
    List<String> answers = row.texts("answers");
    JsonObject label = JsonParser.parseString(row.json("label")).getAsJsonObject();
    if (label.has("better")) {
      String better = label.get("better").getAsString();
      double first = better.equals("tie") ? 0.5 : better.equals("1") ? 1 : 0;
      add(prompt, answers.get(0), answers.get(1), first, votes);
    } else if (label.has("ranking")) {
      JsonArray order = label.getAsJsonArray("ranking");
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          String better = answers.get(order.get(i).getAsInt() - 1);
          add(prompt, better, answers.get(order.get(j).getAsInt() - 1), 1, votes);
        }
      }
    }
  }

  private static void add(
      String prompt, String one, String other, double first, Map<Pair, Votes> votes) {
    Pair pair = Pair.of(prompt, one, other);
    double before = pair.before().equals(one) ? first : 1 - first;
    votes.merge(pair, new Votes(before, 1), (a, b) -> new Votes(a.before + b.before, a.n + b.n));
  }
}
