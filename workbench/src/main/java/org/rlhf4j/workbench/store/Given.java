package org.rlhf4j.workbench.store;

import org.rlhf4j.workbench.task.Item;
import org.rlhf4j.workbench.task.Judgement;

/**
 * A label on file.
 *
 * @param annotator who gave it
 * @param item about what
 * @param itemId number of the item in the file
 * @param use what the item was for
 * @param order the numbers of the answers as they were shown
 * @param judgement what was said
 * @param millis time it took, in milliseconds
 * @param changed when it was given or last changed, in milliseconds since 1970
 */
public record Given(
    Person annotator,
    Item item,
    long itemId,
    Use use,
    int[] order,
    Judgement judgement,
    long millis,
    long changed) {}
