/**
 * What is kept: people, sessions, items, assignments and labels, in one SQLite file with one
 * writer. Read {@link org.rlhf4j.workbench.store.Database} first.
 *
 * <p>All SQL stands here. Nothing here knows of HTTP, or computes a statistic.
 */
@NullMarked
package org.rlhf4j.workbench.store;

import org.jspecify.annotations.NullMarked;
