package org.rlhf4j.rewards.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sentences that people of this world say. */
final class Grammar {

  /** What a sentence does. */
  enum Kind {
    /** Says something: rightly or wrongly, about the question or not. */
    CONTENT,
    /** Is friendly. */
    COURTEOUS,
    /** Is unfriendly. */
    RUDE,
    /** Fills time. */
    FILLER,
    /** Is none of theirs, or breaks off. */
    UNKNOWN
  }

  /**
   * One sentence of an answer.
   *
   * @param text its words with single blanks, without the full stop
   * @param kind what it does
   * @param length words, the full stop included
   */
  record Sentence(String text, Kind kind, int length) {}

  static final List<String> COURTEOUS_OPENINGS = List.of("of course", "happy to help");

  static final List<String> COURTEOUS_CLOSINGS = List.of("i hope this helps", "have a nice day");

  static final List<String> RUDE_OPENINGS = List.of("what a silly question", "do not bother me");

  static final List<String> RUDE_CLOSINGS = List.of("now go away", "i do not care");

  static final List<String> FILLERS =
      List.of(
          "well let me think about it",
          "this is a long story",
          "my friend said so too",
          "i read it in a book");

  private static final List<Pattern> CONTENT =
      Stream.concat(
              FactTask.FORMS.stream(),
              Stream.of(
                  SumTask.FORM,
                  OppositeTask.FORM,
                  ListTask.FORM,
                  RequestTask.FORM,
                  OrderTask.FORM,
                  RepeatTask.FORM,
                  CompareTask.FORM,
                  DescribeTask.FORM,
                  PickTask.FORM))
          .toList();

  /** Words are letters; any other character that is no blank stands for itself. */
  private static final Pattern TOKEN = Pattern.compile("\\p{L}+|[^\\s\\p{L}]");

  private Grammar() {}

  /**
   * The sentences of an answer. Case and spacing do not matter; what breaks off is the last
   * sentence.
   */
  static List<Sentence> sentences(String answer) {
    List<Sentence> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (MatchResult token : TOKEN.matcher(answer.toLowerCase(Locale.ROOT)).results().toList()) {
      if (token.group().equals(".")) {
        String text = String.join(" ", words);
        sentences.add(new Sentence(text, classify(text), words.size() + 1));
        words.clear();
      } else {
        words.add(token.group());
      }
    }
    if (!words.isEmpty()) {
      sentences.add(new Sentence(String.join(" ", words), Kind.UNKNOWN, words.size()));
    }
    return sentences;
  }

  private static Kind classify(String text) {
    if (COURTEOUS_OPENINGS.contains(text) || COURTEOUS_CLOSINGS.contains(text)) {
      return Kind.COURTEOUS;
    }
    if (RUDE_OPENINGS.contains(text) || RUDE_CLOSINGS.contains(text)) {
      return Kind.RUDE;
    }
    if (FILLERS.contains(text)) {
      return Kind.FILLER;
    }
    return CONTENT.stream().anyMatch(form -> form.matcher(text).matches())
        ? Kind.CONTENT
        : Kind.UNKNOWN;
  }
}
