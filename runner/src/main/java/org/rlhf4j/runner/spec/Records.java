package org.rlhf4j.runner.spec;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reflection on records of plugins. */
public final class Records {
  private Records() {}

  /**
   * The value of a component.
   *
   * @throws IllegalStateException if the record is not open to us, and what would make it so
   */
  public static @Nullable Object get(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(component + " of " + record.getClass() + " throws", e);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      throw notOpen(record.getClass(), e);
    }
  }

  /**
   * Calls the canonical constructor.
   *
   * @throws InvocationTargetException if it refuses the values
   */
  static Record make(Class<?> type, @Nullable Object[] values) throws InvocationTargetException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return construct(type, types, values);
  }

  /** What the record's own constructor without arguments makes; null where there is none. */
  public static @Nullable Record fresh(Class<?> type) {
    boolean has =
        Stream.of(type.getDeclaredConstructors()).anyMatch(c -> c.getParameterCount() == 0);
    try {
      return has ? construct(type, new Class<?>[0], new Object[0]) : null;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "the constructor of " + type + " without arguments throws", e);
    }
  }

  private static Record construct(Class<?> type, Class<?>[] types, @Nullable Object[] values)
      throws InvocationTargetException {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (Record) constructor.newInstance(values);
    } catch (NoSuchMethodException | InstantiationException e) {
      throw new IllegalStateException(
          type + " has no constructor for " + Arrays.toString(types), e);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      throw notOpen(type, e);
    }
  }

  /** Whether the component may be null by its type. */
  public static boolean isNullable(RecordComponent component) {
    AnnotatedElement type = component.getAnnotatedType();
    return Stream.of(type.getAnnotations())
        .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
  }

  private static IllegalStateException notOpen(Class<?> type, Exception cause) {
    return new IllegalStateException(
        "the record "
            + type.getName()
            + " must be public, in a package that its "
            + type.getModule()
            + " exports",
        cause);
  }
}
