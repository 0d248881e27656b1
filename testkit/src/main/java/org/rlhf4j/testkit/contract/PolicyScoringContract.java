package org.rlhf4j.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;

/** The rules of {@link PolicyContract} about log-probabilities and entropies. */
public interface PolicyScoringContract extends PolicySettings {

  @Test
  @DisplayName("P3: padding and batch composition do not change a score")
  default void scoresDependOnTheirRowAlone() {
    PolicyRules.assumeLikelihood(this);
    PolicyRules.with(
        this,
        policy -> {
          List<TokenRow> rows = PolicyRules.rows(this, policy);
          List<TokenScores> together = PolicyRules.score(policy, rows, 1);
          List<TokenRow> backwards = new ArrayList<>(rows);
          Collections.reverse(backwards);
          List<TokenScores> reversed = PolicyRules.score(policy, backwards, 1);
          for (int i = 0; i < rows.size(); i++) {
            TokenScores alone = PolicyRules.score(policy, List.of(rows.get(i)), 1).get(0);
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
    PolicyRules.assumeLikelihood(this);
    for (Decoding decoding :
        List.of(
            PolicyRules.plain(this),
            Decoding.sampling(0.7, maxNewTokens()),
            Decoding.greedy(maxNewTokens()))) {
      PolicyRules.with(
          this,
          policy ->
              PolicyRules.compare(
                  policy,
                  prompts(),
                  PolicyRules.draw(this, policy, 2, decoding),
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
    PolicyRules.with(
        this,
        policy -> {
          for (Decoding sure :
              List.of(Decoding.greedy(maxNewTokens()), new Decoding(1, 1, 1, maxNewTokens()))) {
            for (Completion c :
                PolicyRules.draw(this, policy, 1, sure).stream().flatMap(List::stream).toList()) {
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
                PolicyRules.draw(this, policy, 2, Decoding.sampling(0.7, maxNewTokens())),
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
    PolicyRules.assumeLikelihood(this);
    PolicyRules.with(
        this,
        policy -> {
          double most = Math.log(vocabularySize().orElse(Integer.MAX_VALUE));
          for (TokenScores scores : PolicyRules.score(policy, PolicyRules.rows(this, policy), 1)) {
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
  @DisplayName("P14: there is a likelihood exactly if the policy's contract test says so")
  default void likelihoodIsAsDeclared() {
    PolicyRules.with(
        this,
        policy ->
            Seen.that(
                policy.likelihood().isPresent() == hasLikelihood(),
                "the policy has "
                    + (policy.likelihood().isPresent() ? "a" : "no")
                    + " likelihood, and by its contract test "
                    + (hasLikelihood() ? "it has one" : "it has none"),
                "a wrapper does not pass likelihood() on",
                "a policy without a likelihood gives that of what it wraps"));
  }

  @Test
  @DisplayName("P15: logProbs gives what score gives")
  default void logProbsAreScores() {
    PolicyRules.assumeLikelihood(this);
    PolicyRules.with(
        this,
        policy -> {
          for (double temperature : new double[] {1, 0.7}) {
            List<float[]> logProbs =
                PolicyRules.likelihood(policy)
                    .logProbs(PolicyRules.rows(this, policy), temperature);
            List<float[]> scored =
                PolicyRules.score(policy, PolicyRules.rows(this, policy), temperature).stream()
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
}
