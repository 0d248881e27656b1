package org.rlhf4j.algorithms.supervised;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.algorithms.PolicyNote;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;

/**
 * A policy that is always asked behind a control token: it conditions on the prompt's ids and then
 * the token's. Everything else is the wrapped policy's.
 */
final class ControlledPolicy implements Policy {

  private final Policy policy;
  private final String name;
  private final int token;

  /**
   * @param policy is owned by this one from now on
   * @param name text of the control token
   * @param token its id
   */
  ControlledPolicy(Policy policy, String name, int token) {
    this.policy = policy;
    this.name = name;
    this.token = token;
  }

  @Override
  public int[] encode(Prompt prompt) {
    return withToken(policy.encode(prompt));
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    TokenRow row = policy.encode(prompt, answer);
    return new TokenRow(withToken(row.prompt()), row.completion());
  }

  private int[] withToken(int[] prompt) {
    int[] longer = Arrays.copyOf(prompt, prompt.length + 1);
    longer[prompt.length] = token;
    return longer;
  }

  @Override
  public String decode(int[] tokens) {
    return policy.decode(tokens);
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    return policy.generateFrom(prompts, n, decoding, random);
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return policy.score(rows, temperature);
  }

  @Override
  public int contextLength() {
    return policy.contextLength();
  }

  @Override
  public void save(Path folder) {
    policy.save(folder);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "control-token");
    fields.put("token", name);
    fields.put("place", "end of prompt");
    fields.put(
        "note",
        "this model was trained behind control tokens, and the policy ended each prompt with "
            + name
            + "; end prompts with this text to get its answers");
    PolicyNote.write(folder, fields);
  }

  @Override
  public void close() {
    policy.close();
  }
}
