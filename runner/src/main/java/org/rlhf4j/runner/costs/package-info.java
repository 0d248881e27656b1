/**
 * Policies and judges that count what they are asked to do, for the ledger of a run. Whatever a
 * plugin does with them, none has to count. Start with {@link org.rlhf4j.runner.costs.Counted}.
 */
@NullMarked
package org.rlhf4j.runner.costs;

import org.jspecify.annotations.NullMarked;
