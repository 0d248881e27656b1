package org.rlhf4j.judges.human;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.human.task.Json;

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
   * @throws UserException if it holds no votes on pairs, or a row is none of an export
   */
  static Map<Pair, Votes> read(Path file) {
    Map<Pair, Votes> votes = new HashMap<>();
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank()) {
          add(Json.object(line), votes);
        }
      }
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    } catch (RuntimeException e) { // JSON can be other than expected in a dozen ways
      throw new UserException(
          file
              + ", line "
              + number
              + " is no row of a labels.jsonl, which has use, prompt, answers and label; it is what"
              + " rlhf4j annotate exports",
          e);
    }
    if (votes.isEmpty()) {
      throw new UserException(
          file + " says of no two answers which is better; labels of pairwise or ranking do");
    }
    return votes;
  }

  private static void add(JsonObject row, Map<Pair, Votes> votes) {
    if (!row.get("use").getAsString().equals("work")) {
      return; // gold questions are known, and belong to no run
    }
    String prompt = row.get("prompt").getAsString();
    JsonArray answers = row.getAsJsonArray("answers");
    JsonObject label = row.getAsJsonObject("label");
    if (label.has("better")) {
      String better = label.get("better").getAsString();
      double first = better.equals("tie") ? 0.5 : better.equals("1") ? 1 : 0;
      add(prompt, text(answers, 0), text(answers, 1), first, votes);
    } else if (label.has("ranking")) {
      JsonArray order = label.getAsJsonArray("ranking");
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          String better = text(answers, order.get(i).getAsInt() - 1);
          add(prompt, better, text(answers, order.get(j).getAsInt() - 1), 1, votes);
        }
      }
    }
  }

  private static String text(JsonArray answers, int index) {
    return answers.get(index).getAsString();
  }

  private static void add(
      String prompt, String one, String other, double first, Map<Pair, Votes> votes) {
    Pair pair = Pair.of(prompt, one, other);
    double before = pair.before().equals(one) ? first : 1 - first;
    votes.merge(pair, new Votes(before, 1), (a, b) -> new Votes(a.before + b.before, a.n + b.n));
  }
}
