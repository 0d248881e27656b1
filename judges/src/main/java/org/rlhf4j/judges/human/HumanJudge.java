package org.rlhf4j.judges.human;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;

/** Implements {@link HumanJudgePlugin}. */
final class HumanJudge implements Judge {
  private final String name;
  private final Map<LabelsFile.Pair, LabelsFile.Votes> votes;
  private final @Nullable Path missing;

  /** What was missing in this and earlier calls, so that one file has all of it. */
  private final Set<String> open = new LinkedHashSet<>();

  HumanJudge(String name, Map<LabelsFile.Pair, LabelsFile.Votes> votes, @Nullable Path missing) {
    this.name = name;
    this.votes = votes;
    this.missing = missing;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    List<Verdict> verdicts = new ArrayList<>();
    int without = 0;
    for (Comparison comparison : comparisons) {
      String first = comparison.first().text();
      LabelsFile.Pair pair =
          LabelsFile.Pair.of(comparison.prompt().text(), first, comparison.second().text());
      LabelsFile.Votes said = votes.get(pair);
      if (said == null) {
        without++;
        open.add(row(comparison));
        continue;
      }
      double before = said.before() / said.n();
      verdicts.add(Verdict.of(pair.before().equals(first) ? before : 1 - before));
    }
    if (without > 0) {
      throw new UserException(
          "judge human: "
              + without
              + " of "
              + comparisons.size()
              + " comparisons have no label in "
              + name
              + "; "
              + kept());
    }
    return verdicts;
  }

  private static String row(Comparison comparison) {
    JsonObject row = new JsonObject();
    row.addProperty("id", comparison.id());
    row.addProperty("prompt", comparison.prompt().text());
    JsonArray answers = new JsonArray();
    answers.add(comparison.first().text());
    answers.add(comparison.second().text());
    row.add("answers", answers);
    return row.toString();
  }

  private String kept() {
    if (missing == null) {
      return "give the judge a file under \"missing\", and they are written there as items for"
          + " rlhf4j annotate";
    }
    try {
      Files.writeString(missing, String.join("\n", open) + "\n");
    } catch (IOException e) {
      throw new UserException(
          "missing: " + missing + " cannot be written: " + UserException.reason(e), e);
    }
    return "they are in "
        + missing
        + ": let people label them with rlhf4j annotate, export, and run this again";
  }
}
