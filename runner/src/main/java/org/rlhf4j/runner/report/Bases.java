package org.rlhf4j.runner.report;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Basis;

/**
 * What numbers of several runs rest upon. "sft" of one run is not that of another, unless both gave
 * the same answers; nor is the reward that a run fitted, unless both fits are equal. Where they are
 * not, the basis says of which run they are, and so their numbers get columns of their own.
 */
final class Bases {
  /** As the evaluator mean-reward calls it. */
  private static final String OWN_REWARD = "the reward of the run";

  private final List<Group> groups;

  Bases(List<Group> groups) {
    this.groups = groups;
  }

  /** The basis of a group's numbers among all groups. */
  Basis of(Group group, Basis basis) {
    String judge = basis.judge();
    if (OWN_REWARD.equals(judge)) {
      judge = owned(OWN_REWARD, group, (a, b) -> rewards(a).equals(rewards(b)));
    }
    String baseline = basis.baseline();
    if (baseline != null && !answers(group, baseline).isEmpty()) {
      String name = baseline;
      baseline = owned(name, group, (a, b) -> answers(a, name).equals(answers(b, name)));
    }
    return new Basis(judge, baseline, basis.prompts(), basis.decoding());
  }

  /** The name, with that of the first group that has the same where not all have. */
  private @Nullable String owned(String name, Group group, BiPredicate<Group, Group> same) {
    if (groups.stream().allMatch(g -> same.test(g, groups.get(0)))) {
      return name;
    }
    return groups.stream()
        .filter(g -> same.test(g, group))
        .findFirst()
        .map(owner -> name + " of " + owner.label())
        .orElse(name);
  }

  private static List<JsonElement> rewards(Group group) {
    return group.runs().stream().map(RunData::rewardFit).toList();
  }

  private static List<Map<String, SampleRows.Answer>> answers(Group group, String method) {
    return group.runs().stream()
        .map(r -> r.samples().answers().getOrDefault(method, Map.of()))
        .filter(a -> !a.isEmpty())
        .toList();
  }
}
