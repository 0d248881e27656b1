package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;

/**
 * What everybody relies upon who draws answers from a {@link Policy} or scores answers with it.
 * {@link TrainablePolicyContract} adds what learning needs.
 */
public interface PolicyContract extends Contract<Policy> {

  /** Three prompts of different lengths that the policy can answer. */
  default List<Prompt> prompts() {
    return List.of(new Prompt("1", "a"), new Prompt("2", "b a"), new Prompt("3", "b"));
  }

  /** A text that the policy can read as an answer. */
  default String text() {
    return "b a";
  }

  /** Most tokens of an answer in these tests: at least 2, and there must be room for them. */
  default int maxNewTokens() {
    return 3;
  }

  /** Whether {@link Policy#score} works. */
  default boolean hasLikelihood() {
    return true;
  }

  /** Whether {@link Policy#generateFrom(List, int, Decoding, RandomStream)} works. */
  default boolean generatesFromTokens() {
    return true;
  }

  /**
   * How many tokens can be drawn, ids from 0, where the distribution is inverted in the order of
   * ids; empty leaves out what needs to see whole distributions.
   */
  default OptionalInt vocabularySize() {
    return OptionalInt.empty();
  }

  /** Greatest difference between log-probabilities that rounding explains, relative above 1. */
  default double tolerance() {
    return 1e-5;
  }

  private RandomStream stream() {
    return RandomStream.ofSeed(11).child("contract");
  }

  private Decoding plain() {
    return Decoding.sampling(1, maxNewTokens());
  }

  private List<List<Completion>> draw(Policy policy, int n, Decoding decoding) {
    return policy.generate(prompts(), n, decoding, stream());
  }

  /**
   * Rows of different lengths: whole answers, cut ones, end-of-sequence alone, and nothing at all.
   * A whole answer is shorter than the longest row, so that padding is not only where no end is.
   */
  private List<TokenRow> rows(Policy policy) {
    List<TokenRow> rows = new ArrayList<>();
    for (Prompt prompt : prompts()) {
      int[] encoded = policy.encode(prompt);
      int[] answer = policy.encode(prompt, Answer.ofText(text())).completion();
      int[] end = policy.encode(prompt, Answer.ofText("")).completion();
      rows.add(new TokenRow(encoded, answer));
      rows.add(new TokenRow(encoded, end));
      rows.add(new TokenRow(encoded, Arrays.copyOf(answer, answer.length - 1)));
      rows.add(new TokenRow(encoded, new int[0]));
    }
    return rows;
  }

  private void assumeLikelihood() {
    assumeTrue(hasLikelihood(), "this policy has no likelihood");
  }

  private void with(Consumer<Policy> rule) {
    try (Policy policy = make()) {
      rule.accept(policy);
    }
  }

  @Test
  @DisplayName("P1: each prompt gets as many answers as were asked for")
  default void answersAreCounted() {
    with(
        policy -> {
          List<Integer> counts = draw(policy, 2, plain()).stream().map(List::size).toList();
          Seen.that(
              counts.equals(List.of(2, 2, 2)),
              "asked for 2 answers to each of 3 prompts, got " + counts,
              "the answers are listed by sample and not by prompt",
              "finished rows are dropped");
          Seen.that(
              policy.generate(List.of(), 2, plain(), stream()).isEmpty(),
              "answers to no prompts",
              "an empty batch is not thought of");
        });
  }

  @Test
  @DisplayName("P2: the same stream gives the same answers")
  default void answersAreAFunctionOfTheStream() {
    try (Policy one = make();
        Policy other = make()) {
      List<List<String>> first = PolicyRules.ids(draw(one, 3, plain()));
      for (Policy again : List.of(one, other)) {
        List<List<String>> second = PolicyRules.ids(draw(again, 3, plain()));
        Seen.that(
            first.equals(second),
            first + ", and then " + second + (again == one ? "" : " from a second policy"),
            "randomness that does not come from the stream, such as new Random()",
            "state that a call leaves behind");
      }
    }
  }

  @Test
  @DisplayName("P3: padding and batch composition do not change a score")
  default void scoresDependOnTheirRowAlone() {
    assumeLikelihood();
    with(
        policy -> {
          List<TokenRow> rows = rows(policy);
          List<TokenScores> together = policy.score(rows, 1);
          List<TokenRow> backwards = new ArrayList<>(rows);
          Collections.reverse(backwards);
          List<TokenScores> reversed = policy.score(backwards, 1);
          for (int i = 0; i < rows.size(); i++) {
            TokenScores alone = policy.score(List.of(rows.get(i)), 1).get(0);
            for (TokenScores other : List.of(together.get(i), reversed.get(rows.size() - 1 - i))) {
              Seen.that(
                  PolicyRules.close(alone, other, tolerance()),
                  "a row of "
                      + rows.get(i).prompt().length
                      + " + "
                      + rows.get(i).completion().length
                      + " tokens scores "
                      + Arrays.toString(alone.logProbs())
                      + " alone and "
                      + Arrays.toString(other.logProbs())
                      + " among "
                      + rows.size()
                      + " rows",
                  "padding is masked by id, not by length",
                  "positions are counted from the padding and not from the first token",
                  "rows come back in another order than they were given");
            }
          }
        });
  }

  @Test
  @DisplayName("P4: the log-probabilities of an answer are those that score gives it")
  default void answersCarryTheirScores() {
    assumeLikelihood();
    for (Decoding decoding :
        List.of(plain(), Decoding.sampling(0.7, maxNewTokens()), Decoding.greedy(maxNewTokens()))) {
      with(
          policy ->
              PolicyRules.compare(
                  policy,
                  prompts(),
                  draw(policy, 2, decoding),
                  Completion::logProbs,
                  1,
                  tolerance(),
                  "the log-probability of the step before is kept",
                  "they are taken after temperature or truncation: logProbs are the model's own,"
                      + " samplingLogProbs are not"));
    }
  }

  @Test
  @DisplayName("P5: sampling log-probabilities are those of the distribution drawn from")
  default void samplingLogProbsAreOfTheDrawing() {
    with(
        policy -> {
          for (Decoding sure :
              List.of(Decoding.greedy(maxNewTokens()), new Decoding(1, 1, 1, maxNewTokens()))) {
            for (Completion c : draw(policy, 1, sure).stream().flatMap(List::stream).toList()) {
              Seen.that(
                  Seen.close(c.samplingLogProbs(), new float[c.tokens().length], tolerance()),
                  sure + " gives " + Arrays.toString(c.samplingLogProbs()) + " and not 0",
                  "samplingLogProbs must be taken after top-k and top-p, renormalised");
            }
          }
          if (hasLikelihood()) {
            PolicyRules.compare(
                policy,
                prompts(),
                draw(policy, 2, Decoding.sampling(0.7, maxNewTokens())),
                Completion::samplingLogProbs,
                0.7,
                tolerance(),
                "samplingLogProbs must be taken after the temperature");
          }
        });
  }

  @Test
  @DisplayName("P6: log-probabilities are at most 0, entropies from 0 to ln of the vocabulary")
  default void scoresAreInTheirRange() {
    assumeLikelihood();
    with(
        policy -> {
          double most = Math.log(vocabularySize().orElse(Integer.MAX_VALUE));
          for (TokenScores scores : policy.score(rows(policy), 1)) {
            for (int t = 0; t < scores.logProbs().length; t++) {
              float logProb = scores.logProbs()[t];
              float entropy = scores.entropies()[t];
              Seen.that(
                  Float.isFinite(logProb) && logProb <= tolerance(),
                  "a log-probability of " + logProb,
                  "probabilities or logits in the place of their logarithms",
                  "0 * log 0 without a guard");
              Seen.that(
                  entropy >= -tolerance() && entropy <= most + tolerance(),
                  "an entropy of " + entropy + " nats, beyond [0, " + most + "]",
                  "the sign is lost, or it is in bits",
                  "0 * log 0 without a guard");
            }
          }
        });
  }

  @Test
  @DisplayName("P7: an answer ends as it says: end-of-sequence where it stopped, else the limit")
  default void answersEndAsTheySay() {
    with(
        policy -> {
          int end = PolicyRules.endOfSequence(policy, prompts().get(0));
          for (List<Completion> answers : draw(policy, 8, plain())) {
            for (Completion c : answers) {
              int length = c.tokens().length;
              long ends = Arrays.stream(c.tokens()).filter(id -> id == end).count();
              boolean stopped = c.finish() == Completion.Finish.STOP;
              Seen.that(
                  length >= 1
                      && ends == (stopped ? 1 : 0)
                      && (stopped ? c.tokens()[length - 1] == end : length == maxNewTokens()),
                  c.finish()
                      + " after "
                      + Arrays.toString(c.tokens())
                      + "; end-of-sequence is "
                      + end
                      + ", the limit "
                      + maxNewTokens(),
                  "the end-of-sequence id is stripped: it is the last token of an answer that"
                      + " stopped",
                  "generation goes on behind it",
                  "finish is taken from the length alone");
            }
          }
        });
  }

  @Test
  @DisplayName("P8: an answer does not depend on what else is drawn with it")
  default void answersDependOnTheirPlaceAlone() {
    with(
        policy -> {
          List<List<String>> all = PolicyRules.ids(draw(policy, 3, plain()));
          List<List<String>> first =
              PolicyRules.ids(policy.generate(prompts().subList(0, 1), 3, plain(), stream()));
          Seen.that(
              all.subList(0, 1).equals(first),
              "prompt 1 gets " + first + " alone and " + all.get(0) + " before other prompts",
              "a generator goes from row to row: use random.uniform(p * n + s, t)",
              "padding is masked by id, not by length");
          List<String> one = PolicyRules.ids(draw(policy, 1, plain())).get(0);
          Seen.that(
              all.get(0).subList(0, 1).equals(one),
              "the first of one answer is " + one + ", the first of three " + all.get(0).get(0),
              "a generator goes from row to row: use random.uniform(p * n + s, t)");
        });
  }

  @Test
  @DisplayName(
      "P9: token t of sample s of prompt p inverts the distribution at uniform(p n + s, t)")
  default void tokensInvertTheDistribution() {
    assumeLikelihood();
    assumeTrue(vocabularySize().isPresent(), "the vocabulary's size is not told");
    with(
        policy -> {
          List<List<Completion>> drawn = draw(policy, 4, plain());
          for (int p = 0; p < drawn.size(); p++) {
            for (int s = 0; s < 4; s++) {
              PolicyRules.checkInversion(
                  policy,
                  policy.encode(prompts().get(p)),
                  drawn.get(p).get(s).tokens(),
                  vocabularySize().getAsInt(),
                  stream(),
                  p * 4L + s);
            }
          }
        });
  }

  @Test
  @DisplayName("P10: greedy decoding takes the most probable token and needs no randomness")
  default void greedyIsGreedy() {
    with(
        policy -> {
          Decoding greedy = Decoding.greedy(maxNewTokens());
          List<List<String>> one = PolicyRules.ids(draw(policy, 1, greedy));
          List<List<String>> other =
              PolicyRules.ids(policy.generate(prompts(), 1, greedy, stream().child("other")));
          Seen.that(
              one.equals(other),
              one + " and, with another stream, " + other,
              "temperature 0 draws at a small temperature");
          List<List<String>> top =
              PolicyRules.ids(draw(policy, 1, new Decoding(1, 1, 1, maxNewTokens())));
          Seen.that(
              one.equals(top),
              "greedy gives " + one + ", top-k of 1 " + top,
              "the least probable token is taken",
              "ties are broken otherwise than by the lowest id");
        });
  }

  @Test
  @DisplayName("P11: a limit cuts answers off and changes nothing before")
  default void limitsOnlyCut() {
    with(
        policy -> {
          Function<Completion, String> cut =
              c -> Arrays.toString(Arrays.copyOf(c.tokens(), Math.min(1, c.tokens().length)));
          List<String> wanted =
              draw(policy, 2, plain()).stream().flatMap(List::stream).map(cut).toList();
          List<String> limited =
              draw(policy, 2, Decoding.sampling(1, 1)).stream()
                  .flatMap(List::stream)
                  .map(c -> Arrays.toString(c.tokens()))
                  .toList();
          Seen.that(
              wanted.equals(limited),
              "with a limit of 1: " + limited + "; what is drawn without begins " + wanted,
              "the limit counts the prompt's tokens",
              "the limit moves the random numbers");
          if (generatesFromTokens()) {
            List<int[]> prompts = prompts().stream().map(policy::encode).toList();
            int[] limits = prompts.stream().mapToInt(p -> 1).toArray();
            List<String> each =
                policy.generateFrom(prompts, 2, plain(), limits, stream()).stream()
                    .flatMap(List::stream)
                    .map(c -> Arrays.toString(c.tokens()))
                    .toList();
            Seen.that(
                wanted.equals(each),
                "with a limit of 1 for each prompt: " + each + "; it should be " + wanted,
                "limits are not looked at");
          }
        });
  }

  @Test
  @DisplayName("P12: a text is its tokens and one end-of-sequence; sampled ids stay as they are")
  default void answersAreEncodedOnce() {
    with(
        policy -> {
          Prompt prompt = prompts().get(0);
          int end = PolicyRules.endOfSequence(policy, prompt);
          TokenRow text = policy.encode(prompt, Answer.ofText(text()));
          int[] completion = text.completion();
          Seen.that(
              Arrays.equals(text.prompt(), policy.encode(prompt)),
              "the prompt is "
                  + Arrays.toString(policy.encode(prompt))
                  + " by itself and "
                  + Arrays.toString(text.prompt())
                  + " before an answer",
              "prompt and answer are tokenised as one text and cut where a token crosses the"
                  + " border");
          Seen.that(
              completion.length > 1
                  && completion[completion.length - 1] == end
                  && Arrays.stream(completion).filter(id -> id == end).count() == 1,
              "\""
                  + text()
                  + "\" becomes "
                  + Arrays.toString(completion)
                  + "; end-of-sequence is "
                  + end,
              "end-of-sequence is appended as text, or not at all, or twice");
          int[] cut = Arrays.copyOf(completion, completion.length - 1);
          int[] kept = policy.encode(prompt, new Answer(text(), cut)).completion();
          Seen.that(
              Arrays.equals(cut, kept),
              "sampled ids " + Arrays.toString(cut) + " become " + Arrays.toString(kept),
              "sampled ids are decoded and encoded again",
              "end-of-sequence is appended to an answer that was cut off");
        });
  }

  @Test
  @DisplayName("P13: the text of an answer is that of its tokens, without end-of-sequence")
  default void textIsDecoded() {
    with(
        policy -> {
          for (Completion c : draw(policy, 4, plain()).stream().flatMap(List::stream).toList()) {
            Seen.that(
                c.text().equals(policy.decode(c.tokens())),
                Arrays.toString(c.tokens())
                    + " read \""
                    + c.text()
                    + "\", and decoded \""
                    + policy.decode(c.tokens())
                    + "\"",
                "the text holds the marker of end-of-sequence",
                "the text was trimmed");
          }
          int[] written = policy.encode(prompts().get(0), Answer.ofText(text())).completion();
          int[] open = Arrays.copyOf(written, written.length - 1);
          Seen.that(
              policy.decode(written).equals(policy.decode(open)),
              "\""
                  + policy.decode(written)
                  + "\" with end-of-sequence and \""
                  + policy.decode(open)
                  + "\" without",
              "decode writes special tokens out");
        });
  }

  @Test
  @DisplayName("P14: score works exactly if hasLikelihood() says so")
  default void likelihoodIsAsDeclared() {
    with(
        policy -> {
          Seen.that(
              policy.hasLikelihood() == hasLikelihood(),
              "the policy says "
                  + policy.hasLikelihood()
                  + ", its contract test "
                  + hasLikelihood(),
              "a wrapper does not pass hasLikelihood() on");
          boolean works = true;
          try {
            policy.score(rows(policy), 1);
          } catch (UnsupportedOperationException e) {
            works = false;
          }
          Seen.that(
              works == hasLikelihood(),
              "score " + (works ? "works" : "throws UnsupportedOperationException"),
              "score of a policy without a likelihood must not give that of what it wraps");
        });
  }

  @Test
  @DisplayName("P15: logProbs gives what score gives")
  default void logProbsAreScores() {
    assumeLikelihood();
    with(
        policy -> {
          for (double temperature : new double[] {1, 0.7}) {
            List<float[]> logProbs = policy.logProbs(rows(policy), temperature);
            List<float[]> scored =
                policy.score(rows(policy), temperature).stream()
                    .map(TokenScores::logProbs)
                    .toList();
            Seen.that(
                Seen.close(logProbs, scored, tolerance()),
                "at temperature "
                    + temperature
                    + " logProbs gives "
                    + Seen.words(logProbs)
                    + " and score "
                    + Seen.words(scored),
                "one of them leaves the temperature out");
          }
        });
  }

  @Test
  @DisplayName("P16: a prompt that leaves no room is refused with a UserException")
  default void fullContextsAreRefused() {
    assumeTrue(generatesFromTokens(), "this policy needs texts");
    with(
        policy -> {
          int[] some = policy.encode(prompts().get(1));
          int[] full =
              IntStream.range(0, policy.contextLength()).map(i -> some[i % some.length]).toArray();
          String seen = "no exception";
          try {
            policy.generateFrom(List.of(full), 1, plain(), stream());
          } catch (UserException e) {
            seen = "";
          } catch (RuntimeException e) {
            seen = e.toString();
          }
          Seen.that(
              seen.isEmpty(),
              seen + " for a prompt of " + full.length + " tokens",
              "contextLength() is not that of the model",
              "the prompt is cut in silence");
        });
  }

  @Test
  @DisplayName("P17: closing twice is closing once")
  default void closingIsIdempotent() {
    Policy policy = make();
    policy.close();
    policy.close();
  }
}
