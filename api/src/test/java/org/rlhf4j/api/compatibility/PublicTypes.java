package org.rlhf4j.api.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What others can see of types, as lines that stand on their own: one for each type and one for
 * each of its public and protected members.
 */
final class PublicTypes {
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private final SortedSet<String> lines = new TreeSet<>();

  private PublicTypes() {}

  /**
   * All public types below a folder of class files.
   *
   * @param exported tells of a package whether others see it
   */
  static List<String> below(Path classes, Predicate<String> exported) {
    PublicTypes types = new PublicTypes();
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .map(file -> classes.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .map(PublicTypes::load)
          .filter(type -> exported.test(type.getPackageName()))
          .forEach(types::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(types.lines);
  }

  /** The lines of some types. */
  static List<String> of(Class<?>... classes) {
    PublicTypes types = new PublicTypes();
    Arrays.stream(classes).forEach(types::add);
    return List.copyOf(types.lines);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, /* initialize= */ false, PublicTypes.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private void add(Class<?> type) {
    if (!isVisible(type)) {
      return;
    }
    lines.add(type.getName() + ": " + header(type));
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers(), type) && !field.isSynthetic()) {
        member(type, modifiers(field.getModifiers(), type) + name(field.getGenericType()), field);
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor.getModifiers(), type) && !constructor.isSynthetic()) {
        String modifiers = modifiers(constructor.getModifiers(), type);
        lines.add(type.getName() + "#" + modifiers + "new" + call(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isVisible(method.getModifiers(), type)
          && !method.isSynthetic()
          && !OF_EVERY_OBJECT.contains(method.getName())) {
        lines.add(type.getName() + "#" + method(method));
      }
    }
  }

  private static boolean isVisible(Class<?> type) {
    for (Class<?> t = type; t != null; t = t.getEnclosingClass()) {
      Class<?> outer = t.getEnclosingClass();
      if (t.isAnonymousClass()
          || t.isLocalClass()
          || !isVisible(t.getModifiers(), outer == null ? t : outer)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVisible(int modifiers, Class<?> owner) {
    return Modifier.isPublic(modifiers)
        || (Modifier.isProtected(modifiers) && !Modifier.isFinal(owner.getModifiers()));
  }

  private static String header(Class<?> type) {
    StringBuilder text = new StringBuilder(modifiers(type.getModifiers(), Object.class));
    text.append(kind(type)).append(variables(type.getTypeParameters()));
    Type parent = type.getGenericSuperclass();
    if (parent != null && parent != Object.class && !type.isRecord() && !type.isEnum()) {
      text.append(" extends ").append(name(parent));
    }
    List<String> interfaces =
        Arrays.stream(type.getGenericInterfaces()).map(PublicTypes::name).sorted().toList();
    if (!interfaces.isEmpty()) {
      text.append(" implements ").append(String.join(", ", interfaces));
    }
    return text.toString();
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "annotation";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  /** A field, with its value where compilers copy that into the classes that use it. */
  private void member(Class<?> type, String before, Field field) {
    Object constant = null;
    if (Modifier.isStatic(field.getModifiers())
        && Modifier.isFinal(field.getModifiers())
        && (field.getType().isPrimitive() || field.getType() == String.class)) {
      try {
        constant = field.get(null);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    lines.add(
        type.getName()
            + "#"
            + before
            + " "
            + field.getName()
            + (constant == null ? "" : " = " + constant));
  }

  private static String method(Method method) {
    String result = modifiers(method.getModifiers(), method.getDeclaringClass());
    if (method.isDefault()) {
      result += "default ";
    }
    String variables = variables(method.getTypeParameters());
    String text =
        result
            + (variables.isEmpty() ? "" : variables + " ")
            + name(method.getGenericReturnType())
            + " "
            + method.getName()
            + call(method);
    return method.getDefaultValue() == null ? text : text + " default";
  }

  private static String call(Executable executable) {
    String thrown =
        Arrays.stream(executable.getGenericExceptionTypes())
            .map(PublicTypes::name)
            .sorted()
            .collect(Collectors.joining(", "));
    return Arrays.stream(executable.getGenericParameterTypes())
            .map(PublicTypes::name)
            .collect(Collectors.joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String variables(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(v -> v.getName() + " extends " + names(v.getBounds()))
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String names(Type[] types) {
    return Arrays.stream(types).map(PublicTypes::name).collect(Collectors.joining(" & "));
  }

  private static String name(Type type) {
    return type.getTypeName();
  }

  /** Those that compilers and virtual machines of callers look at. */
  private static String modifiers(int modifiers, Class<?> owner) {
    List<String> words = new ArrayList<>();
    words.add(Modifier.isProtected(modifiers) ? "protected" : "public");
    if (Modifier.isAbstract(modifiers)) {
      words.add("abstract");
    }
    if (Modifier.isStatic(modifiers)) {
      words.add("static");
    }
    // a method of a final class is final, said or not
    if (Modifier.isFinal(modifiers) && !Modifier.isFinal(owner.getModifiers())) {
      words.add("final");
    }
    return String.join(" ", words) + " ";
  }
}
