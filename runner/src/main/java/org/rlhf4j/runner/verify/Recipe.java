package org.rlhf4j.runner.verify;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;

/**
 * How a method is verified: a file {@code META-INF/rlhf4j/verify/ID.json} beside its plugin, so
 * that whoever writes a method also says what it converges to.
 *
 * <pre>
 * {"target": "optimum", "beta": 0.5, "tolerance": 0.01, "says": "...", "gradient": true,
 *  "options": {...},
 *  "also": {"with-std": {"tolerance": null, "says": "...", "options": {...}}},
 *  "transformer": {"tolerance": 0.02, "options": {...}}}
 * </pre>
 *
 * <p>{@code options} are the method's own, for the tiny language; {@code "chiSquared": 0.5} makes
 * the optimum that of another regulariser; {@code transformer} overrides any of the others there,
 * and each of {@code also} is a variant with a trial of its own, on the table. A null takes a claim
 * back.
 *
 * @param variant its name, empty for the method as it is
 * @param target what the policy converges to
 * @param beta of the optimum that the results are compared with; the method's options must ask for
 *     the same
 * @param chiSquared weight of half the mean under ref of (pi / ref - 1)^2, which the optimum pays
 *     besides beta KL(pi || ref); usually 0
 * @param tolerance greatest divergence from the target in nats; NaN for no claim
 * @param says what it converges to, in words
 * @param flip share of preferences whose label is turned round
 * @param gradient whether its first gradient is that of E[r] - beta KL(pi || ref), and is to be
 *     compared with it; the method then has an option {@code steps}
 * @param options of the method
 */
public record Recipe(
    String variant,
    Target target,
    double beta,
    double chiSquared,
    double tolerance,
    String says,
    double flip,
    boolean gradient,
    JsonObject options) {

  /** What a policy may converge to. */
  enum Target {
    /** The maximiser of E[r] - beta KL(pi || ref), less the chi-squared term where it has one. */
    OPTIMUM,
    /** The distribution of demonstrations. */
    DEMONSTRATIONS,
    /**
     * ref exp(w / beta), normalised, with w(y) the rate at which y is preferred to an answer of the
     * pairs: the maximiser of E[w] - beta KL(pi || ref) (Azar et al. 2023, arXiv:2310.12036,
     * equation 7).
     */
    PREFERENCE_RATE,
    /** The distribution of preferred answers. */
    CHOSEN,
    /**
     * The distribution of the best of n draws of the reference, n being an option of the method.
     */
    BEST_OF_N,
    /** Something else, or nothing. */
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** For tables: an optimum that pays the chi-squared term too is another one. */
  String targetInWords() {
    if (target == Target.NONE) {
      return "-";
    }
    return chiSquared == 0 ? target.toString() : "chi2-" + target;
  }

  /** For a method that says nothing about itself. */
  private static final Recipe UNKNOWN =
      new Recipe(
          "",
          Target.NONE,
          0.5,
          0,
          Double.NaN,
          "makes no claim: it has no recipe",
          0,
          false,
          new JsonObject());

  /**
   * The recipes of a method, its variants last.
   *
   * @param language such as {@code transformer}
   * @return empty if the method has none for this language
   * @throws UserException if its file cannot be read
   */
  static List<Recipe> all(OptimizerPlugin<?> plugin, String language) {
    String file = "/META-INF/rlhf4j/verify/" + plugin.id() + ".json";
    try (InputStream in = plugin.getClass().getResourceAsStream(file)) {
      if (in == null) {
        return language.equals("table") ? List.of(UNKNOWN) : List.of();
      }
      try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
        JsonObject json = JsonParser.parseReader(reader).getAsJsonObject();
        return language.equals("table") ? onTheTable(json) : elsewhere(json, language);
      }
    } catch (RuntimeException e) {
      throw new UserException(
          "the recipe " + file + " of " + plugin.getClass().getName() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Recipe> onTheTable(JsonObject json) {
    List<Recipe> recipes = new ArrayList<>(List.of(parse(json, "")));
    if (json.has("also")) {
      json.getAsJsonObject("also")
          .entrySet()
          .forEach(v -> recipes.add(parse(changed(json, v.getValue()), v.getKey())));
    }
    return recipes;
  }

  private static List<Recipe> elsewhere(JsonObject json, String language) {
    return json.has(language) ? List.of(parse(changed(json, json.get(language)), "")) : List.of();
  }

  private static JsonObject changed(JsonObject json, JsonElement changes) {
    JsonObject changed = json.deepCopy();
    changes.getAsJsonObject().entrySet().forEach(e -> changed.add(e.getKey(), e.getValue()));
    return changed;
  }

  /**
   * Reads a recipe.
   *
   * @throws RuntimeException if it is none
   */
  static Recipe parse(JsonObject json, String variant) {
    String target = json.get("target").getAsString();
    return new Recipe(
        variant,
        Arrays.stream(Target.values())
            .filter(t -> t.toString().equals(target))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "target must be one of "
                            + Arrays.toString(Target.values())
                            + ", but is \""
                            + target
                            + "\"")),
        json.get("beta").getAsDouble(),
        json.has("chiSquared") ? json.get("chiSquared").getAsDouble() : 0,
        json.has("tolerance") && !json.get("tolerance").isJsonNull()
            ? json.get("tolerance").getAsDouble()
            : Double.NaN,
        json.get("says").getAsString(),
        json.has("flip") ? json.get("flip").getAsDouble() : 0,
        json.has("gradient") && json.get("gradient").getAsBoolean(),
        json.has("options") ? json.getAsJsonObject("options") : new JsonObject());
  }
}
