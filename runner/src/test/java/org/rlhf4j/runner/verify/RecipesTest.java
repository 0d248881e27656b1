package org.rlhf4j.runner.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.PathRoots;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;

/**
 * The recipes of the methods that are really there: they can be cooked, and claim what they must.
 */
final class RecipesTest {
  private static final Catalog CATALOG = Catalog.load(List.of());
  private static final String FOLDER = "META-INF/rlhf4j/verify/";

  /** Who converges to what, in theory. Whoever is not here claims nothing. */
  private static final Map<String, Recipe.Target> CLAIMS =
      Map.ofEntries(
          Map.entry("ppo", Recipe.Target.OPTIMUM),
          Map.entry("rloo", Recipe.Target.OPTIMUM),
          Map.entry("grpo", Recipe.Target.OPTIMUM),
          Map.entry("reinforce", Recipe.Target.OPTIMUM),
          Map.entry("trpo", Recipe.Target.OPTIMUM),
          Map.entry("online-dpo", Recipe.Target.OPTIMUM),
          Map.entry("dpo", Recipe.Target.OPTIMUM),
          Map.entry("robust-dpo", Recipe.Target.OPTIMUM),
          Map.entry("ipo", Recipe.Target.PREFERENCE_RATE),
          Map.entry("sft", Recipe.Target.DEMONSTRATIONS),
          Map.entry("binary-feedme", Recipe.Target.CHOSEN),
          Map.entry("binary-reward-conditioning", Recipe.Target.CHOSEN),
          Map.entry("control-token", Recipe.Target.CHOSEN),
          Map.entry("best-of-n", Recipe.Target.BEST_OF_N),
          Map.entry("expert-iteration", Recipe.Target.BEST_OF_N));

  private static List<OptimizerPlugin<?>> methods() {
    return CATALOG.all(OptimizerPlugin.class).stream()
        .<OptimizerPlugin<?>>map(plugin -> plugin)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyMethodCanBeMadeAsItsRecipesSay() {
    return methods().stream()
        .map(
            plugin ->
                DynamicTest.dynamicTest(
                    plugin.id(),
                    () -> {
                      for (String language : List.of("table", "transformer")) {
                        Recipe.all(plugin, language).forEach(recipe -> canBeMade(plugin, recipe));
                      }
                    }));
  }

  private static void canBeMade(OptimizerPlugin<?> plugin, Recipe recipe) {
    assertNotNull(plugin.getClass().getResource("/" + FOLDER + plugin.id() + ".json"), "no recipe");
    Optimizer method = make(plugin, recipe.options());
    assertFalse(recipe.says().isBlank());
    assertTrue(recipe.beta() > 0);
    if (recipe.gradient()) {
      assertTrue(Set.of(Need.PROMPTS, Need.REWARD).containsAll(method.needs()));
      JsonObject once = recipe.options().deepCopy();
      once.addProperty("steps", 1);
      make(plugin, once);
    }
    if (recipe.target() == Recipe.Target.BEST_OF_N) {
      assertTrue(recipe.options().get("n").getAsInt() > 1);
    }
    if (recipe.target() == Recipe.Target.OPTIMUM) {
      assertEquals(recipe.beta(), strength(recipe.options()), "the optimum of another beta");
    }
  }

  /** What the options ask for. */
  private static double strength(JsonObject options) {
    JsonObject holder =
        options.has("conventions") ? options.getAsJsonObject("conventions") : options;
    return holder.get(holder.has("beta") ? "beta" : "klCoefficient").getAsDouble();
  }

  /** As the command makes it, with every problem an error. */
  private static Optimizer make(OptimizerPlugin<?> plugin, JsonObject options) {
    JsonObject node = new JsonObject();
    node.addProperty("id", plugin.id());
    node.add("options", options);
    JsonArray nodes = new JsonArray();
    nodes.add(node);
    JsonObject spec = new JsonObject();
    spec.add("methods", nodes);
    Problems problems = new Problems();
    Spec read = new OptionsReader(CATALOG, problems).read(Spec.empty("recipe"), spec, "");
    assertTrue(
        problems.isEmpty(),
        () -> problems.in(JsonDocument.parse("recipe", JsonText.pretty(spec))).getMessage());
    Path here = Path.of("");
    InputFiles files = new InputFiles(new PathRoots(here, here, here), /* specFolder= */ null);
    assertNotNull(read);
    return read.methods()
        .get(0)
        .plugin()
        .create(RunContext.root(/* seed= */ 1, files, "cpu", RunLog.silent()));
  }

  @TestFactory
  Stream<DynamicTest> everyMethodClaimsWhatTheorySays() {
    return methods().stream()
        .map(plugin -> DynamicTest.dynamicTest(plugin.id(), () -> claims(plugin)));
  }

  private static void claims(OptimizerPlugin<?> plugin) {
    Recipe recipe = Recipe.all(plugin, "table").get(0);
    Recipe.Target target = CLAIMS.get(plugin.id());
    if (target == null) {
      assertTrue(Double.isNaN(recipe.tolerance()), "a claim that theory does not make");
    } else {
      assertEquals(target, recipe.target());
      assertTrue(recipe.tolerance() <= 0.01, () -> recipe.tolerance() + " nats are too many");
    }
  }

  @Test
  void whoConvergesToTheOptimumDoesSoOnATransformerToo() {
    for (String id : List.of("ppo", "rloo", "grpo", "reinforce", "trpo", "online-dpo", "dpo")) {
      Recipe recipe = Recipe.all(CATALOG.get(OptimizerPlugin.class, id), "transformer").get(0);
      assertEquals(Recipe.Target.OPTIMUM, recipe.target(), id);
      assertTrue(recipe.tolerance() <= 0.01, id);
    }
  }

  @Test
  void grpoWithTheDeviationIsMeasuredWithoutAClaim() {
    List<Recipe> recipes = Recipe.all(CATALOG.get(OptimizerPlugin.class, "grpo"), "table");
    assertEquals(
        List.of("", "with-std", "as-published"), recipes.stream().map(Recipe::variant).toList());
    for (Recipe variant : recipes.subList(1, 3)) {
      assertEquals(Recipe.Target.OPTIMUM, variant.target());
      assertTrue(Double.isNaN(variant.tolerance()));
      assertTrue(variant.options().get("scaleByStd").getAsBoolean());
      assertNotEquals(recipes.get(0).says(), variant.says());
    }
    assertEquals("loss", recipes.get(2).options().get("klPlacement").getAsString());
  }

  @Test
  void everyRecipeBelongsToAMethod() throws IOException {
    Module module = CATALOG.get(OptimizerPlugin.class, "sft").getClass().getModule();
    try (ModuleReader reader =
        module
            .getLayer()
            .configuration()
            .findModule(module.getName())
            .orElseThrow()
            .reference()
            .open()) {
      Set<String> files =
          reader
              .list()
              .filter(name -> name.startsWith(FOLDER) && name.endsWith(".json"))
              .map(name -> name.substring(FOLDER.length(), name.length() - ".json".length()))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> ids =
          methods().stream()
              .map(OptimizerPlugin::id)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(ids, files);
    }
  }

  @Test
  void aRecipeThatIsWrongSaysWhereAndWhat() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Recipe.parse(
                        JsonParser.parseString("{\"target\": \"optimun\", \"beta\": 1}")
                            .getAsJsonObject(),
                        ""))
            .getMessage();
    assertTrue(message.contains("\"optimun\"") && message.contains("preference-rate"), message);
  }

  @Test
  void seedsOfTrialsDoNotDependOnOtherMethods() {
    RandomStream random = RandomStream.ofSeed(1);
    assertEquals(
        random.child("trial").child("table").child("sft").uniform(0),
        Verification.stream(random, "table", "sft", "").uniform(0));
    assertNotEquals(
        Verification.stream(random, "table", "grpo", "").uniform(0),
        Verification.stream(random, "table", "grpo", "with-std").uniform(0));
  }
}
