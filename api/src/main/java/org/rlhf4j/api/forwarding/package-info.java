/**
 * Wrappers of policies, judges, rewards and networks that forward whatever they do not change. A
 * wrapper implements one of these, says what it wraps, and overrides what it is for:
 *
 * <pre>{@code
 * record Doubled(RewardModel wrapped) implements ForwardingRewardModel {
 *   @Override
 *   public double[] score(List<Response> responses) {
 *     return Arrays.stream(wrapped.score(responses)).map(x -> 2 * x).toArray();
 *   }
 * }
 * }</pre>
 *
 * <p>Without them it would forget the methods that have a default, and those that come later: a
 * wrapped policy without a likelihood would say that it has one.
 */
@NullMarked
package org.rlhf4j.api.forwarding;

import org.jspecify.annotations.NullMarked;
