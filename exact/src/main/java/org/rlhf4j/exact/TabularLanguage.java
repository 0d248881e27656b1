package org.rlhf4j.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A language so small that all its texts can be listed. Texts are words with single blanks between
 * them; the id of a word is its place in the vocabulary.
 *
 * @param vocabulary all tokens; that of {@code endOfSequence} is never written
 * @param endOfSequence id of the token that ends a completion
 * @param contextLength longest sequence in tokens, prompt and completion together
 */
public record TabularLanguage(List<String> vocabulary, int endOfSequence, int contextLength) {

  public TabularLanguage {
    vocabulary = List.copyOf(vocabulary);
    if (endOfSequence < 0 || endOfSequence >= vocabulary.size()) {
      throw new IllegalArgumentException(
          "the end-of-sequence id must be in [0, " + vocabulary.size() + "), got " + endOfSequence);
    }
  }

  /** The end-of-sequence token (id 0) and these words (ids from 1). */
  public static TabularLanguage ofWords(int contextLength, String... words) {
    List<String> vocabulary = new ArrayList<>(List.of("</s>"));
    vocabulary.addAll(Arrays.asList(words));
    return new TabularLanguage(vocabulary, 0, contextLength);
  }

  /** Number of tokens. */
  public int size() {
    return vocabulary.size();
  }

  /**
   * All completions of at most {@code maxNewTokens} tokens: those that end with end-of-sequence,
   * and those cut off at the limit. Their probabilities add up to 1 under any policy.
   */
  public List<int[]> completions(int maxNewTokens) {
    List<int[]> complete = new ArrayList<>();
    collect(new int[0], maxNewTokens, complete);
    return complete;
  }

  private void collect(int[] prefix, int maxNewTokens, List<int[]> complete) {
    boolean ended = prefix.length > 0 && prefix[prefix.length - 1] == endOfSequence;
    if (ended || prefix.length == maxNewTokens) {
      complete.add(prefix);
      return;
    }
    for (int token = 0; token < size(); token++) {
      int[] longer = Arrays.copyOf(prefix, prefix.length + 1);
      longer[prefix.length] = token;
      collect(longer, maxNewTokens, complete);
    }
  }

  /** The ids of a text's words, which blanks separate. */
  public int[] encode(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(text.split(" ", -1)).mapToInt(this::id).toArray();
  }

  private int id(String word) {
    int id = vocabulary.indexOf(word);
    if (id < 0) {
      throw new IllegalArgumentException("\"" + word + "\" is not among the words " + vocabulary);
    }
    return id;
  }

  /** The words of these ids; end-of-sequence and ids beyond the vocabulary are left out. */
  public String decode(int[] ids) {
    return Arrays.stream(ids)
        .filter(id -> id != endOfSequence && id < size())
        .mapToObj(vocabulary::get)
        .collect(Collectors.joining(" "));
  }
}
