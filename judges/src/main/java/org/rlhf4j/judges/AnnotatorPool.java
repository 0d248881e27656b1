package org.rlhf4j.judges;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.PluginContext;

/**
 * Several annotators, of whom each comparison asks one. Implements {@link
 * SimulatedAnnotatorsPlugin}.
 *
 * @param annotators at least one
 * @param weights how often each of them is asked
 * @param choice the stream that chooses
 */
record AnnotatorPool(List<Annotator> annotators, double[] weights, RandomStream choice)
    implements Judge {

  /**
   * Makes the annotators.
   *
   * @throws UserException if one has no judge or two have one name; all that is wrong at once
   */
  static AnnotatorPool create(
      List<AnnotatorOptions> members,
      double flip,
      HardComparisons hard,
      PluginContext context,
      RandomStream noise) {
    check(members);
    List<Annotator> annotators = new ArrayList<>();
    try {
      for (int i = 0; i < members.size(); i++) {
        AnnotatorOptions member = members.get(i);
        double wrong = member.flip() * (1 - flip) + flip * (1 - member.flip());
        annotators.add(
            new Annotator(
                name(members, i),
                context.create(Objects.requireNonNull(member.judge())),
                member.positionBias(),
                member.lengthBias(),
                wrong,
                hard,
                noise.child("annotator").child(i)));
      }
    } catch (RuntimeException e) {
      annotators.forEach(Annotator::close);
      throw e;
    }
    return new AnnotatorPool(
        List.copyOf(annotators),
        members.stream().mapToDouble(AnnotatorOptions::weight).toArray(),
        noise.child("choice"));
  }

  private static void check(List<AnnotatorOptions> members) {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> names = new LinkedHashMap<>();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).judge() == null) {
        problems.add(
            "simulated-annotators: members["
                + i
                + "].judge is missing; give what this annotator goes by, such as {\"id\":"
                + " \"reward-judge\", \"options\": {\"reward\": ...}}");
      }
      Integer before = names.putIfAbsent(name(members, i), i);
      if (before != null) {
        problems.add(
            "simulated-annotators: members["
                + before
                + "] and members["
                + i
                + "] are both called \""
                + name(members, i)
                + "\"; give one of them another name");
      }
    }
    if (!problems.isEmpty()) {
      throw new UserException(Excerpt.lines(problems));
    }
  }

  private static String name(List<AnnotatorOptions> members, int i) {
    String name = members.get(i).name();
    return name.isBlank() ? "annotator " + (i + 1) : name;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    List<List<Integer>> asked = new ArrayList<>();
    annotators.forEach(a -> asked.add(new ArrayList<>()));
    for (int i = 0; i < comparisons.size(); i++) {
      asked.get(chosen(comparisons.get(i))).add(i);
    }
    @Nullable Verdict[] verdicts = new Verdict[comparisons.size()];
    for (int a = 0; a < asked.size(); a++) {
      List<Integer> own = asked.get(a);
      if (!own.isEmpty()) {
        List<Verdict> said = annotators.get(a).judge(own.stream().map(comparisons::get).toList());
        for (int k = 0; k < own.size(); k++) {
          verdicts[own.get(k)] = said.get(k);
        }
      }
    }
    List<Verdict> all = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      all.add(Objects.requireNonNull(verdict));
    }
    return List.copyOf(all);
  }

  /** Whom a comparison asks; both orders of presentation ask the same. */
  private int chosen(Comparison comparison) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double place = choice.child(comparison.id()).uniform(0) * total;
    int chosen = 0;
    while (chosen < weights.length - 1 && place >= weights[chosen]) {
      place -= weights[chosen++];
    }
    return chosen;
  }

  @Override
  public List<Stateful> states() {
    return annotators.stream().flatMap(a -> a.states().stream()).toList();
  }

  @Override
  public boolean changesWhileJudging() {
    return annotators.stream().anyMatch(Judge::changesWhileJudging);
  }

  @Override
  public Map<String, Judge> panel() {
    Map<String, Judge> panel = new LinkedHashMap<>();
    annotators.forEach(a -> panel.put(a.name(), a));
    return Collections.unmodifiableMap(panel);
  }

  @Override
  public String fingerprint() {
    return annotators.stream().map(Annotator::fingerprint).collect(Collectors.joining(" "))
        + choice;
  }

  @Override
  public void close() {
    annotators.forEach(Annotator::close);
  }
}
