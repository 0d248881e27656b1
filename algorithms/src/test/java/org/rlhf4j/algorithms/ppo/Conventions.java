package org.rlhf4j.algorithms.ppo;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** Conventions by name, for tests. */
public final class Conventions {

  private Conventions() {}

  /** Those of a preset with changes. */
  public static PpoConventions of(PpoPreset preset, Map<String, Object> changes) {
    RecordComponent[] components = PpoConventions.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        Object usual = components[i].getAccessor().invoke(preset.conventions());
        values[i] = changes.getOrDefault(components[i].getName(), usual);
      }
      return PpoConventions.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** AlpacaFarm's conventions with one change. */
  static PpoConventions changed(String name, Object value) {
    return of(PpoPreset.ALPACAFARM, Map.of(name, value));
  }
}
