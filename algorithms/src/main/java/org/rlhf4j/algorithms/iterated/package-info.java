/**
 * Methods that go round after round: the policy answers, a reward says how good the answers are,
 * and the policy imitates what it shall give more often. Read {@link
 * org.rlhf4j.algorithms.iterated.ExpertIteration} first, then {@link
 * org.rlhf4j.algorithms.iterated.Quark}, whose rounds are in {@code QuarkTraining}. All rounds are
 * one sequence of gradient steps, and the answers of the current round are part of the state, so
 * that a run goes on from the middle of a round.
 */
@NullMarked
package org.rlhf4j.algorithms.iterated;

import org.jspecify.annotations.NullMarked;
