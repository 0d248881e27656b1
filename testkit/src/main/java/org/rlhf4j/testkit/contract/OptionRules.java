package org.rlhf4j.testkit.contract;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/** Options records and everything in them. */
final class OptionRules {

  private static final Set<Class<?>> SCALARS =
      Set.of(
          int.class,
          long.class,
          double.class,
          boolean.class,
          Integer.class,
          Long.class,
          Double.class,
          Boolean.class,
          String.class);

  private OptionRules() {}

  /**
   * The classes of the options and of all records in them, also of those that are null or empty.
   */
  static Set<Class<? extends Record>> records(Record options) {
    Set<Class<? extends Record>> types = new LinkedHashSet<>();
    collect(options.getClass(), types);
    return types;
  }

  private static void collect(Type type, Set<Class<? extends Record>> types) {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() != Part.class) {
        Arrays.stream(generic.getActualTypeArguments()).forEach(a -> collect(a, types));
      }
    } else if (type instanceof Class<?> c
        && c.isRecord()
        && types.add(c.asSubclass(Record.class))) {
      for (RecordComponent component : c.getRecordComponents()) {
        collect(component.getGenericType(), types);
      }
    }
  }

  /** The options and all records in them that are there. */
  static List<Record> nested(Record options) {
    List<Record> all = new ArrayList<>(List.of(options));
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      if (get(options, component) instanceof Record inner && !(inner instanceof Part<?>)) {
        all.addAll(nested(inner));
      }
    }
    return all;
  }

  /** Whether the reader of specs reads this type. */
  static boolean isReadable(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Part.class
          || (generic.getRawType() == List.class && isReadable(arguments[0]))
          || (generic.getRawType() == Map.class
              && arguments[0] == String.class
              && isReadable(arguments[1]));
    }
    return type instanceof Class<?> c && (SCALARS.contains(c) || c.isEnum() || c.isRecord());
  }

  /** What is outside of its declared range, in words. */
  static List<String> outOfRange(Record options) {
    List<String> bad = new ArrayList<>();
    for (Record record : nested(options)) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Option option = component.getAnnotation(Option.class);
        Object value = get(record, component);
        String name = record.getClass().getSimpleName() + "." + component.getName();
        if (option == null) {
          continue;
        }
        if (value instanceof Number n
            && !(n.doubleValue() >= option.min() && n.doubleValue() <= option.max())) {
          bad.add(name + " is " + n + ", outside [" + option.min() + ", " + option.max() + "]");
        }
        if (option.required() && value != null) {
          bad.add(name + " is required and has the default " + value);
        }
      }
    }
    return bad;
  }

  /** The names of components without a value, the nested ones too. */
  static List<String> absent(Record options) {
    List<String> names = new ArrayList<>();
    for (Record record : nested(options)) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Object value = get(record, component);
        if (value == null
            || value.equals("")
            || (value instanceof List<?> list && list.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty())) {
          names.add(component.getName());
        }
      }
    }
    return names;
  }

  /** Passes the values of a record through its canonical constructor; what is wrong, or nothing. */
  static String rebuild(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = get(record, components[i]);
      types[i] = components[i].getType();
    }
    try {
      Constructor<? extends Record> constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      Record again = constructor.newInstance(values);
      return again.equals(record) ? "" : "it becomes " + again;
    } catch (InvocationTargetException e) {
      return "it is refused: " + e.getTargetException().getMessage();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + record.getClass().getName(), e);
    }
  }

  private static @Nullable Object get(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "cannot read " + component.getName() + " of " + record.getClass().getName(), e);
    }
  }

  static void close(@Nullable Object made) throws Exception {
    if (made instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
