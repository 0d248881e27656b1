package org.rlhf4j.testkit.contract;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What all contracts have in common: something that makes what is tested.
 *
 * @param <T> what is tested
 */
@ExtendWith(RuleReport.class)
public interface Contract<T> {

  /**
   * A new one of what is tested, the same each time: as made from the same options in the same
   * surroundings. The contract closes it. {@link PluginContract} makes it from the plugin.
   */
  T make();
}
