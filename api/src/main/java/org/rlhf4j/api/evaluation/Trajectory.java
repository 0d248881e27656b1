package org.rlhf4j.api.evaluation;

import java.util.List;
import org.rlhf4j.api.Prompt;

/**
 * What was seen of a policy while it was trained. At each point it answered the same prompts with
 * the same random numbers, by plain sampling at temperature 1, so that differences between points
 * are paired.
 *
 * @param start the name of the policy from which the training started, and from which divergences
 *     are measured
 * @param basis what the numbers rest upon; its judge is the identity of the gold reward, null where
 *     there was none
 * @param proxy the identity of the reward that the method optimises, whose scores the points have:
 *     {@link Basis#REWARD_OF_THE_RUN}, or that of its own, as {@link
 *     org.rlhf4j.api.plugin.PluginContext#describe} gives it
 * @param stopped whether the run ended the training before its last step
 * @param prompts those that were answered at each point; empty where they are the first of those
 *     that all methods answer at the end
 * @param points in the order of their steps, the first of them before any training
 */
public record Trajectory(
    String start,
    Basis basis,
    String proxy,
    boolean stopped,
    List<Prompt> prompts,
    List<TrajectoryPoint> points) {

  public Trajectory {
    prompts = List.copyOf(prompts);
    points = List.copyOf(points);
    if (!prompts.isEmpty() && !points.isEmpty() && prompts.size() != points.get(0).prompts()) {
      throw new IllegalArgumentException(
          "there are "
              + prompts.size()
              + " prompts, but points on "
              + points.get(0).prompts()
              + " of them");
    }
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).step() <= points.get(i - 1).step()
          || points.get(i).prompts() != points.get(0).prompts()) {
        throw new IllegalArgumentException(
            "steps must rise and prompts be the same at all points, got step "
                + points.get(i).step()
                + " after "
                + points.get(i - 1).step());
      }
    }
  }

  /** What was seen on the first of the prompts that all methods answer at the end. */
  public Trajectory(
      String start, Basis basis, String proxy, boolean stopped, List<TrajectoryPoint> points) {
    this(start, basis, proxy, stopped, List.of(), points);
  }

  /** The same of a method that optimises the run's own reward. */
  public Trajectory(String start, Basis basis, boolean stopped, List<TrajectoryPoint> points) {
    this(start, basis, Basis.REWARD_OF_THE_RUN, stopped, points);
  }
}
