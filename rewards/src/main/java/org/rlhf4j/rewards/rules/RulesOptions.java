package org.rlhf4j.rewards.rules;

import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.Option;

/**
 * Options of {@code rules}: lists of rules of each kind, each with a weight of its own.
 *
 * @param regex regular expressions
 * @param length length windows
 * @param words required words
 * @param json JSON validity
 * @param number exact numeric answers
 * @param repetition repetition
 */
public record RulesOptions(
    @Option("1 for each regular expression that an answer matches") List<RegexRule> regex,
    @Option("1 for each window that an answer's length lies in") List<LengthRule> length,
    @Option("the share of these words that an answer has") List<WordsRule> words,
    @Option("1 for an answer that is JSON") List<JsonRule> json,
    @Option("1 for the reference's number after a marker, as in GSM8K") List<NumberRule> number,
    @Option("the share of n-grams that are repetitions") List<RepetitionRule> repetition) {

  /** Keeps copies. */
  public RulesOptions {
    regex = List.copyOf(regex);
    length = List.copyOf(length);
    words = List.copyOf(words);
    json = List.copyOf(json);
    number = List.copyOf(number);
    repetition = List.copyOf(repetition);
  }

  /** No rules. */
  public RulesOptions() {
    this(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  List<Rule> all() {
    return Stream.<List<? extends Rule>>of(regex, length, words, json, number, repetition)
        .<Rule>flatMap(List::stream)
        .toList();
  }
}
