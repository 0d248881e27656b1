package org.rlhf4j.api.plugin;

import org.rlhf4j.api.DataSource;

/**
 * Opens data sets.
 *
 * @param <O> its options
 */
public interface DataSourcePlugin<O extends Record> extends Plugin<DataSource, O> {}
