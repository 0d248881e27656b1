package org.rlhf4j.judges.lm.template;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values into the places of a text, such as {@code {{prompt}}}. */
public final class TemplatePlaces {

  static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z_]+)\\s*\\}\\}");

  private TemplatePlaces() {}

  /** The text with its places filled; what is put in is not looked at for places again. */
  public static String fill(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), "")));
  }
}
