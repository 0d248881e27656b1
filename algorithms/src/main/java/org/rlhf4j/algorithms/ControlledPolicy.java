package org.rlhf4j.algorithms;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.forwarding.ForwardingPolicy;
import org.rlhf4j.api.math.RandomStream;

/**
 * A policy that is always asked with a control token, before or after the prompt's own ids.
 * Everything else is the wrapped policy's.
 */
public final class ControlledPolicy implements ForwardingPolicy {

  private final Policy policy;
  private final String name;
  private final int token;
  private final boolean before;
  private final int[] beginning;

  private ControlledPolicy(Policy policy, String name, int token, boolean before) {
    this.policy = policy;
    this.name = name;
    this.token = token;
    this.before = before;
    this.beginning = policy.encode(new Prompt("empty", ""));
  }

  /**
   * A policy whose token stands right before the answer.
   *
   * @param policy is owned by this one from now on
   * @param name text of the control token
   * @param token its id
   */
  public static ControlledPolicy after(Policy policy, String name, int token) {
    return new ControlledPolicy(policy, name, token, false);
  }

  /**
   * A policy whose token stands before the prompt, behind the beginning-of-sequence id where the
   * model has one.
   *
   * @param policy is owned by this one from now on
   * @param name text of the control token
   * @param token its id
   */
  public static ControlledPolicy before(Policy policy, String name, int token) {
    return new ControlledPolicy(policy, name, token, true);
  }

  @Override
  public Policy wrapped() {
    return policy;
  }

  /** With the token: the wrapped policy would draw its answers without. */
  @Override
  public List<List<Completion>> generate(
      List<Prompt> prompts, int n, Decoding decoding, RandomStream random) {
    return generateFrom(prompts.stream().map(this::encode).toList(), n, decoding, random);
  }

  @Override
  public int[] encode(Prompt prompt) {
    return withToken(policy.encode(prompt));
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    return withToken(policy.encode(prompt, answer));
  }

  /** The row of the wrapped policy with the token. */
  public TokenRow withToken(TokenRow row) {
    return new TokenRow(withToken(row.prompt()), row.completion());
  }

  private int[] withToken(int[] prompt) {
    int place = before ? beginning(prompt) : prompt.length;
    int[] longer = Arrays.copyOf(prompt, prompt.length + 1);
    longer[place] = token;
    System.arraycopy(prompt, place, longer, place + 1, prompt.length - place);
    return longer;
  }

  /** How many ids the prompt has in common with an empty one. */
  private int beginning(int[] prompt) {
    int difference = Arrays.mismatch(beginning, prompt);
    return difference < 0 ? prompt.length : difference;
  }

  @Override
  public void save(Path folder) {
    policy.save(folder);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "control-token");
    fields.put("token", name);
    fields.put("place", before ? "start of prompt" : "end of prompt");
    fields.put(
        "note",
        "this model was trained behind control tokens, and the policy "
            + (before ? "began" : "ended")
            + " each prompt with "
            + name
            + "; "
            + (before ? "begin" : "end")
            + " prompts with this text to get its answers");
    PolicyNote.write(folder, fields);
  }
}
