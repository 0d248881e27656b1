package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;

/**
 * Says which data some rows of a batch are: the id of the prompt where it is one of the run's, and
 * how prompt and answer begin.
 */
final class RowsInWords implements Function<List<TokenRow>, String> {
  private static final int ROWS = 4;
  private static final int LETTERS = 40;

  /** A method may put so many tokens of its own behind a prompt. */
  private static final int CONTROL_TOKENS = 2;

  private final Policy policy;
  private final List<Prompt> prompts;

  private RowsInWords(Policy policy, List<Prompt> prompts) {
    this.policy = policy;
    this.prompts = prompts;
  }

  /**
   * Words for the rows of a run.
   *
   * @param policy whose tokens the rows have
   * @param setup whose data the rows may come from
   * @param preferences that the run made
   */
  static RowsInWords of(Policy policy, Setup setup, List<Preference> preferences) {
    List<Prompt> prompts = new ArrayList<>(setup.prompts());
    setup.demonstrations().forEach(d -> prompts.add(d.prompt()));
    preferences.forEach(p -> prompts.add(p.prompt()));
    return new RowsInWords(policy, prompts);
  }

  @Override
  public String apply(List<TokenRow> rows) {
    Map<List<Integer>, String> ids = new HashMap<>();
    for (Prompt prompt : prompts) {
      ids.putIfAbsent(boxed(policy.encode(prompt)), prompt.id());
    }
    StringBuilder text = new StringBuilder();
    for (TokenRow row : rows.subList(0, Math.min(ROWS, rows.size()))) {
      text.append("\n    prompt ").append(id(row.prompt(), ids)).append(begin(row.prompt()));
      text.append(", answer ").append(begin(row.completion()));
    }
    if (rows.size() > ROWS) {
      text.append("\n    and ").append(rows.size() - ROWS).append(" more");
    }
    return text.toString();
  }

  private static String id(int[] prompt, Map<List<Integer>, String> ids) {
    for (int behind = 0; behind <= Math.min(CONTROL_TOKENS, prompt.length); behind++) {
      String id = ids.get(boxed(Arrays.copyOf(prompt, prompt.length - behind)));
      if (id != null) {
        return id + " ";
      }
    }
    return "";
  }

  private static List<Integer> boxed(int[] tokens) {
    return Arrays.stream(tokens).boxed().toList();
  }

  private String begin(int[] tokens) {
    String text;
    try {
      text = policy.decode(tokens).strip().replaceAll("\\s+", " ");
    } catch (RuntimeException e) {
      return "of tokens " + Arrays.toString(tokens); // it is about another failure
    }
    return "\"" + (text.length() <= LETTERS ? text : text.substring(0, LETTERS) + "...") + "\"";
  }
}
