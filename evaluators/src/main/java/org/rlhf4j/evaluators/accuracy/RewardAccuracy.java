package org.rlhf4j.evaluators.accuracy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.evaluators.inputs.FittedReward;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;

/** Implements {@link RewardAccuracyPlugin}; the reward is null where the pairs have scores. */
record RewardAccuracy(
    RewardAccuracyOptions options, InputFile<Pair> pairs, @Nullable FittedReward reward)
    implements Evaluator {

  /** A reward is asked about pairs of a file, and no policy about anything. */
  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<String> columns() {
    return List.of(options.name(), lengthColumn());
  }

  private String lengthColumn() {
    return options.name() + ", length alone";
  }

  private Map<String, PairTally> tallies(List<Pair> pairs) {
    Map<String, PairTally> tallies = new TreeMap<>();
    pairs.stream()
        .collect(Collectors.groupingBy(Pair::subset))
        .forEach((subset, in) -> tallies.put(subset, PairTally.of(in, options.ties())));
    return tallies;
  }

  /** What one has who always prefers the longer answer; empty where lengths are not known. */
  private Map<String, PairTally> lengthAlone(List<Pair> pairs) {
    List<Pair> byLength = pairs.stream().map(Pair::byLength).toList();
    return byLength.stream().anyMatch(p -> Double.isNaN(p.margin())) ? Map.of() : tallies(byLength);
  }

  @Override
  public boolean needsReward() {
    return reward != null && reward.needsReward();
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return reward == null
        ? Work.nothing()
        : List.of(Work.onOwn(Work.Kind.REWARD, 2L * pairs.rows().size(), 0));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Map<String, List<Pair>> byScorer =
        scored(task).stream()
            .collect(Collectors.groupingBy(Pair::scorer, LinkedHashMap::new, Collectors.toList()));
    TreeSet<String> there =
        pairs.rows().stream().map(Pair::subset).collect(Collectors.toCollection(TreeSet::new));
    Sections sections = Sections.of(options, there);
    if (sections.subsets().isEmpty()) {
      throw new UserException(
          "reward-accuracy: none of the subsets of the pairs is in a section; there are "
              + String.join(", ", there));
    }
    Bootstrap bootstrap =
        new Bootstrap(options.resamples(), 0.95, task.random().child("reward-accuracy"));
    List<Measurement> measurements = new ArrayList<>();
    List<Scored> found = new ArrayList<>();
    byScorer.forEach(
        (name, scored) -> {
          Scored one =
              new Scored(
                  name, scored, tallies(scored), LengthBias.of(scored, options.ties(), bootstrap));
          found.add(one);
          measurements.add(one.measurement(options.name(), options.overall(), sections));
          Map<String, PairTally> byLength = lengthAlone(scored);
          if (!byLength.isEmpty()) {
            measurements.add(
                new Scored(name, scored.stream().map(Pair::byLength).toList(), byLength, one.bias())
                    .measurement(lengthColumn(), options.overall(), sections));
          }
        });
    AccuracyReport report = new AccuracyReport(sections, found, options.ties());
    Basis basis = pairs.basis();
    Evaluation evaluation =
        Evaluation.of(reward == null ? basis : basis.judgedBy(reward.identity()), measurements);
    return evaluation
        .withBasis(lengthColumn(), basis)
        .withCharts(report.charts())
        .withTables(report.tables());
  }

  /**
   * What one scorer made of the pairs.
   *
   * @param tallies by subset
   */
  record Scored(String name, List<Pair> pairs, Map<String, PairTally> tallies, LengthBias bias) {

    /** The accuracy of all, by what it is the mean of. */
    Sections.Mean all(Overall overall, Sections sections) {
      return overall == Overall.PAIRS
          ? Sections.Mean.of(PairTally.sum(inSections(sections)))
          : sections.all(tallies);
    }

    private List<PairTally> inSections(Sections sections) {
      return tallies.entrySet().stream()
          .filter(e -> sections.counts(e.getKey()))
          .map(Map.Entry::getValue)
          .toList();
    }

    Measurement measurement(String column, Overall overall, Sections sections) {
      Sections.Mean mean = all(overall, sections);
      String of =
          sections.subsets().size() < 2
              ? ""
              : overall == Overall.PAIRS
                  ? "mean of all pairs"
                  : "mean of " + sections.subsets().size() + " sections";
      String about = note();
      return Measurement.estimate(
              name,
              column,
              "%",
              mean.value(),
              mean.standardError(),
              mean.interval(),
              counted(sections))
          .noted(of.isEmpty() || about.isEmpty() ? of + about : of + ", " + about);
    }

    int counted(Sections sections) {
      return sections.subsets().values().stream()
          .flatMap(List::stream)
          .map(tallies::get)
          .mapToInt(t -> t == null ? 0 : t.n())
          .sum();
    }

    /** What stands there again, and how many ties there are that no reward could tell apart. */
    String note() {
      List<String> notes = new ArrayList<>();
      int repeated = Items.repeated(pairs.stream().map(Pair::about).toList());
      if (repeated > 0) {
        notes.add(repeated + " pairs are equal to one before them");
      }
      long tied = pairs.stream().filter(p -> p.margin() == 0).count();
      long same = pairs.stream().filter(Pair::identical).count();
      if (tied > 0) {
        notes.add(tied + " ties");
        if (same > 0) {
          notes.add(same + " pairs of the same text");
        }
      }
      return String.join(", ", notes);
    }
  }

  private List<Pair> scored(EvaluationTask task) {
    if (reward == null) {
      return pairs.rows();
    }
    RewardModel model = reward.in(task);
    List<Preference> preferences = new ArrayList<>();
    for (Pair pair : pairs.rows()) {
      if (pair.preference() == null) {
        throw new IllegalStateException("a pair without scores has texts");
      }
      preferences.add(pair.preference());
    }
    double[] chosen =
        model.score(preferences.stream().map(p -> new Response(p.prompt(), p.chosen())).toList());
    double[] rejected =
        model.score(preferences.stream().map(p -> new Response(p.prompt(), p.rejected())).toList());
    List<Pair> scored = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      scored.add(pairs.rows().get(i).scored(chosen[i] - rejected[i], reward.name()));
    }
    return scored;
  }

  @Override
  public void close() {
    if (reward != null) {
      reward.close();
    }
  }
}
