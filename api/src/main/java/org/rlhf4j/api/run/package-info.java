/**
 * What a run lends to long work: a log with progress, checkpoints to resume from, and a watch that
 * may stop it early. Read {@link org.rlhf4j.api.run.RunLog} first. Nothing here knows of methods or
 * evaluators; their tasks carry it.
 */
@NullMarked
package org.rlhf4j.api.run;

import org.jspecify.annotations.NullMarked;
