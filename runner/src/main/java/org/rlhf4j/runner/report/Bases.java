package org.rlhf4j.runner.report;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.rlhf4j.api.evaluation.Basis;

/**
 * What numbers of several runs rest upon. "sft" of one run is not that of another, unless both gave
 * the same answers; nor is the reward of one run that of another, unless both are described alike,
 * were fitted to the same weights, and read the same files. Where they are not, the basis says of
 * which run they are, and so their numbers get columns of their own.
 */
final class Bases {
  private final List<Group> groups;

  Bases(List<Group> groups) {
    this.groups = groups;
  }

  /** The basis of a group's numbers among all groups. */
  Basis of(Group group, Basis basis) {
    String judge = basis.judge();
    if (judge != null && judge.contains(Basis.REWARD_OF_THE_RUN)) {
      String owned = owned(Basis.REWARD_OF_THE_RUN, group, (a, b) -> rewards(a).equals(rewards(b)));
      judge = judge.replace(Basis.REWARD_OF_THE_RUN, owned);
    }
    String baseline = basis.baseline();
    if (baseline != null && !answers(group, baseline).isEmpty()) {
      String name = baseline;
      baseline = owned(name, group, (a, b) -> answers(a, name).equals(answers(b, name)));
    }
    return new Basis(judge, baseline, basis.prompts(), basis.data(), basis.decoding());
  }

  /** The name, with that of the first group that has the same where not all have. */
  private String owned(String name, Group group, BiPredicate<Group, Group> same) {
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
    return group.runs().stream().map(RunData::reward).toList();
  }

  private static List<Map<String, SampleRows.Answer>> answers(Group group, String method) {
    return group.runs().stream()
        .map(r -> r.samples().answers().getOrDefault(method, Map.of()))
        .filter(a -> !a.isEmpty())
        .toList();
  }
}
