package org.rlhf4j.workbench.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.Use;
import org.rlhf4j.workbench.task.Candidate;
import org.rlhf4j.workbench.task.Label;

/**
 * How often crowd and experts mark each kind of error, over all answers, for each model, and by how
 * assertive an answer sounds to who looks at it. Crowds are known to miss errors in answers that
 * sound assertive (Hosking, Blunsom and Bartolo, "Human feedback is not gold standard",
 * arXiv:2309.16349), so the difference is worth a look; {@link ErrorDifferences} compares them on
 * the same answers.
 */
public final class ErrorRates {
  static final String ALL = "all answers";

  /**
   * A rate.
   *
   * @param model whose answers; {@code all answers} for all, {@code sounding ...} for those that
   *     sound so
   * @param category of errors
   * @param crowd share of the crowd's looks at an answer that found it
   * @param expert the same of experts
   */
  public record Rate(String model, String category, Share crowd, Share expert) {}

  private record Group(String model, String category) {}

  private ErrorRates() {}

  /** The answers that sound like this. */
  static String sounding(String level) {
    return "sounding " + level;
  }

  /** Whether a label counts: work of somebody who is not retired, about errors. */
  static boolean counts(Given g) {
    return g.use() == Use.WORK
        && !g.annotator().retired()
        && g.judgement().label() instanceof Label.Errors;
  }

  /**
   * Rates of those who are not retired; none for tasks without errors.
   *
   * @param levels of assertiveness, in words
   */
  public static List<Rate> of(List<Given> given, List<String> levels) {
    Map<Group, Share> crowd = new LinkedHashMap<>();
    Map<Group, Share> expert = new LinkedHashMap<>();
    for (Given g : given) {
      if (!counts(g) || !(g.judgement().label() instanceof Label.Errors errors)) {
        continue;
      }
      Map<Group, Share> into = g.annotator().role() == Role.EXPERT ? expert : crowd;
      for (int a = 0; a < errors.errors().size(); a++) {
        Candidate answer = g.item().answers().get(a);
        Set<String> models = new LinkedHashSet<>(Set.of(ALL));
        if (answer.model() != null) {
          models.add(answer.model());
        }
        if (!levels.isEmpty() && !errors.assertive().isEmpty()) {
          models.add(sounding(levels.get(errors.assertive().get(a))));
        }
        for (String model : models) {
          for (String category : errors.categories()) {
            double found = errors.errors().get(a).contains(category) ? 1 : 0;
            into.merge(
                new Group(model, category),
                new Share(found, 1),
                (x, y) -> x.plus(y.count(), y.n()));
          }
        }
      }
    }
    Set<Group> groups = new LinkedHashSet<>(crowd.keySet());
    groups.addAll(expert.keySet());
    List<Rate> rates = new ArrayList<>();
    List<String> sounds = levels.stream().map(ErrorRates::sounding).toList();
    // all answers, then models, then how they sound
    ToIntFunction<Group> place = g -> g.model().equals(ALL) ? -2 : sounds.indexOf(g.model());
    for (Group group : groups.stream().sorted(Comparator.comparingInt(place)).toList()) {
      rates.add(
          new Rate(
              group.model(),
              group.category(),
              crowd.getOrDefault(group, Share.NONE),
              expert.getOrDefault(group, Share.NONE)));
    }
    return rates;
  }
}
