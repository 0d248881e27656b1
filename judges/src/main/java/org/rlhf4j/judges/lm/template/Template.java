package org.rlhf4j.judges.lm.template;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.judges.lm.parse.ParserOptions;
import org.rlhf4j.judges.lm.parse.ParserOptions.Kind;

/**
 * A question with places for what differs: {@code {{prompt}}}, {@code {{first}}} and {@code
 * {{second}}} of a question about two answers or {@code {{answer}}} of one about a single answer,
 * {@code {{reference}}} for the right answer, {@code {{guideline}}} for what is to be judged by.
 * The lines {@code [system]} and {@code [user]} say where each part begins; without them all is the
 * user's.
 *
 * <p>What is put into a place is not looked at for places again, and cannot be taken for the words
 * around it ({@link Delimiters}).
 */
public final class Template {

  /** The names of ours with the parsers that read their replies. */
  private static final Map<String, ParserOptions> OURS =
      Map.of(
          "pairwise-v1", new ParserOptions(),
          "pairwise-reference-v1", new ParserOptions(),
          "reasoned-pairwise-v1", new ParserOptions(),
          "ranking-v1", new ParserOptions().withKind(Kind.RANKING),
          "grade-v1", new ParserOptions(),
          "aspects-v1", new ParserOptions().withKind(Kind.ASPECTS),
          "letter-v1",
              new ParserOptions().withKind(Kind.LOG_PROBABILITY).withLabels("A", "B", null));

  private static final Pattern GUIDELINE_LINE =
      Pattern.compile("(?m)^[ \\t]*\\{\\{\\s*guideline\\s*\\}\\}[ \\t]*(\\n|\\z)");
  private static final Pattern PART = Pattern.compile("(?m)^\\[(system|user)\\][ \\t]*$");
  private static final Set<String> PLACES =
      new LinkedHashSet<>(List.of("prompt", "first", "second", "answer", "reference", "guideline"));

  private final String name;
  private final String text;
  private final String system;
  private final String user;
  private final Set<String> places = new LinkedHashSet<>();
  private final Delimiters delimiters;

  private Template(String name, String text) {
    this.name = name;
    this.text = text;
    List<String> problems = new ArrayList<>();
    StringBuilder[] parts = {new StringBuilder(), new StringBuilder()};
    split(parts, problems);
    this.system = parts[0].toString().strip();
    this.user = parts[1].toString().strip();
    this.delimiters = Delimiters.of(user);
    checkPlaces(problems);
    if (!problems.isEmpty()) {
      throw new UserException("the template " + name + " " + String.join(";\n  it ", problems));
    }
  }

  /**
   * Reads a template.
   *
   * @param name of one of ours, or the path of a file
   * @throws UserException if there is none, or it lacks places that it needs; all that is wrong is
   *     told at once
   */
  public static Template read(String name, PluginContext context) {
    return new Template(name, Texts.read("the template", name, "", ours(), context));
  }

  /** The names of ours. */
  public static List<String> ours() {
    return OURS.keySet().stream().sorted().toList();
  }

  private void split(StringBuilder[] parts, List<String> problems) {
    Matcher matcher = PART.matcher(text);
    int end = 0;
    int part = 1;
    Set<String> seen = new LinkedHashSet<>();
    while (matcher.find()) {
      String before = text.substring(end, matcher.start());
      if (seen.isEmpty() && !before.isBlank()) {
        problems.add("has text before its first [system] or [user]");
      }
      parts[part].append(before);
      part = matcher.group(1).equals("system") ? 0 : 1;
      if (!seen.add(matcher.group(1))) {
        problems.add("has [" + matcher.group(1) + "] twice");
      }
      end = matcher.end();
    }
    parts[part].append(text.substring(end));
  }

  private void checkPlaces(List<String> problems) {
    Matcher matcher = TemplatePlaces.PLACE.matcher(text);
    while (matcher.find()) {
      String place = matcher.group(1);
      if (PLACES.contains(place)) {
        places.add(place);
      } else {
        problems.add(
            "has a place {{"
                + place
                + "}} that nothing belongs into; "
                + Suggestion.among(place, PLACES)
                + "there is "
                + String.join(", ", PLACES));
      }
    }
    if (!places.contains("prompt")) {
      problems.add("lacks the place {{prompt}}");
    }
    boolean both = places.contains("first") && places.contains("second");
    boolean either = places.contains("first") || places.contains("second");
    boolean single = places.contains("answer");
    if (either && single) {
      problems.add("has {{answer}} beside {{first}} or {{second}}; it asks about one or about two");
    } else if (either && !both) {
      problems.add("lacks the place {{" + (places.contains("first") ? "second" : "first") + "}}");
    } else if (!either && !single) {
      problems.add("lacks the places {{first}} and {{second}}, or {{answer}}");
    }
    if (user.isEmpty()) {
      problems.add("has nothing for the user's part");
    }
  }

  /** The parser of replies to one of ours; brackets for those of others. */
  public ParserOptions parser() {
    return OURS.getOrDefault(name, new ParserOptions());
  }

  /** Whether it asks about two answers at once. */
  public boolean pair() {
    return places.contains("first");
  }

  /** Whether it shows the right answer. */
  public boolean needsReference() {
    return places.contains("reference");
  }

  /** Whether there is a place for what is to be judged by. */
  public boolean takesGuideline() {
    return places.contains("guideline");
  }

  /** Its name or path. */
  public String name() {
    return name;
  }

  /** Its text as it was read. */
  public String text() {
    return text;
  }

  /** The system's part, filled in; empty if there is none. */
  public String system(Map<String, String> values) {
    return filled(system, values);
  }

  /** The user's part, filled in. */
  public String user(Map<String, String> values) {
    return filled(user, values);
  }

  private String filled(String part, Map<String, String> values) {
    String guideline = values.getOrDefault("guideline", "");
    // a line for nothing but a guideline goes where there is none
    String lines = guideline.isEmpty() ? GUIDELINE_LINE.matcher(part).replaceAll("") : part;
    return TemplatePlaces.fill(lines, delimiters.within(values, Set.of("guideline"))).strip();
  }
}
