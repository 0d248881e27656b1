/**
 * Exact fakes and numeric checks for authors of plugins: a language small enough to list, a policy
 * and a value model that are tables, and what is exactly true of them. Read {@link
 * org.rlhf4j.testkit.TabularPolicy} first, then {@link org.rlhf4j.testkit.Exact}.
 */
@NullMarked
package org.rlhf4j.testkit;

import org.jspecify.annotations.NullMarked;
