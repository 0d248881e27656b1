package org.rlhf4j.workbench.store;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.task.Item;

/**
 * An item before somebody.
 *
 * @param id of the assignment
 * @param item what is asked
 * @param order the numbers of the answers as they are shown
 * @param shown what they said or began to say, as their page sent it; null for nothing yet
 * @param done whether it is labelled
 * @param qualification whether it belongs to the qualification
 */
public record AssignedItem(
    long id, Item item, int[] order, @Nullable String shown, boolean done, boolean qualification) {}
