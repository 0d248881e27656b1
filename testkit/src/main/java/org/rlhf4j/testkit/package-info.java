/**
 * Exact fakes and numeric checks for authors of plugins. Read {@link
 * org.rlhf4j.testkit.OracleProblem} first: a problem small enough to list, with its solution. Then
 *
 * <ul>
 *   <li>a policy and a value model that are tables, and what is exactly true of them: {@link
 *       org.rlhf4j.exact.TabularPolicy}, {@link org.rlhf4j.exact.Exact};
 *   <li>judges and rewards that do what a test says: {@link org.rlhf4j.testkit.ScriptedJudge},
 *       {@link org.rlhf4j.testkit.FunctionReward}, {@link org.rlhf4j.testkit.RecordingReward},
 *       {@link org.rlhf4j.testkit.FailingReward}, {@link org.rlhf4j.testkit.FailingJudge};
 *   <li>the surroundings of a plugin: {@link org.rlhf4j.testkit.TestContext}, {@link
 *       org.rlhf4j.testkit.RecordingLog}, {@link org.rlhf4j.testkit.MemoryCheckpoints};
 *   <li>checks of losses and trainings, which need JUnit: {@link org.rlhf4j.testkit.Twins}, {@link
 *       org.rlhf4j.testkit.Gradients}, {@link org.rlhf4j.testkit.Interrupted};
 *   <li>contracts, one for each interface: the package {@code org.rlhf4j.testkit.contract}.
 * </ul>
 *
 * <p>Nothing in {@code api} takes a clock, so there is none to fake. A random stream has no state:
 * a test pins one by its seed and names, as in {@code RandomStream.ofSeed(7).child("label-noise")},
 * and finds what a method draws from it by the same names.
 */
@NullMarked
package org.rlhf4j.testkit;

import org.jspecify.annotations.NullMarked;
