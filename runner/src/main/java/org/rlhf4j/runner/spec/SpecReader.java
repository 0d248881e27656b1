package org.rlhf4j.runner.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.json.JsonDocument;

/**
 * Reads a spec and checks what can be checked in its text alone. What it returns has every default
 * in place, so that it can be written down as the effective spec.
 */
public final class SpecReader {
  private static final Pattern FOLDER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu:[0-9]+");

  /** Names that stand for something else where a method could stand. */
  private static final Set<String> RESERVED = Set.of(Spec.BASE, "reward", "feedback");

  private final Problems problems;

  private SpecReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a spec.
   *
   * @param document its text
   * @param name what the spec is called if it does not say
   * @param problems where everything goes that is wrong; the result is good only if there are none
   * @return empty if there is too little left to look at
   */
  public static Optional<Spec> read(
      JsonDocument document, String name, Catalog catalog, Problems problems) {
    if (!document.root().isJsonObject()) {
      problems.add("", "a spec is an object in braces");
      return Optional.empty();
    }
    Spec spec = new OptionsReader(catalog, problems).read(Spec.empty(name), document.root(), "");
    return Optional.ofNullable(spec).map(new SpecReader(problems)::checked);
  }

  private Spec checked(Spec spec) {
    check(FOLDER_NAME.matcher(spec.name()).matches(), "name", notAName(spec.name()));
    check(
        DEVICE.matcher(spec.device()).matches(),
        "device",
        "must be auto, cpu or gpu:N such as gpu:0, but is \""
            + Excerpt.value(spec.device())
            + "\""
            + Devices.meant(spec.device()));
    check(!spec.seed().isEmpty() || problems.under("seed"), "seed", "needs at least one number");
    check(
        new HashSet<>(spec.seed()).size() == spec.seed().size(),
        "seed",
        "names a seed twice: " + spec.seed());
    boolean work =
        !spec.methods().isEmpty()
            || !spec.evaluate().isEmpty()
            || spec.reward() != null
            || problems.under("methods")
            || problems.under("evaluate")
            || problems.under("reward");
    check(work, "", "there is nothing to do: add \"methods\", \"reward\" or \"evaluate\"");
    // evaluators that need a policy and prompts say so themselves
    boolean training = !spec.methods().isEmpty() || spec.reward() != null;
    if (training && spec.policy() == null && !problems.under("policy")) {
      problems.add("policy", "is missing: name the model to start from");
    }
    return withSources(spec);
  }

  /** Fills in and checks names and {@code from}. */
  private Spec withSources(Spec spec) {
    // with a method missing from the list its followers would be blamed for what is not their fault
    boolean complete = problems.isComplete("methods");
    List<MethodStage> methods = new ArrayList<>();
    List<String> earlier = new ArrayList<>(List.of(Spec.BASE));
    for (int i = 0; i < spec.methods().size() && complete; i++) {
      String path = "methods[" + i + "]";
      MethodStage method = spec.methods().get(i);
      String name = method.effectiveName();
      checkName(name, earlier, path + ".name");
      String from = source(method.from(), earlier, path + ".from", "an earlier method");
      methods.add(new MethodStage(method.plugin(), name, from, method.reward()));
      earlier.add(name);
    }
    FeedbackStage feedback = spec.feedback();
    RewardStage reward = spec.reward();
    if (complete) {
      feedback =
          feedback == null
              ? null
              : feedback.withFrom(source(feedback.from(), earlier, "feedback.from", "a method"));
      reward =
          reward == null
              ? null
              : reward.withFrom(source(reward.from(), earlier, "reward.from", "a method"));
    }
    return new Spec(
        spec.name(),
        spec.seed(),
        spec.device(),
        spec.policy(),
        spec.data(),
        feedback,
        reward,
        complete ? methods : spec.methods(),
        spec.decoding(),
        spec.evaluate(),
        spec.watch(),
        spec.checkpoints(),
        spec.sweep());
  }

  private void checkName(String name, List<String> earlier, String path) {
    check(FOLDER_NAME.matcher(name).matches(), path, notAName(name));
    check(
        !RESERVED.contains(name), path, "must not be \"" + name + "\", which means something else");
    // folders of models and samples have these names, and some file systems ignore the case
    String lower = name.toLowerCase(Locale.ROOT);
    check(
        RESERVED.contains(name)
            || earlier.stream().noneMatch(e -> e.toLowerCase(Locale.ROOT).equals(lower)),
        path,
        "two methods are called \"" + name + "\"; give one of them another \"name\"");
  }

  private String source(@Nullable String from, List<String> there, String path, String what) {
    if (from == null) {
      return there.contains("sft") ? "sft" : Spec.BASE;
    }
    check(
        there.contains(from),
        path,
        "must be base or "
            + what
            + ", but is \""
            + Excerpt.value(from)
            + "\"; "
            + Suggestion.among(from, there)
            + "there is "
            + Excerpt.names(new LinkedHashSet<>(there)));
    return from;
  }

  private static String notAName(String name) {
    return "must be letters, digits, '.', '_' or '-' (it names a folder), but is \""
        + Excerpt.value(name)
        + "\"";
  }

  private void check(boolean good, String path, String problem) {
    if (!good) {
      problems.add(path, problem);
    }
  }
}
