/**
 * Where labels are kept: one SQLite file with one writer. Read {@link
 * org.rlhf4j.judges.human.store.Database} first.
 */
@NullMarked
package org.rlhf4j.judges.human.store;

import org.jspecify.annotations.NullMarked;
