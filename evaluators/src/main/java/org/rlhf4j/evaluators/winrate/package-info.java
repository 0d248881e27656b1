/**
 * Win rates against a baseline, raw and with the length of answers held equal. Read {@link
 * org.rlhf4j.evaluators.winrate.WinRatePlugin} first.
 */
@NullMarked
package org.rlhf4j.evaluators.winrate;

import org.jspecify.annotations.NullMarked;
