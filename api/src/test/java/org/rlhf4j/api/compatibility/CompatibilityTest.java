package org.rlhf4j.api.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.training.Optimizer;

/**
 * Plugins are jars of their own: what they were compiled against must go on being there. {@code
 * api.txt} is what is promised, and docs/decisions.md says when a change of it is right.
 */
public final class CompatibilityTest {
  private static final Path PROMISED = Path.of("api.txt");
  private static final String ACCEPT = "api.accept";

  @Test
  void whatIsPromisedIsThere() throws IOException, URISyntaxException {
    List<String> now = now();
    assertTrue(now.size() > 500, () -> "saw only " + now.size() + " lines");
    if (Boolean.getBoolean(ACCEPT)) {
      Files.write(PROMISED, now);
    }
    List<String> breaks = breaks(Files.readAllLines(PROMISED), now);
    if (!breaks.isEmpty()) {
      fail(
          "plugins that were compiled before would fail with this api:\n  "
              + String.join("\n  ", breaks)
              + "\nKeep what was there (a new default method or an overload beside the old one)."
              + " If the break is meant, raise the version in pom.xml, so that older jars are told,"
              + " and accept it: ./mvnw -pl api test -D"
              + ACCEPT
              + "=true; then review the change of api/api.txt");
    }
  }

  private static List<String> now() throws URISyntaxException {
    Module module = Optimizer.class.getModule();
    Path classes =
        Path.of(Optimizer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return PublicTypes.below(
        classes,
        name -> module.isNamed() ? module.isExported(name) : !name.endsWith(".compatibility"));
  }

  /** What is gone or another, and what implementors would have to add. */
  private static List<String> breaks(List<String> promised, List<String> now) {
    List<String> breaks = new ArrayList<>();
    Set<String> there = new HashSet<>(now);
    promised.stream()
        .filter(line -> !there.contains(line))
        .filter(line -> !there.contains(line.replace("#public abstract ", "#public default ")))
        .forEach(line -> breaks.add("gone or changed: " + line));
    Set<String> before = new HashSet<>(promised);
    Set<String> types = new HashSet<>();
    promised.stream().filter(CompatibilityTest::isType).forEach(line -> types.add(type(line)));
    now.stream()
        .filter(line -> !before.contains(line) && !isType(line) && types.contains(type(line)))
        .filter(line -> line.contains("#public abstract ") || line.contains("#protected abstract "))
        .filter(line -> !line.endsWith(" default")) // of an annotation
        .forEach(line -> breaks.add("implementors lack: " + line));
    return breaks;
  }

  private static boolean isType(String line) {
    return line.indexOf('#') < 0;
  }

  private static String type(String line) {
    return line.substring(0, isType(line) ? line.indexOf(':') : line.indexOf('#'));
  }

  /** Something that others implement. */
  public interface Before {
    /** A method. */
    int number(List<? extends Number> numbers) throws IOException;
  }

  /** A constant, which compilers copy. */
  public static class Constant {
    /** The constant. */
    public static final int SIZE = 3;

    /** Not for others. */
    int hidden;

    /** For classes that extend it. */
    protected <T extends Comparable<T>> T[] pick(T[] from) {
      return from;
    }
  }

  @Test
  void linesSayAllThatCallersSee() {
    String me = CompatibilityTest.class.getName();
    assertEquals(
        List.of(
            me
                + "$Before#public abstract int number(java.util.List<? extends java.lang.Number>)"
                + " throws java.io.IOException",
            me + "$Constant#protected <T extends java.lang.Comparable<T>> T[] pick(T[])",
            me + "$Constant#public new()",
            me + "$Constant#public static final int SIZE = 3"),
        PublicTypes.of(Before.class, Constant.class).stream().filter(l -> !isType(l)).toList());
  }

  @Test
  void findsWhatBreaks() {
    List<String> before = List.of("a.A: public interface", "a.A#public abstract int f()");
    assertEquals(List.of(), breaks(before, before));
    assertEquals(
        List.of("gone or changed: a.A#public abstract int f()"),
        breaks(before, List.of("a.A: public interface")));
    assertEquals(
        List.of(), breaks(before, List.of("a.A: public interface", "a.A#public default int f()")));
    List<String> more = new ArrayList<>(before);
    more.add("a.A#public default int g()");
    more.add("a.B: public interface");
    more.add("a.B#public abstract int h()");
    more.add("a.A#public abstract int k() default");
    assertEquals(List.of(), breaks(before, more));
    more.add("a.A#public abstract int i()");
    assertEquals(List.of("implementors lack: a.A#public abstract int i()"), breaks(before, more));
  }
}
