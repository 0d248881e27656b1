package org.rlhf4j.workbench.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.options.PreferenceRule;
import org.rlhf4j.workbench.options.WorkbenchOptions;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.PairKey;
import org.rlhf4j.workbench.task.Candidate;
import org.rlhf4j.workbench.task.Item;
import org.rlhf4j.workbench.task.PairVote;

/**
 * Labels as preferences that training reads: {@code prompt}, {@code chosen}, {@code rejected}. All
 * pairs of one item stand together and share their {@code batch}, as Ouyang et al., "Training
 * language models to follow instructions", arXiv:2203.02155, want it of rankings. Beside them stand
 * {@code labels} (how many people decided or found a tie), {@code agree} (the share of them that
 * prefers the chosen one, a tie counting one half) and {@code strength} (mean grades or levels
 * apart).
 */
final class PreferenceRows {
  private final WorkbenchOptions options;
  private int withoutDecision;

  PreferenceRows(WorkbenchOptions options) {
    this.options = options;
  }

  private record Votes(Item item, List<PairVote> votes) {}

  List<JsonObject> of(List<Given> given) {
    return options.preferences() == PreferenceRule.EACH ? each(given) : majority(given);
  }

  /** Pairs that gave no preference: ties, or as many votes for either side. */
  int withoutDecision() {
    return withoutDecision;
  }

  private List<JsonObject> each(List<Given> given) {
    List<JsonObject> rows = new ArrayList<>();
    for (Given g : given) {
      String batch = g.item().key() + "/" + g.annotator().alias();
      for (PairVote vote : g.judgement().label().pairs()) {
        add(rows, batch, g.item(), List.of(vote));
      }
    }
    return rows;
  }

  private List<JsonObject> majority(List<Given> given) {
    Map<PairKey, Votes> votes = new LinkedHashMap<>();
    for (Given g : given) {
      for (PairVote vote : g.judgement().label().pairs()) {
        PairKey key = new PairKey(g.itemId(), vote.first(), vote.second());
        votes.computeIfAbsent(key, k -> new Votes(g.item(), new ArrayList<>())).votes.add(vote);
      }
    }
    List<JsonObject> rows = new ArrayList<>();
    votes.values().forEach(v -> add(rows, v.item.key(), v.item, v.votes));
    return rows;
  }

  private void add(List<JsonObject> rows, String batch, Item item, List<PairVote> votes) {
    int sum = votes.stream().mapToInt(PairVote::sign).sum();
    if (sum == 0) {
      withoutDecision++;
      return;
    }
    PairVote pair = votes.get(0);
    Candidate first = item.answers().get(pair.first());
    Candidate second = item.answers().get(pair.second());
    JsonObject row = new JsonObject();
    boolean single = item.answers().size() == 2;
    row.addProperty(
        "id", single ? batch : batch + "/" + (pair.first() + 1) + "-" + (pair.second() + 1));
    row.addProperty("batch", batch);
    row.addProperty("prompt", item.prompt());
    row.addProperty("chosen", (sum > 0 ? first : second).text());
    row.addProperty("rejected", (sum > 0 ? second : first).text());
    addTokens(row, "chosenTokens", (sum > 0 ? first : second).tokens());
    addTokens(row, "rejectedTokens", (sum > 0 ? second : first).tokens());
    if (item.reference() != null) {
      row.addProperty("reference", item.reference());
    }
    int n = votes.size();
    row.addProperty("labels", n);
    row.addProperty("agree", 0.5 + Math.abs(sum) / (2.0 * n));
    double strength = votes.stream().mapToInt(v -> v.sign() * v.strength()).sum() / (double) n;
    row.addProperty("strength", sum > 0 ? strength : -strength);
    rows.add(row);
  }

  private static void addTokens(JsonObject row, String name, @Nullable JsonArray tokens) {
    if (tokens != null) {
      row.add(name, tokens);
    }
  }
}
