package org.rlhf4j.judges.human;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of the workbench {@code human}: the spec of {@code rlhf4j annotate}.
 *
 * @param name names the folder; letters, digits, dots, underscores, hyphens
 * @param title what people see at the top; the name where it is null
 * @param task what people are asked to do
 * @param items what they are asked about, JSON Lines
 * @param guidelines what they are told, Markdown
 * @param instruction one sentence above each item; each task has its own
 * @param overlap how many people label each item
 * @param perAnnotator the most items for one person; 0 for no limit
 * @param ties whether neither may be better
 * @param reasons whether there is a field for a reason
 * @param flags what people may tick about an item
 * @param scales for {@code rating}
 * @param errors for {@code error-flags}
 * @param assertiveness levels for {@code error-flags}, the lowest first; none for no question
 * @param annotators people who are there from the beginning; the owner may add others
 * @param groups what people may say about themselves: a question and its answers
 * @param gold questions whose answer is known
 * @param judge whom people are compared with, see {@code --ask-judge}
 * @param preferences how labels become preferences
 * @param reserveMinutes how long an item waits for the one who opened it before another gets it
 * @param folder where labels are kept; {@code annotations/NAME} where it is null
 * @param server where it serves
 * @param seed of the order of items and answers
 */
public record WorkbenchOptions(
    @Option(value = "names the folder", required = true) @Nullable String name,
    @Option("what people see at the top") @Nullable String title,
    @Option(value = "what people do", required = true) @Nullable TaskType task,
    @Option(value = "what they are asked about, JSON Lines", required = true)
        @Nullable String items,
    @Option("what they are told, a Markdown file") @Nullable String guidelines,
    @Option("one sentence above each item") @Nullable String instruction,
    @Option(value = "people who label each item", min = 1, max = 1000) int overlap,
    @Option(value = "the most items for one person; 0 for no limit", min = 0) int perAnnotator,
    @Option("whether neither answer may be better") boolean ties,
    @Option("whether there is a field for a reason") boolean reasons,
    @Option("what people may tick about an item") List<String> flags,
    @Option("for rating") List<ScaleOptions> scales,
    @Option("for error-flags: the categories") List<String> errors,
    @Option("for error-flags: how assertive, the lowest level first") List<String> assertiveness,
    @Option("people who are there from the beginning") List<AnnotatorOptions> annotators,
    @Option("what people may say about themselves: a question and its answers")
        Map<String, List<String>> groups,
    @Option("questions whose answer is known") @Nullable GoldOptions gold,
    @Option("whom people are compared with") @Nullable Part<Judge> judge,
    @Option("how labels become preferences") PreferenceRule preferences,
    @Option(value = "minutes that an item waits for the one who opened it", min = 1, max = 10080)
        int reserveMinutes,
    @Option("where labels are kept; annotations/NAME") @Nullable String folder,
    @Option("where it serves") ServerOptions server,
    @Option("of the order of items and answers") long seed) {

  /** The options of a spec that gives none. */
  static final WorkbenchOptions DEFAULTS =
      new WorkbenchOptions(
          null,
          null,
          null,
          null,
          null,
          null,
          2,
          0,
          true,
          true,
          List.of(),
          List.of(
              new ScaleOptions(
                  "helpfulness",
                  List.of("useless", "little help", "some help", "helpful", "very helpful")),
              new ScaleOptions("presentation", List.of("poor", "fair", "good"))),
          List.of("contradiction", "factual error", "repetition", "refusal"),
          List.of("hesitant", "neutral", "assertive"),
          List.of(),
          Map.of(),
          null,
          null,
          PreferenceRule.MAJORITY,
          30,
          null,
          new ServerOptions(),
          1);

  /** Checks what can be checked without looking at files. */
  public WorkbenchOptions {
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException(
          "name must be letters, digits, '.', '_' or '-' (it names a folder), but is \""
              + name
              + "\"");
    }
    if (new LinkedHashSet<>(annotators.stream().map(AnnotatorOptions::name).toList()).size()
            != annotators.size()
        || annotators.stream().anyMatch(a -> a.name().isEmpty())) {
      throw new IllegalArgumentException("annotators need names, each a different one");
    }
    requireDistinct("flags", flags);
    requireDistinct("errors", errors);
    requireDistinct("assertiveness", assertiveness);
    requireDistinct("scales", scales.stream().map(ScaleOptions::name).toList());
    groups.forEach((question, answers) -> requireDistinct("groups, " + question, answers));
  }

  /** People choose among words; labels are kept by them. */
  static void requireDistinct(String option, List<String> words) {
    Set<String> seen = new LinkedHashSet<>();
    for (String word : words) {
      if (word.isBlank() || !seen.add(word)) {
        throw new IllegalArgumentException(
            option
                + ": "
                + (word.isBlank() ? "a word is blank" : "\"" + word + "\" stands there twice")
                + "; give each one a name of its own");
      }
    }
  }

  /** What people see at the top. */
  public String heading() {
    return title != null ? title : String.valueOf(name);
  }

  /** The sentence above each item. */
  public String sentence() {
    if (instruction != null) {
      return instruction;
    }
    return switch (task == null ? TaskType.PAIRWISE : task) {
      case PAIRWISE -> "Read both answers. Which one is better?";
      case RANKING -> "Put the answers in order, the best one first.";
      case DEMONSTRATION -> "Write the best answer that you can give.";
      case RATING -> "Rate every answer on each scale.";
      case ERROR_FLAGS -> "Mark what is wrong with every answer, and say how assertive it sounds.";
    };
  }
}
