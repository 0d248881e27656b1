/**
 * The ground floor: what a policy, a reward and a judge are, and the data that flows between them.
 * Read {@link org.rlhf4j.api.Policy} first.
 *
 * <p>What lives here depends on nothing above it. The floors, from the bottom: {@code math} and
 * {@code statistics}; this package; {@code run}, what a run lends to long work; {@code training},
 * where policies and rewards learn; {@code pairs}, the loop of methods that learn from pairs, and
 * {@code evaluation}, what was found out; {@code plugin}, how all of them are found; {@code
 * forwarding}, for those that wrap others.
 */
@NullMarked
package org.rlhf4j.api;

import org.jspecify.annotations.NullMarked;
