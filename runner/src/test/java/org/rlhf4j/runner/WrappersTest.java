package org.rlhf4j.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Stateful;

/**
 * A wrapper is a class that implements an interface of the API and holds another of the same. It
 * must say something of its own to every method that has a default, or forward it: the default
 * would hide what the wrapped one does. See {@code org.rlhf4j.api.forwarding}.
 */
final class WrappersTest {

  private static final List<String> MODULES =
      List.of(
          "api", "policies", "rewards", "judges", "algorithms", "evaluators", "testkit", "runner");

  /** Defaults that wrappers keep on purpose, by class and method, with the reason. */
  private static final Map<String, String> RIGHT =
      Map.of(
          "CountedLearner.newScalarModel(RandomStream)",
          "the default asks for newScalarModel(random, deviation), which counts",
          "SyntheticPolicy.newScalarModel(RandomStream)",
          "the default asks for newScalarModel(random, deviation), which is timed",
          "Annotator.panel()",
          "an annotator is one, whatever it goes by",
          "MemberLog.checkpoints()",
          "fits of several members cannot share the state of one",
          "MemberLog.watch()",
          "there is no policy to watch while a reward is fitted");

  @Test
  void wrappersForgetNoMethod() {
    Map<String, Set<String>> forgotten = new TreeMap<>();
    Set<String> wrappers = new TreeSet<>();
    for (Class<?> type : classes()) {
      for (Class<?> seam : seams(type)) {
        if (holdsAnother(type, seam)) {
          wrappers.add(type.getName());
          for (Method method : seam.getMethods()) {
            if (method.isDefault()
                && !RIGHT.containsKey(type.getSimpleName() + "." + signature(method))
                && resolved(type, method).equals(method)) {
              forgotten
                  .computeIfAbsent(type.getName(), t -> new TreeSet<>())
                  .add(seam.getSimpleName() + "." + signature(method));
            }
          }
        }
      }
    }
    assertTrue(wrappers.size() >= 15, () -> "found only " + wrappers);
    assertEquals(Map.of(), forgotten);
  }

  /** Also one that is only what the interface extends: a reward that may be one to be fitted. */
  private static boolean holdsAnother(Class<?> type, Class<?> seam) {
    Set<Class<?>> kinds = new LinkedHashSet<>();
    add(seam, kinds);
    kinds.remove(Stateful.class); // whatever has state may hold something else that has
    return fields(type).stream()
        .anyMatch(field -> kinds.stream().anyMatch(k -> k.isAssignableFrom(field.getType())));
  }

  private static Method resolved(Class<?> type, Method method) {
    try {
      return type.getMethod(method.getName(), method.getParameterTypes());
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static List<Class<?>> classes() {
    List<Class<?>> classes = new ArrayList<>();
    for (String module : MODULES) {
      for (JavaClass found :
          new ClassFileImporter().importPath(Path.of("..", module, "target", "classes"))) {
        if (!found.isInterface() && !found.getSimpleName().endsWith("-info")) {
          classes.add(found.reflect());
        }
      }
    }
    return classes;
  }

  /** Interfaces of the API with methods that have a default. */
  private static Set<Class<?>> seams(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> direct : c.getInterfaces()) {
        add(direct, all);
      }
    }
    return all;
  }

  private static void add(Class<?> seam, Set<Class<?>> all) {
    String home = seam.getPackageName();
    if (home.startsWith("org.rlhf4j.api") && !home.endsWith(".forwarding")) {
      all.add(seam);
    }
    for (Class<?> above : seam.getInterfaces()) {
      add(above, all);
    }
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      Arrays.stream(c.getDeclaredFields())
          .filter(field -> !Modifier.isStatic(field.getModifiers()))
          .forEach(fields::add);
    }
    return fields;
  }
}
