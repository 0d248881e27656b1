package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Axis;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Chart.Series;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.evaluators.judging.Judging;

/**
 * Implements {@link LeaderboardPlugin}.
 *
 * @param source of the games; owned
 * @param reference games by a second judge, or null; owned
 */
record Leaderboard(GameSource source, @Nullable GameSource reference, LeaderboardOptions options)
    implements Evaluator {

  private static final double LEVEL = 0.95;
  private static final String STRENGTH = "Bradley-Terry";
  private static final String RATING = "Elo";
  private static final String UNIT = "points";

  @Override
  public boolean needsSubjects() {
    return source.needsSubjects() || (reference != null && reference.needsSubjects());
  }

  @Override
  public List<String> columns() {
    return List.of(column(STRENGTH), column(RATING));
  }

  private String column(String number) {
    return options.name().isEmpty() ? number : number + " " + options.name();
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    long asked =
        source.toJudge(subjects, prompts)
            + (reference == null ? 0 : reference.toJudge(subjects, prompts));
    return List.of(Work.onOwn(Work.Kind.JUDGE, asked, 0));
  }

  /** Of single pairs; strengths rest upon all games of a player, and so tell a little more. */
  @Override
  public List<String> outlook(int subjects, int prompts) {
    return needsSubjects()
        ? Judging.outlook("the win rate of one method over another", prompts)
        : List.of();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Games games = source.games(task);
    note(games, "", task);
    Bootstrap bootstrap =
        new Bootstrap(options.resamples(), LEVEL, task.random().child("bootstrap"));
    BradleyTerry bradleyTerry = new BradleyTerry(options.prior());
    Standings standings =
        Standings.of(
            games,
            new Standings.Method(
                bradleyTerry,
                new Elo(options.k(), options.orders()),
                task.random().child("elo-order")),
            bootstrap);
    List<DataTable> tables = new ArrayList<>(List.of(table(games, standings)));
    List<Games> sides = new ArrayList<>(List.of(games));
    if (reference != null) {
      Games second = reference.games(task);
      note(second, "reference: ", task);
      tables.add(
          JudgeCorrelation.of(games, second, bradleyTerry, bootstrap).table(games, second, LEVEL));
      sides.add(second);
    }
    if (sides.stream().anyMatch(side -> side.judged() > 0)) {
      tables.add(costs(sides));
    }
    Basis basis =
        games.prompts().equals(task.prompts()) ? task.basis() : Basis.of(games.prompts(), null);
    Basis ranked = basis.judgedBy(games.judge()).resting(among(games));
    return Evaluation.of(ranked, measurements(games, standings))
        .withTables(tables)
        .withCharts(List.of(chart(games, standings)))
        .withAlarms(alarms(games, standings));
  }

  /** Strengths are relative: another player moves those of all, so they are of these players. */
  private static String among(Games games) {
    return "ranked among " + games.players().stream().sorted().collect(Collectors.joining(", "));
  }

  /** Says what does not count, and why. */
  private static void note(Games games, String who, EvaluationTask task) {
    if (games.missing() > 0) {
      task.log().note(who + games.missing() + " comparisons left out for want of a usable verdict");
    }
    games.remarks().forEach(remark -> task.log().note(who + remark));
  }

  private List<Integer> ranking(Games games, Standings standings) {
    return IntStream.range(0, games.players().size())
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                    (Integer i) -> {
                      double strength = standings.strengths().get(i).value();
                      return Double.isNaN(strength) ? 0 : -strength;
                    })
                .thenComparing(i -> -standings.ratings().get(i).value()))
        .toList();
  }

  private List<Measurement> measurements(Games games, Standings standings) {
    int[] counts = games.counts();
    List<Measurement> rows = new ArrayList<>();
    for (int i : ranking(games, standings)) {
      String player = games.players().get(i);
      rows.add(measurement(player, STRENGTH, standings.strengths().get(i), counts[i]));
      rows.add(measurement(player, RATING, standings.ratings().get(i), counts[i]));
    }
    return rows;
  }

  private Measurement measurement(
      String player, String column, Standings.Estimate number, int games) {
    int undefined = number.undefined();
    String note =
        Double.isNaN(number.value())
            ? "not identified: some players never lost to others; the option prior gives strengths"
            : undefined > 0
                ? "on "
                    + undefined
                    + " of "
                    + options.resamples()
                    + " resamples of the prompts strengths do not exist"
                : "";
    return Measurement.estimate(
            player,
            column(column),
            UNIT,
            number.value(),
            number.standardError(),
            number.interval(),
            games)
        .noted(note);
  }

  private DataTable table(Games games, Standings standings) {
    int[] counts = games.counts();
    List<List<Cell>> rows = new ArrayList<>();
    for (int i : ranking(games, standings)) {
      Standings.Estimate strength = standings.strengths().get(i);
      Standings.Estimate rating = standings.ratings().get(i);
      Standings.Estimate share = standings.shares().get(i);
      rows.add(
          List.of(
              Cell.of(games.players().get(i)),
              Cell.of(strength.value(), strength.standardError()),
              Cell.of(strength.interval().low()),
              Cell.of(strength.interval().high()),
              Cell.of(strength.undefined()),
              Cell.of(rating.value(), rating.standardError()),
              Cell.of(rating.interval().low()),
              Cell.of(rating.interval().high()),
              Cell.of(share.value(), share.standardError()),
              Cell.of(counts[i])));
    }
    String caption =
        String.format(
            Locale.ROOT,
            "Judged by %s, %d comparisons on %d prompts, %d more without a verdict. Points on"
                + " Elo's scale with mean 1000: 400 more are odds of 10 to 1. Bradley-Terry by"
                + " maximum likelihood%s; Elo with K = %s over %d random orders. 95 %%"
                + " intervals over prompts: sandwich for Bradley-Terry, bootstrap for Elo.%s",
            games.judge(),
            games.games().size(),
            games.prompts().size(),
            games.missing(),
            options.prior() > 0 ? ", each player with " + options.prior() + " more games tied" : "",
            options.k(),
            options.orders(),
            games.remarks().isEmpty() ? "" : " " + String.join("; ", games.remarks()) + ".");
    return new DataTable(
        "leaderboard",
        "Leaderboard",
        caption,
        List.of(
            "model",
            "Bradley-Terry (points)",
            "low",
            "high",
            "undefined resamples",
            "Elo (points)",
            "low ",
            "high ",
            "share of points (%)",
            "comparisons"),
        rows);
  }

  private static DataTable costs(List<Games> sides) {
    return new DataTable(
        "judge-cost",
        "What judging took",
        "Comparisons put to each judge, both orders counted, and what its verdicts say they took.",
        List.of("judge", "comparisons", "requests", "prompt tokens", "completion tokens", "money"),
        sides.stream()
            .filter(side -> side.judged() > 0)
            .map(
                side ->
                    List.of(
                        Cell.of(side.judge()),
                        Cell.of(side.judged()),
                        Cell.of(side.cost().calls()),
                        Cell.of((double) side.cost().promptTokens()),
                        Cell.of((double) side.cost().completionTokens()),
                        Cell.of(side.cost().money())))
            .toList());
  }

  private Chart chart(Games games, Standings standings) {
    boolean identified =
        standings.strengths().stream().noneMatch(strength -> Double.isNaN(strength.value()));
    List<Series> series = new ArrayList<>();
    if (identified) {
      series.add(series(STRENGTH, games, standings, standings.strengths()));
    }
    series.add(series(RATING, games, standings, standings.ratings()));
    return new Chart(
        "leaderboard",
        "Leaderboard",
        "Points on Elo's scale, with 95 % intervals over prompts.",
        new Axis("model", "", Chart.Scale.CATEGORIES),
        Axis.of("strength", UNIT),
        series);
  }

  private Series series(
      String name, Games games, Standings standings, List<Standings.Estimate> numbers) {
    return new Series(
        name,
        Mark.POINTS,
        ranking(games, standings).stream()
            .map(
                i ->
                    Point.of(0, numbers.get(i).value(), numbers.get(i).interval())
                        .labelled(games.players().get(i)))
            .toList());
  }

  private List<Alarm> alarms(Games games, Standings standings) {
    Connectedness connectedness = standings.connectedness();
    if (connectedness.strong() || options.prior() > 0) {
      return List.of();
    }
    return List.of(
        new Alarm(
            "",
            "Bradley-Terry strengths do not exist: not every player is reached from every other"
                + " along won games, so likelihood grows without end. Compare more, or give"
                + " the leaderboard a prior, such as 1.",
            connectedness.inWords(games.players())));
  }

  @Override
  public void close() {
    source.close();
    if (reference != null) {
      reference.close();
    }
  }
}
