package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.runner.fakes.Shell;

/** The command {@code verify} with real methods, and with one that does not do what it claims. */
final class VerifyCommandTest {

  /** Options of {@link Idle}. */
  public record IdleOptions(@Option("there, so that it can be asked for one") int steps) {}

  /** Claims to reach the optimum (META-INF/rlhf4j/verify/idle.json), and does nothing. */
  private static final class Idle implements OptimizerPlugin<IdleOptions> {
    @Override
    public String id() {
      return "idle";
    }

    @Override
    public String summary() {
      return "does nothing";
    }

    @Override
    public IdleOptions defaults() {
      return new IdleOptions(1);
    }

    @Override
    public Optimizer create(IdleOptions options, PluginContext context) {
      return new Optimizer() {
        @Override
        public Set<Need> needs() {
          return Set.of(Need.PROMPTS, Need.REWARD);
        }

        @Override
        public Policy optimize(OptimizationTask task) {
          return task.start();
        }
      };
    }
  }

  @TempDir Path folder;

  private Shell shell() {
    List<Plugin<?, ?>> plugins = new ArrayList<>(List.of(new Idle()));
    Catalog real = Catalog.load(List.of());
    for (Class<? extends Plugin<?, ?>> kind : Catalog.KINDS.keySet()) {
      plugins.addAll(real.all(kind));
    }
    Catalog catalog = Catalog.of(plugins);
    return new Shell(folder, layers -> catalog);
  }

  private static JsonObject only(JsonArray rows, String method) {
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement row : rows) {
      if (row.getAsJsonObject().get("method").getAsString().equals(method)) {
        found.add(row.getAsJsonObject());
      }
    }
    assertEquals(1, found.size(), rows::toString);
    return found.get(0);
  }

  @Test
  void methodsThatAreRightPass() {
    Shell shell = shell();
    assertEquals(
        0,
        shell.run("verify", "--method", "sft", "--method", "best-of-n", "--json", "all.json"),
        () -> shell.out() + shell.err());
    assertTrue(shell.out().contains("claims hold, in "), shell.out());
    assertFalse(shell.out().contains("FAIL"), shell.out());
    JsonObject json = Shell.json(shell.read("all.json"));
    assertTrue(json.get("good").getAsBoolean());
    assertTrue(json.get("seconds").getAsDouble() > 0);
    assertEquals(2, json.getAsJsonArray("methods").size());
    JsonObject sft = only(json.getAsJsonArray("methods"), "sft");
    assertEquals("demonstrations", sft.get("target").getAsString());
    assertEquals("pass", sft.get("verdict").getAsString());
    assertTrue(sft.get("klToTarget").getAsDouble() <= sft.get("tolerance").getAsDouble());
    assertTrue(sft.get("klToReference").getAsDouble() > 0.1, "it learned nothing");
    JsonObject best = only(json.getAsJsonArray("methods"), "best-of-n");
    assertTrue(best.get("klToReference").isJsonNull(), "it has no likelihood");
    for (JsonElement row : json.getAsJsonArray("klEstimators")) {
      JsonObject estimator = row.getAsJsonObject();
      assertEquals(
          estimator.get("unbiased").getAsBoolean() ? "pass" : "no claim",
          estimator.get("verdict").getAsString());
    }
  }

  @Test
  void aMethodThatDoesNotDoWhatItClaimsEndsTheCommandWithOne() {
    Shell shell = shell();
    assertEquals(1, shell.run("verify", "--method", "idle", "--json", "idle.json"));
    assertTrue(shell.err().contains("a claim does not hold"), shell.err());
    assertTrue(shell.out().contains("2 of 6 claims do not hold"), shell.out());
    JsonObject json = Shell.json(shell.read("idle.json"));
    assertFalse(json.get("good").getAsBoolean());
    JsonObject trained = only(json.getAsJsonArray("methods"), "idle");
    assertEquals("fail", trained.get("verdict").getAsString());
    assertEquals(0, trained.get("klToReference").getAsDouble(), 1e-6);
    JsonObject gradient = only(json.getAsJsonArray("gradients"), "idle");
    assertEquals("fail", gradient.get("verdict").getAsString());
    assertTrue(gradient.get("cosine").isJsonNull(), "there was no gradient");
  }

  @Test
  void anUnknownMethodIsRefused() {
    Shell shell = shell();
    assertEquals(2, shell.run("verify", "--method", "pppo"));
    assertTrue(shell.err().contains("did you mean \"ppo\""), shell.err());
  }
}
