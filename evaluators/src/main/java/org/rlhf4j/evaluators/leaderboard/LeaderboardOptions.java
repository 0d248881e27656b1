package org.rlhf4j.evaluators.leaderboard;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code leaderboard}.
 *
 * @param judge compares the run's methods, all against all; not needed for {@code labels}
 * @param labels files of pairwise labels, taken in the place of the run's methods
 * @param annotator which one to take where the files have several
 * @param referenceJudge a second judge of the run's methods, whose leaderboard the first is
 *     compared with
 * @param referenceLabels files of labels of a second judge, such as people
 * @param referenceAnnotator which one to take of those
 * @param name added to the columns' names, where a run has several leaderboards
 * @param prior how many more games each player is taken to have tied with one of strength 0
 * @param k the most points of Elo's that a game moves
 * @param orders how many random orders Elo's ratings are averaged over
 * @param resamples of the bootstrap
 */
public record LeaderboardOptions(
    @Option("compares the run's methods, all against all; not needed for labels")
        @Nullable Part<Judge> judge,
    @Option(
            "files of pairwise labels, in the place of the run's methods: model_a, model_b, winner,"
                + " or AlpacaEval's annotations")
        List<String> labels,
    @Option("which annotator of the labels, where there are several") @Nullable String annotator,
    @Option("a second judge of the run's methods, to compare leaderboards")
        @Nullable Part<Judge> referenceJudge,
    @Option("files of labels of a second judge, such as people, to compare leaderboards")
        List<String> referenceLabels,
    @Option("which annotator of the reference labels, where there are several")
        @Nullable String referenceAnnotator,
    @Option("added to the columns' names, where a run has several leaderboards") String name,
    @Option(
            value =
                "how many more games each player is taken to have tied with one of strength 0;"
                    + " 0 for maximum likelihood",
            min = 0)
        double prior,
    @Option(value = "the most points of Elo's that a game moves", min = 0.01) double k,
    @Option(value = "random orders that Elo's ratings are averaged over", min = 1) int orders,
    @Option(value = "resamples of the bootstrap", min = 1) int resamples) {

  /** Copies the lists. */
  public LeaderboardOptions {
    labels = List.copyOf(labels);
    referenceLabels = List.copyOf(referenceLabels);
  }
}
