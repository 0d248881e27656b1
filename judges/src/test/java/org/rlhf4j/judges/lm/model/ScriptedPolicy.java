package org.rlhf4j.judges.lm.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;

/** A policy whose tokens are letters, and which says what functions say. */
public final class ScriptedPolicy implements Policy, Likelihood {

  /** Ends an answer that is cut off there. */
  public static final String CUT = "\u2702";

  private static final int END = 0;

  record NoOptions() {}

  private final BiFunction<String, Double, String> says;
  private final ToDoubleBiFunction<String, String> logProb;
  private final int context;
  private boolean closed;

  /**
   * A policy.
   *
   * @param says the answer to a prompt, given a uniform random number
   * @param logProb of an answer to a prompt
   */
  public ScriptedPolicy(
      BiFunction<String, Double, String> says,
      ToDoubleBiFunction<String, String> logProb,
      int context) {
    this.says = says;
    this.logProb = logProb;
    this.context = context;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public int[] encode(Prompt prompt) {
    return IntStream.concat(IntStream.of(1), prompt.text().chars()).toArray();
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    return new TokenRow(
        encode(prompt), IntStream.concat(answer.text().chars(), IntStream.of(END)).toArray());
  }

  @Override
  public String decode(int[] tokens) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(tokens).filter(t -> t > 1).forEach(t -> text.append((char) t));
    return text.toString();
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    return IntStream.range(0, prompts.size())
        .mapToObj(
            p -> {
              double u = decoding.temperature() == 0 ? 0 : random.uniform(p, 0);
              String text = says.apply(decode(prompts.get(p)), u);
              boolean cut = text.endsWith(CUT);
              int[] tokens =
                  IntStream.concat(text.chars(), cut ? IntStream.empty() : IntStream.of(END))
                      .toArray();
              float[] zeros = new float[tokens.length];
              return List.of(
                  new Completion(
                      new Answer(text, tokens),
                      cut ? Completion.Finish.LENGTH : Completion.Finish.STOP,
                      zeros,
                      zeros.clone()));
            })
        .toList();
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return rows.stream()
        .map(
            row -> {
              float[] logProbs = new float[row.completion().length];
              logProbs[0] =
                  (float) logProb.applyAsDouble(decode(row.prompt()), decode(row.completion()));
              return new TokenScores(logProbs, new float[logProbs.length]);
            })
        .toList();
  }

  @Override
  public int contextLength() {
    return context;
  }

  @Override
  public void save(Path folder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** It as a part of a spec. */
  public Part<Policy> part() {
    return Part.of(
        new PolicyPlugin<NoOptions>() {
          @Override
          public String id() {
            return "scripted";
          }

          @Override
          public String summary() {
            return "says what it is told";
          }

          @Override
          public NoOptions defaults() {
            return new NoOptions();
          }

          @Override
          public Policy create(NoOptions options, PluginContext context) {
            return ScriptedPolicy.this;
          }
        });
  }
}
