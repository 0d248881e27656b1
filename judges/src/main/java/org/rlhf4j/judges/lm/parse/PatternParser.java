package org.rlhf4j.judges.lm.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rlhf4j.judges.lm.model.Reply;

/**
 * Finds a verdict by a regular expression with one group. Every match counts: if two of them say
 * different things, or one says nothing that is allowed, the reply is unusable, and never the first
 * or the last one taken.
 */
final class PatternParser implements ReplyParser {

  /** The verdict in double square brackets, as in {@code [[A]]}. */
  static final Pattern BRACKETS = Pattern.compile("\\[\\[([^\\[\\]]{1,40})\\]\\]");

  private final Pattern pattern;
  private final Meaning meaning;

  PatternParser(Pattern pattern, Meaning meaning) {
    this.pattern = pattern;
    this.meaning = meaning;
  }

  @Override
  public Reading read(Reply reply) {
    Matcher matcher = pattern.matcher(reply.text());
    List<Double> values = new ArrayList<>();
    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> odd = new TreeSet<>();
    StringBuilder rest = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      String group = matcher.group(1);
      String word = group == null ? "" : group;
      Double value = meaning.of(word);
      if (value == null) {
        odd.add(matcher.group());
      } else {
        values.add(value);
      }
      found.add(matcher.group());
      rest.append(reply.text(), end, matcher.start());
      end = matcher.end();
    }
    rest.append(reply.text().substring(end));
    if (!odd.isEmpty()) {
      return Reading.unusable("no verdict that is allowed: " + String.join(", ", odd));
    }
    if (values.isEmpty()) {
      return Reading.unusable("the reply holds no verdict");
    }
    if (values.stream().distinct().count() > 1) {
      return Reading.unusable("more than one verdict: " + String.join(", ", found));
    }
    return new Reading(values.get(0), rest.toString().strip());
  }
}
