/**
 * What a run keeps so that it goes on where it was interrupted: files that are whole or not there,
 * states of trainings, and results of finished stages. Read {@link
 * org.rlhf4j.runner.checkpoint.RunMemory} first.
 */
@NullMarked
package org.rlhf4j.runner.checkpoint;

import org.jspecify.annotations.NullMarked;
