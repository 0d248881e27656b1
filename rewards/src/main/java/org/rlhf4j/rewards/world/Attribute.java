package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What one can ask about a thing.
 *
 * @param truth the right value
 * @param values all values
 * @param before what stands between "is" and the value
 * @param questions the wordings, with a gap for the thing
 */
record Attribute(
    Function<Thing, String> truth, List<String> values, String before, List<String> questions) {

  static final List<Attribute> ALL =
      List.of(
          new Attribute(
              Thing::color,
              Thing.COLORS,
              "",
              List.of(
                  "what color is the %s ?",
                  "tell me the color of the %s .",
                  "which color does the %s have ?",
                  "name the color of the %s .")),
          new Attribute(
              Thing::place,
              Thing.PLACES,
              "in the ",
              List.of(
                  "where is the %s ?",
                  "where can i find the %s ?",
                  "tell me the place of the %s .",
                  "in which place is the %s ?")),
          new Attribute(
              Thing::size,
              Thing.SIZES,
              "",
              List.of(
                  "how big is the %s ?",
                  "what size is the %s ?",
                  "tell me the size of the %s .",
                  "which size does the %s have ?")),
          new Attribute(
              Thing::kind,
              Thing.KINDS,
              "a kind of ",
              List.of(
                  "what is the %s ?",
                  "what kind of thing is the %s ?",
                  "tell me what the %s is .",
                  "name the kind of the %s .")));

  /** Matches what one can say, rightly or wrongly; the groups are thing and value. */
  Pattern form() {
    return Pattern.compile(
        "the " + Words.oneOf(Thing.NAMES) + " is " + before + Words.oneOf(values));
  }
}
