/**
 * Policy gradients on whole answers, without a value model: the ladder that ends in {@code ppo}.
 * Read {@code Reinforce} first, then {@code Rloo}, {@code Trpo} and {@code Grpo}; each is one step
 * from top to bottom, with its loss beside it.
 *
 * <p>All of them take log-probabilities at the sampling temperature, before top-k and top-p, and
 * know those of their own answers from the sampler.
 */
@NullMarked
package org.rlhf4j.algorithms.policygradient;

import org.jspecify.annotations.NullMarked;
