package org.rlhf4j.judges.lm.parse;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * How a verdict is read out of a reply.
 *
 * @param kind which parser
 * @param pattern of {@code regex}: a regular expression whose one group is the verdict
 * @param key of {@code json}: where the verdict stands
 * @param first what the first answer is called
 * @param second what the second answer is called
 * @param tie what a tie is called; null if there is none
 * @param lowest grade of a template that grades single answers
 * @param highest grade
 */
public record ParserOptions(
    @Option("which parser") Kind kind,
    @Option("of regex: a regular expression whose one group is the verdict")
        @Nullable String pattern,
    @Option("of json: the key of the verdict") String key,
    @Option("what the first answer is called") String first,
    @Option("what the second answer is called") String second,
    @Option("what a tie is called; null if there is none") @Nullable String tie,
    @Option("lowest grade, where single answers are graded") double lowest,
    @Option("highest grade") double highest) {

  /** The parsers. */
  public enum Kind {
    /** The verdict in double square brackets: {@code [[A]]}; both labels present is no verdict. */
    BRACKETS,
    /** The group of a regular expression. */
    REGEX,
    /** A key of a JSON object. */
    JSON,
    /** Probabilities of the answer token. */
    LOG_PROBABILITY,
    /** A ranking of both answers as JSON. */
    RANKING,
    /** Ratings of four aspects of one answer as JSON. */
    ASPECTS
  }

  /** Brackets around A, B or C; grades from 1 to 10. */
  public ParserOptions() {
    this(Kind.BRACKETS, null, "verdict", "A", "B", "C", 1, 10);
  }

  /** Checks that they fit together. */
  public ParserOptions {
    if ((kind == Kind.REGEX) != (pattern != null)) {
      throw new IllegalArgumentException(
          kind == Kind.REGEX
              ? "the parser regex needs \"pattern\""
              : "\"pattern\" is for the parser regex alone");
    }
    if (pattern != null) {
      requireOneGroup(pattern);
    }
    if (first.isBlank() || first.equals(second) || first.equals(tie) || second.equals(tie)) {
      throw new IllegalArgumentException(
          "first, second and tie must be different words: " + first + ", " + second + ", " + tie);
    }
    if (!(lowest < highest)) {
      throw new IllegalArgumentException(
          "lowest must be below highest, got " + lowest + " and " + highest);
    }
  }

  private static void requireOneGroup(String pattern) {
    try {
      if (Pattern.compile(pattern).matcher("").groupCount() != 1) {
        throw new IllegalArgumentException(
            "pattern must have one group in parentheses, the verdict (others as (?:...)): "
                + pattern);
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("pattern is no regular expression: " + e.getMessage(), e);
    }
  }

  /** The same with another parser. */
  public ParserOptions withKind(Kind other) {
    return new ParserOptions(other, pattern, key, first, second, tie, lowest, highest);
  }

  /** The same with other names for the answers. */
  public ParserOptions withLabels(String one, String other, @Nullable String neither) {
    return new ParserOptions(kind, pattern, key, one, other, neither, lowest, highest);
  }

  /**
   * The parser.
   *
   * @param pair whether replies are about both answers, and not about one
   * @throws org.rlhf4j.api.UserException if that is not what the parser reads
   */
  public ReplyParser parser(boolean pair) {
    AnswerNames labels = new AnswerNames(first, second, tie);
    Meaning meaning = pair ? labels : new Grades(lowest, highest);
    return switch (kind) {
      case BRACKETS -> new PatternParser(PatternParser.BRACKETS, meaning);
      case REGEX -> new PatternParser(Pattern.compile(String.valueOf(pattern)), meaning);
      case JSON -> new JsonVerdictParser(key, meaning);
      case LOG_PROBABILITY -> Needs.pair(pair, kind, new LogProbParser(labels));
      case RANKING -> Needs.pair(pair, kind, new RankingParser(labels));
      case ASPECTS -> Needs.pair(!pair, kind, new AspectsParser());
    };
  }
}
