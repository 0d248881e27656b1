package org.rlhf4j.workbench.task;

import java.util.List;
import org.rlhf4j.workbench.options.TaskType;
import org.rlhf4j.workbench.options.WorkbenchOptions;

/**
 * What people are asked, with everything read and checked.
 *
 * @param options of the workbench
 * @param task what people do
 * @param work the items to be labelled
 * @param qualification gold questions of the qualification
 * @param gold gold questions to be hidden among the items
 */
public record TaskSetup(
    WorkbenchOptions options,
    TaskType task,
    List<Item> work,
    List<Item> qualification,
    List<Item> gold) {

  /** What must stay the same for labels to mean the same. */
  public String shape() {
    return switch (task) {
      case PAIRWISE, RANKING, DEMONSTRATION -> task.toString();
      case RATING -> task + " on " + options.scales();
      case ERROR_FLAGS -> task + " of " + options.errors() + " and " + options.assertiveness();
    };
  }
}
