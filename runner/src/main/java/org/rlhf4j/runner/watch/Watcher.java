package org.rlhf4j.runner.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.BothOrders;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.run.Watch;
import org.rlhf4j.runner.checkpoint.Format;
import org.rlhf4j.runner.spec.StopStage;

/**
 * Watches one method: takes points at evenly spaced steps of each of its loops, and ends the
 * training when the {@link StopRule} says so. The first point is that before any training; a later
 * loop begins where the one before ended, and its steps are counted on.
 *
 * <p>A reward that changes while it scores is put back to where it was, so that the training goes
 * on as if nobody had looked.
 */
public final class Watcher implements Watch {
  private static final Format<List<TrajectoryPoint>> POINTS = new PointFormat().list();

  private final View view;
  private final Watched watched;
  private final Consumer<Trajectory> publish;
  private final @Nullable StopRule rule;

  private final List<TrajectoryPoint> points = new ArrayList<>();
  private int before;
  private int reached;
  private boolean early;
  private Optional<StopReason> reason = Optional.empty();

  /**
   * Who is watched.
   *
   * @param method its name
   * @param from name of the policy that it starts from
   * @param start that policy, frozen; not owned
   * @param proxy the reward that it optimises, or null where there is none yet; not owned
   * @param proxyIdentity what that is, see {@link Trajectory#proxy}
   */
  public record Watched(
      String method,
      String from,
      Policy start,
      @Nullable RewardModel proxy,
      String proxyIdentity) {}

  /**
   * Watches one training.
   *
   * @param publish is given all points whenever there is a new one
   */
  public Watcher(View view, Watched watched, Consumer<Trajectory> publish) {
    this.view = view;
    this.watched = watched;
    this.publish = publish;
    StopStage stop = view.options().stop();
    this.rule = stop == null ? null : new StopRule(stop, view.options().points());
  }

  @Override
  public void look(int done, int total, Policy policy) {
    if (stops()) {
      early = true; // another loop would have followed
      return;
    }
    if (done == 0) {
      before = reached;
    }
    reached = before + done;
    boolean due = done == 0 ? points.isEmpty() && total > 0 : isDue(done, total);
    if (due) {
      points.add(point(policy));
      decide();
      early = stops() && done < total;
      publish.accept(trajectory());
    }
  }

  /** At the k-th of p points k * total / (p - 1) steps are done, rounded up. */
  private boolean isDue(int done, int total) {
    long parts = view.options().points() - 1L;
    return done * parts / total > (done - 1) * parts / total;
  }

  private void decide() {
    reason = rule == null ? Optional.empty() : rule.reason(points);
  }

  @Override
  public boolean stops() {
    return reason.isPresent();
  }

  /** Why the training was ended; empty if it was not. */
  public Optional<StopReason> reason() {
    return reason.map(
        why ->
            why.and(
                early
                    ? "the training was ended after step " + reached
                    : "step " + reached + " was the last one"));
  }

  /** What was seen so far. */
  public Trajectory trajectory() {
    String from = watched.from();
    return new Trajectory(
        from, view.basis().against(from), watched.proxyIdentity(), early, view.prompts(), points);
  }

  private TrajectoryPoint point(Policy policy) {
    List<Prompt> prompts = view.prompts();
    List<Completion> drawn =
        policy.generate(prompts, 1, view.decoding(), view.random()).stream()
            .map(all -> all.get(0))
            .toList();
    Policy start = watched.start();
    List<TokenRow> rows = new ArrayList<>();
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      rows.add(new TokenRow(start.encode(prompts.get(i)), drawn.get(i).tokens()));
      responses.add(new Response(prompts.get(i), drawn.get(i).answer()));
    }
    List<float[]> reference = start.likelihood().orElseThrow().logProbs(rows, 1);
    return new TrajectoryPoint(
        reached,
        drawn.stream().map(Completion::answer).toList(),
        IntStream.range(0, drawn.size())
            .mapToDouble(i -> divergence(drawn.get(i).logProbs(), reference.get(i)))
            .toArray(),
        scores(watched.proxy(), responses),
        scores(view.gold(), responses),
        drawn.stream().mapToDouble(c -> c.tokens().length).toArray(),
        drawn.stream().mapToDouble(Watcher::surprise).toArray(),
        wins(responses));
  }

  /** In percent, as the evaluator {@code win-rate} does: see {@link BothOrders}. */
  private double[] wins(List<Response> responses) {
    double[] wins = new double[responses.size()];
    Judge judge = view.judge();
    if (judge == null) {
      Arrays.fill(wins, Double.NaN);
      return wins;
    }
    Arrays.fill(wins, 50);
    if (points.isEmpty()) {
      return wins;
    }
    List<Answer> first = points.get(0).answers();
    List<Comparison> pairs = new ArrayList<>();
    for (int i = 0; i < wins.length; i++) {
      Response mine = responses.get(i);
      String id = "watch/" + watched.method() + "/" + reached + "/" + mine.prompt().id();
      pairs.add(new Comparison(id, mine.prompt(), mine.answer(), first.get(i)));
    }
    List<BothOrders> judged = BothOrders.ask(judge, pairs);
    Arrays.setAll(wins, i -> 100 * judged.get(i).preference().orElse(Double.NaN));
    return wins;
  }

  private static double divergence(float[] policy, float[] start) {
    double sum = 0;
    for (int t = 0; t < policy.length; t++) {
      sum += KlEstimator.K1.of((double) policy[t] - start[t]);
    }
    return sum;
  }

  private static double surprise(Completion completion) {
    double sum = 0;
    for (float logProb : completion.logProbs()) {
      sum -= logProb;
    }
    return sum;
  }

  private static double[] scores(@Nullable RewardModel reward, List<Response> responses) {
    if (reward == null) {
      double[] none = new double[responses.size()];
      Arrays.fill(none, Double.NaN);
      return none;
    }
    return PutBack.after(reward.states(), () -> reward.score(responses));
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeInt(before);
    out.writeInt(reached);
    out.writeBoolean(early);
    POINTS.write(points, out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    before = in.readInt();
    reached = in.readInt();
    early = in.readBoolean();
    points.clear();
    points.addAll(POINTS.read(in));
    decide();
  }
}
