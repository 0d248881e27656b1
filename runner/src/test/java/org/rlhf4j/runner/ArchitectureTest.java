package org.rlhf4j.runner;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may see whom: a plugin module sees {@code org.rlhf4j.api} and nothing else of ours, and the
 * runner sees no plugin; of the testkit it sees what {@code verify} needs. The compiled classes of
 * every module are read from its build folder, so a dependency that some module-info or pom.xml
 * lets through is found all the same.
 */
final class ArchitectureTest {
  /** The modules, and how many classes at least are scanned in each: raise it as they grow. */
  private static final Map<String, Integer> MODULES_AND_FEWEST_CLASSES =
      new TreeMap<>(
          Map.of(
              "api", 60,
              "policies", 40,
              "rewards", 40,
              "judges", 80,
              "workbench", 70,
              "algorithms", 40,
              "evaluators", 12,
              "testkit", 12,
              "runner", 90));

  private static final List<String> MODULES_WITHOUT_CYCLES = List.of("judges", "workbench");

  private static final Map<String, JavaClasses> CLASSES = new TreeMap<>();

  @BeforeAll
  static void scan() {
    for (String module : MODULES_AND_FEWEST_CLASSES.keySet()) {
      Path folder = Path.of("..", module, "target", "classes");
      assertTrue(Files.isDirectory(folder), () -> folder + " is missing: build the whole reactor");
      CLASSES.put(module, new ClassFileImporter().importPath(folder));
    }
  }

  @TestFactory
  Stream<DynamicTest> enoughClassesWereScanned() {
    return MODULES_AND_FEWEST_CLASSES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      long scanned =
                          CLASSES.get(entry.getKey()).stream()
                              .filter(c -> !c.getSimpleName().equals("package-info"))
                              .count();
                      assertTrue(
                          scanned >= entry.getValue(),
                          () -> scanned + " classes scanned, expected at least " + entry);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyModuleSeesOnlyItselfAndTheApi() {
    return CLASSES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      String own = "org.rlhf4j." + entry.getKey() + "..";
                      String kit = entry.getKey().equals("runner") ? "org.rlhf4j.testkit.." : own;
                      classes()
                          .should()
                          .resideInAPackage(own)
                          .andShould()
                          .onlyDependOnClassesThat(
                              not(resideInAPackage("org.rlhf4j.."))
                                  .or(resideInAnyPackage(own, kit, "org.rlhf4j.api..")))
                          .check(CLASSES.get(entry.getKey()));
                    }));
  }

  /** Each package is a slice of its own, whatever stands above or below it. */
  @TestFactory
  Stream<DynamicTest> noPackagesKnowEachOther() {
    return MODULES_WITHOUT_CYCLES.stream()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module,
                    () ->
                        slices()
                            .matching("org.rlhf4j.(**)")
                            .should()
                            .beFreeOfCycles()
                            .check(CLASSES.get(module))));
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
