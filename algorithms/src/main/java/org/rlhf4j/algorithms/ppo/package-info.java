/**
 * Proximal policy optimisation on the policy's own answers. Read {@code PpoTraining} first: one
 * step from top to bottom; {@link org.rlhf4j.algorithms.ppo.Ppo} has its options and losses. What
 * implementations disagree on is named in {@link org.rlhf4j.algorithms.ppo.PpoConventions}; {@link
 * org.rlhf4j.algorithms.ppo.PpoPreset} holds the choices of others.
 */
@NullMarked
package org.rlhf4j.algorithms.ppo;

import org.jspecify.annotations.NullMarked;
