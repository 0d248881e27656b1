package org.rlhf4j.workbench.task;

import java.util.List;

/**
 * A label with what was said beside it.
 *
 * @param label what was asked
 * @param reason in words; may be empty
 * @param flags that were ticked
 */
public record Judgement(Label label, String reason, List<String> flags) {}
