package org.rlhf4j.judges.lm.parse;

import java.util.Locale;
import org.rlhf4j.api.UserException;

/** Which parsers read what. */
final class Needs {

  private Needs() {}

  static ReplyParser pair(boolean fits, ParserOptions.Kind kind, ReplyParser parser) {
    if (!fits) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new UserException(
          kind == ParserOptions.Kind.ASPECTS
              ? "the parser aspects reads replies about one answer, and the template asks about two"
              : "the parser "
                  + name
                  + " reads replies about two answers, and the template asks about one");
    }
    return parser;
  }
}
