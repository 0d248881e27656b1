/**
 * Leaderboards from comparisons of all with all, and how well those of two judges agree. Read
 * {@link org.rlhf4j.evaluators.leaderboard.LeaderboardPlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.leaderboard;

import org.jspecify.annotations.NullMarked;
