/**
 * Policy gradients on whole answers, without a value model: the ladder that ends in {@code ppo}.
 * Read {@link org.rlhf4j.algorithms.policygradient.Reinforce} first, then {@link
 * org.rlhf4j.algorithms.policygradient.Rloo}, {@link org.rlhf4j.algorithms.policygradient.Trpo} and
 * {@link org.rlhf4j.algorithms.policygradient.Grpo}; each is a file, and {@code PolicyGradient} is
 * the loop that they share.
 *
 * <p>All of them take log-probabilities at the sampling temperature, before top-k and top-p, and
 * know those of their own answers from the sampler.
 */
@NullMarked
package org.rlhf4j.algorithms.policygradient;

import org.jspecify.annotations.NullMarked;
