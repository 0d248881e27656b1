/**
 * Contract tests: what the interfaces of {@code api} promise, as numbered rules that run against a
 * plugin. There is one interface for each kind of thing, and one for plugins themselves. A test of
 * a plugin implements both and says which plugin:
 *
 * <pre>{@code
 * final class ShoutingTest implements RewardModelContract, PluginContract<RewardModel> {
 *   @Override
 *   public RewardModelPlugin<ShoutingOptions> plugin() {
 *     return new ShoutingPlugin();
 *   }
 * }
 * }</pre>
 *
 * <p>Rules are default methods whose display names begin with their numbers; a rule that fails says
 * what it saw and what usually is behind it. What not every implementation can do is told by other
 * default methods, such as {@link org.rlhf4j.testkit.contract.PolicyContract#hasLikelihood()};
 * rules that do not apply are skipped and say so. Numbers are stable: a new rule gets a new one.
 *
 * <p>Read {@link org.rlhf4j.testkit.contract.PluginContract} first, then the contract of what your
 * plugin makes. These classes need JUnit 5; nothing else in the testkit touches them.
 */
@NullMarked
package org.rlhf4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
