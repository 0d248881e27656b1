package org.rlhf4j.evaluators.leaderboard;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code leaderboard}: the methods of a run, judged all against all in both orders, or the models
 * of files of pairwise labels, in one ranking: {@link BradleyTerry} strengths on Elo's scale and
 * {@link Elo} ratings, both with mean 1000. A tie is half a win. Intervals are over prompts: {@link
 * BradleyTerry#standardErrors} for strengths, the bootstrap for ratings. Both numbers are relative
 * to who is ranked, whom the basis names.
 *
 * <p>Where some players never lost to others, strengths do not exist: an alarm says who, and the
 * option {@code prior} gives them all the same.
 *
 * <p>With a second judge, or its labels, it shows how well both leaderboards agree, see {@link
 * JudgeCorrelation}: simulated against human, say.
 */
@Source(
    "Bradley and Terry 1952, \"Rank Analysis of Incomplete Block Designs: The Method "
        + "of Paired Comparisons\"")
@Source(
    value = "Elo 1978, \"The Rating of Chessplayers, Past and Present\"",
    differs = "ratings are the mean over random orders of the comparisons")
public final class LeaderboardPlugin implements EvaluatorPlugin<LeaderboardOptions> {

  private static final double K = 4;
  private static final int ORDERS = 10;
  private static final int RESAMPLES = 500;

  /** For the service loader. */
  public LeaderboardPlugin() {}

  @Override
  public String id() {
    return "leaderboard";
  }

  @Override
  public String summary() {
    return "Bradley-Terry and Elo from comparisons of all with all, and how two judges' rankings"
        + " agree";
  }

  @Override
  public LeaderboardOptions defaults() {
    return new LeaderboardOptions(
        null, List.of(), null, null, List.of(), null, "", 0, K, ORDERS, RESAMPLES);
  }

  @Override
  public Evaluator create(LeaderboardOptions options, PluginContext context) {
    GameSource games =
        source(
            "leaderboard: labels", options.judge(), options.labels(), options.annotator(), context);
    if (games == null) {
      throw new UserException(
          "leaderboard: judge is missing; give one, such as {\"id\": \"reward-judge\", \"options\":"
              + " {\"reward\": ...}}, or labels that were given already");
    }
    GameSource reference =
        source(
            "leaderboard: referenceLabels",
            options.referenceJudge(),
            options.referenceLabels(),
            options.referenceAnnotator(),
            context);
    return new Leaderboard(games, reference, options);
  }

  private static @Nullable GameSource source(
      String what,
      @Nullable Part<Judge> judge,
      List<String> labels,
      @Nullable String annotator,
      PluginContext context) {
    if (judge != null && !labels.isEmpty()) {
      throw new UserException(what + ": give files or a judge, not both");
    }
    if (judge != null) {
      return new GameSource.Played(context.create(judge), context.describe(judge));
    }
    return labels.isEmpty()
        ? null
        : new GameSource.Read(ArenaLabels.read(what, labels, annotator, context));
  }
}
