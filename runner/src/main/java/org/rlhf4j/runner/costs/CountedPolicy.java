package org.rlhf4j.runner.costs;

import java.util.List;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Embedding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.forwarding.ForwardingPolicy;
import org.rlhf4j.api.math.RandomStream;

/** A policy that counts the tokens that it draws and reads. */
class CountedPolicy implements ForwardingPolicy {
  private final Policy policy;
  final ObjDoubleConsumer<String> ledger;

  CountedPolicy(Policy policy, ObjDoubleConsumer<String> ledger) {
    this.policy = policy;
    this.ledger = ledger;
  }

  @Override
  public Policy wrapped() {
    return policy;
  }

  /** Tokens of rows, prompts included. */
  static double tokens(List<TokenRow> rows) {
    return rows.stream().mapToDouble(TokenRow::length).sum();
  }

  private List<List<Completion>> drawn(List<List<Completion>> answers) {
    long tokens = 0;
    for (List<Completion> of : answers) {
      for (Completion one : of) {
        tokens += one.tokens().length;
      }
    }
    ledger.accept(Counted.GENERATED, (double) tokens);
    return answers;
  }

  @Override
  public List<List<Completion>> generate(
      List<Prompt> prompts, int n, Decoding decoding, RandomStream random) {
    return drawn(policy.generate(prompts, n, decoding, random));
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    return drawn(policy.generateFrom(prompts, n, decoding, random));
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, int[] limits, RandomStream random) {
    return drawn(policy.generateFrom(prompts, n, decoding, limits, random));
  }

  @Override
  public Optional<Likelihood> likelihood() {
    return policy.likelihood().map(likelihood -> new CountedLikelihood(likelihood, ledger));
  }

  @Override
  public Optional<Embedding> embedding() {
    return policy
        .embedding()
        .map(
            embedding ->
                rows -> {
                  ledger.accept(Counted.READ, tokens(rows));
                  return embedding.embed(rows);
                });
  }
}
