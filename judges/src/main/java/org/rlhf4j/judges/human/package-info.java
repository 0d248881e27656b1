/**
 * What people said, as a judge: {@code human} answers from the labels that a workbench exported.
 *
 * <p>It reads files of labels and asks nobody. The workbench itself is a module of its own, which
 * this one does not see: a row of {@code labels.jsonl} is what both know.
 */
@NullMarked
package org.rlhf4j.judges.human;

import org.jspecify.annotations.NullMarked;
