package org.rlhf4j.evaluators.diversity;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.rlhf4j.api.Completion;

/** Cuts answers into units; those of one method share a vocabulary. */
final class Units {

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|[^\\s\\p{L}\\p{M}\\p{N}]");

  private final TextUnit unit;
  private final Map<String, Integer> vocabulary = new HashMap<>();

  Units(TextUnit unit) {
    this.unit = unit;
  }

  AnswerText of(Completion completion) {
    String text = completion.text().strip();
    return new AnswerText(text, unit == TextUnit.WORDS ? words(text) : withoutEnd(completion));
  }

  /** Words as numbers. */
  int[] words(String text) {
    return WORD.matcher(text)
        .results()
        .mapToInt(word -> vocabulary.computeIfAbsent(word.group(), w -> vocabulary.size()))
        .toArray();
  }

  private static int[] withoutEnd(Completion completion) {
    int[] tokens = completion.tokens();
    return completion.finish() == Completion.Finish.STOP
        ? Arrays.copyOf(tokens, tokens.length - 1)
        : tokens;
  }
}
