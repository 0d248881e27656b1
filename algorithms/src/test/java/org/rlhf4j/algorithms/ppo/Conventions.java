package org.rlhf4j.algorithms.ppo;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** Overrides by name, for tests. */
public final class Conventions {

  private Conventions() {}

  /** Overrides of these components. */
  public static PpoOverrides overrides(Map<String, Object> changes) {
    RecordComponent[] components = PpoOverrides.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components).map(c -> changes.get(c.getName())).toArray(Object[]::new);
    try {
      return PpoOverrides.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** AlpacaFarm's conventions with one change. */
  static PpoConventions changed(String name, Object value) {
    return overrides(Map.of(name, value)).over(PpoPreset.ALPACAFARM.conventions());
  }
}
