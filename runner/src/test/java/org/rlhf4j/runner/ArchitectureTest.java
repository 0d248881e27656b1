package org.rlhf4j.runner;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.runner.fakes.circle.back.Back;
import org.rlhf4j.runner.fakes.circle.there.There;

/**
 * Who may see whom, what a class may be called, and that every package says what it is for. The
 * compiled classes of every module are read from its build folder, so a dependency that some
 * module-info or pom.xml lets through is found all the same. Each rule is also shown to fail.
 */
final class ArchitectureTest {
  /** The modules, and how many classes at least are scanned in each: raise it as they grow. */
  private static final Map<String, Integer> MODULES_AND_FEWEST_CLASSES =
      new TreeMap<>(
          Map.of(
              "api", 135,
              "policies", 95,
              "rewards", 80,
              "judges", 95,
              "workbench", 75,
              "algorithms", 110,
              "evaluators", 190,
              "exact", 10,
              "testkit", 40,
              "runner", 300));

  private static final Map<String, JavaClasses> CLASSES = new TreeMap<>();

  @BeforeAll
  static void scan() {
    for (String module : MODULES_AND_FEWEST_CLASSES.keySet()) {
      Path folder = Path.of("..", module, "target", "classes");
      assertTrue(Files.isDirectory(folder), () -> folder + " is missing: build the whole reactor");
      CLASSES.put(module, new ClassFileImporter().importPath(folder));
    }
  }

  static Set<String> modules() {
    return MODULES_AND_FEWEST_CLASSES.keySet();
  }

  /** A plugin module sees the api and nothing else of ours. */
  private static ArchRule seesOnlyItselfAnd(String module, String... others) {
    String own = "org.rlhf4j." + module + "..";
    return classes()
        .should()
        .resideInAPackage(own)
        .andShould()
        .onlyDependOnClassesThat(
            not(resideInAPackage("org.rlhf4j.."))
                .or(resideInAnyPackage(own, "org.rlhf4j.api.."))
                .or(resideInAnyPackage(others)));
  }

  /** Packages are floors: what stands on one another does so in one direction. */
  private static ArchRule noCircles() {
    return slices().matching("org.rlhf4j.(**)").should().beFreeOfCycles();
  }

  private static long count(JavaClasses classes) {
    return classes.stream().filter(c -> !c.getSimpleName().equals("package-info")).count();
  }

  /** Names of top-level classes that occur more than once, with their packages. */
  private static Set<String> repeatedNames(Stream<JavaClass> classes) {
    Map<String, Set<String>> packages = new TreeMap<>();
    classes
        .filter(JavaClass::isTopLevelClass)
        .filter(c -> !c.getSimpleName().endsWith("-info"))
        .forEach(
            c ->
                packages
                    .computeIfAbsent(c.getSimpleName(), name -> new TreeSet<>())
                    .add(c.getPackageName()));
    Set<String> repeated = new TreeSet<>();
    packages.forEach(
        (name, places) -> {
          if (places.size() > 1) {
            repeated.add(name + " " + places);
          }
        });
    return repeated;
  }

  /** Packages of these classes that have no package-info.java in a source folder. */
  private static List<String> unexplained(Path sources, Collection<JavaClass> classes) {
    return classes.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> !name.isEmpty())
        .distinct()
        .filter(
            name ->
                !Files.exists(sources.resolve(name.replace('.', '/')).resolve("package-info.java")))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void enoughClassesAreScanned(String module) {
    long scanned = count(CLASSES.get(module));
    int fewest = MODULES_AND_FEWEST_CLASSES.get(module);
    assertTrue(scanned >= fewest, () -> scanned + " classes scanned, expected at least " + fewest);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleSeesOnlyItselfAndTheApi(String module) {
    boolean exact = List.of("runner", "testkit").contains(module);
    String[] others = exact ? new String[] {"org.rlhf4j.exact.."} : new String[0];
    seesOnlyItselfAnd(module, others).check(CLASSES.get(module));
    JavaClasses runner = CLASSES.get("runner");
    assertThrows(AssertionError.class, () -> seesOnlyItselfAnd("runner").check(runner));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesHaveNoCircles(String module) {
    noCircles().check(CLASSES.get(module));
    JavaClasses circle = new ClassFileImporter().importClasses(There.class, Back.class);
    assertThrows(AssertionError.class, () -> noCircles().check(circle));
  }

  @Test
  void aNameMeansOneClass() {
    assertEquals(Set.of(), repeatedNames(CLASSES.values().stream().flatMap(JavaClasses::stream)));
    JavaClasses two =
        new ClassFileImporter().importClasses(java.net.Proxy.class, java.lang.reflect.Proxy.class);
    assertEquals(Set.of("Proxy [java.lang.reflect, java.net]"), repeatedNames(two.stream()));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyPackageSaysWhatItIsFor(String module) {
    Path sources = Path.of("..", module, "src", "main", "java");
    assertEquals(List.of(), unexplained(sources, CLASSES.get(module)));
    JavaClasses circle = new ClassFileImporter().importClasses(There.class);
    assertEquals(List.of("org.rlhf4j.runner.fakes.circle.there"), unexplained(sources, circle));
  }

  @Test
  void everyModuleOfTheReactorIsScanned() throws Exception {
    try (Stream<Path> folders = Files.list(Path.of(".."))) {
      assertTrue(
          CLASSES
              .keySet()
              .containsAll(
                  folders
                      .filter(f -> Files.exists(f.resolve("src/main/java/module-info.java")))
                      .map(f -> f.getFileName().toString())
                      .toList()));
    }
  }
}
