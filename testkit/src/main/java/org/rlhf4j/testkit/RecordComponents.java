package org.rlhf4j.testkit;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Reflection on records of plugins. */
final class RecordComponents {

  private RecordComponents() {}

  /**
   * The value of a component.
   *
   * @throws IllegalStateException if the record is not open to us
   */
  static @Nullable Object get(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException | InaccessibleObjectException e) {
      throw new IllegalStateException(
          "cannot read "
              + component.getName()
              + " of "
              + record.getClass().getName()
              + ": the record must be public, in an exported package",
          e);
    }
  }
}
