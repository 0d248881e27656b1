package org.rlhf4j.api.plugin;

import org.rlhf4j.api.Workbench;

/**
 * Makes workbenches, on which people label. The spec of {@code rlhf4j annotate} is the options of
 * one.
 *
 * @param <O> its options
 */
public interface WorkbenchPlugin<O extends Record> extends Plugin<Workbench, O> {}
