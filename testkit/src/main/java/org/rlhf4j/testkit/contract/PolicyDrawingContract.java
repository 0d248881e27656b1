package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;

/** The rules of {@link PolicyContract} about answers that are drawn. */
public interface PolicyDrawingContract extends PolicySettings {

  @Test
  @DisplayName("P1: each prompt gets as many answers as were asked for")
  default void answersAreCounted() {
    PolicyRules.with(
        this,
        policy -> {
          List<Integer> counts =
              PolicyRules.draw(this, policy, 2, PolicyRules.plain(this)).stream()
                  .map(List::size)
                  .toList();
          Seen.that(
              counts.equals(List.of(2, 2, 2)),
              "asked for 2 answers to each of 3 prompts, got " + counts,
              "the answers are listed by sample and not by prompt",
              "finished rows are dropped");
          Seen.that(
              policy
                  .generate(List.of(), 2, PolicyRules.plain(this), PolicyRules.stream())
                  .isEmpty(),
              "answers to no prompts",
              "an empty batch is not thought of");
        });
  }

  @Test
  @DisplayName("P2: the same stream gives the same answers")
  default void answersAreAFunctionOfTheStream() {
    try (Policy one = make();
        Policy other = make()) {
      List<List<String>> first =
          PolicyRules.ids(PolicyRules.draw(this, one, 3, PolicyRules.plain(this)));
      for (Policy again : List.of(one, other)) {
        List<List<String>> second =
            PolicyRules.ids(PolicyRules.draw(this, again, 3, PolicyRules.plain(this)));
        Seen.that(
            first.equals(second),
            first + ", and then " + second + (again == one ? "" : " from a second policy"),
            "randomness that does not come from the stream, such as new Random()",
            "state that a call leaves behind");
      }
    }
  }

  @Test
  @DisplayName("P7: an answer ends as it says: end-of-sequence where it stopped, else the limit")
  default void answersEndAsTheySay() {
    PolicyRules.with(
        this,
        policy -> {
          int end = PolicyRules.endOfSequence(policy, prompts().get(0));
          for (List<Completion> answers :
              PolicyRules.draw(this, policy, 8, PolicyRules.plain(this))) {
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
    PolicyRules.with(
        this,
        policy -> {
          List<List<String>> all =
              PolicyRules.ids(PolicyRules.draw(this, policy, 3, PolicyRules.plain(this)));
          List<List<String>> first =
              PolicyRules.ids(
                  policy.generate(
                      prompts().subList(0, 1), 3, PolicyRules.plain(this), PolicyRules.stream()));
          Seen.that(
              all.subList(0, 1).equals(first),
              "prompt 1 gets " + first + " alone and " + all.get(0) + " before other prompts",
              "a generator goes from row to row: use random.uniform(p * n + s, t)",
              "padding is masked by id, not by length");
          List<String> one =
              PolicyRules.ids(PolicyRules.draw(this, policy, 1, PolicyRules.plain(this))).get(0);
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
    PolicyRules.assumeLikelihood(this);
    assumeTrue(vocabularySize().isPresent(), "the vocabulary's size is not told");
    PolicyRules.with(
        this,
        policy -> {
          List<List<Completion>> drawn = PolicyRules.draw(this, policy, 4, PolicyRules.plain(this));
          for (int p = 0; p < drawn.size(); p++) {
            for (int s = 0; s < 4; s++) {
              PolicyRules.checkInversion(
                  policy,
                  policy.encode(prompts().get(p)),
                  drawn.get(p).get(s).tokens(),
                  vocabularySize().getAsInt(),
                  PolicyRules.stream(),
                  p * 4L + s);
            }
          }
        });
  }

  @Test
  @DisplayName("P10: greedy decoding takes the most probable token and needs no randomness")
  default void greedyIsGreedy() {
    PolicyRules.with(
        this,
        policy -> {
          Decoding greedy = Decoding.greedy(maxNewTokens());
          List<List<String>> one = PolicyRules.ids(PolicyRules.draw(this, policy, 1, greedy));
          List<List<String>> other =
              PolicyRules.ids(
                  policy.generate(prompts(), 1, greedy, PolicyRules.stream().child("other")));
          Seen.that(
              one.equals(other),
              one + " and, with another stream, " + other,
              "temperature 0 draws at a small temperature");
          List<List<String>> top =
              PolicyRules.ids(
                  PolicyRules.draw(this, policy, 1, new Decoding(1, 1, 1, maxNewTokens())));
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
    PolicyRules.with(
        this,
        policy -> {
          Function<Completion, String> cut =
              c -> Arrays.toString(Arrays.copyOf(c.tokens(), Math.min(1, c.tokens().length)));
          List<String> wanted =
              PolicyRules.draw(this, policy, 2, PolicyRules.plain(this)).stream()
                  .flatMap(List::stream)
                  .map(cut)
                  .toList();
          List<String> limited =
              PolicyRules.draw(this, policy, 2, Decoding.sampling(1, 1)).stream()
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
                policy
                    .generateFrom(prompts, 2, PolicyRules.plain(this), limits, PolicyRules.stream())
                    .stream()
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
  @DisplayName("P16: a prompt that leaves no room is refused with a UserException")
  default void fullContextsAreRefused() {
    assumeTrue(generatesFromTokens(), "this policy needs texts");
    PolicyRules.with(
        this,
        policy -> {
          int[] some = policy.encode(prompts().get(1));
          int[] full =
              IntStream.range(0, policy.contextLength()).map(i -> some[i % some.length]).toArray();
          String seen = "no exception";
          try {
            policy.generateFrom(List.of(full), 1, PolicyRules.plain(this), PolicyRules.stream());
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
}
