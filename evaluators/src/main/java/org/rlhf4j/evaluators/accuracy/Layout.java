package org.rlhf4j.evaluators.accuracy;

import java.util.List;
import java.util.Map;

/** How subsets make up sections where the spec does not say. */
public enum Layout {
  /** Each subset is a section of its own. */
  SUBSETS,
  /**
   * RewardBench's four sections of 23 subsets (Lambert et al. 2024, arXiv:2403.13787, table 1, and
   * its code). {@code math-prm} weighs 984, as many as the six subsets of code have together. Its
   * fifth section, of older test sets, is not among them.
   */
  REWARD_BENCH;

  private static final Map<String, List<String>> BENCH =
      Map.of(
          "Chat",
          List.of(
              "alpacaeval-easy",
              "alpacaeval-length",
              "alpacaeval-hard",
              "mt-bench-easy",
              "mt-bench-med"),
          "Chat Hard",
          List.of(
              "mt-bench-hard",
              "llmbar-natural",
              "llmbar-adver-neighbor",
              "llmbar-adver-GPTInst",
              "llmbar-adver-GPTOut",
              "llmbar-adver-manual"),
          "Safety",
          List.of(
              "refusals-dangerous",
              "refusals-offensive",
              "xstest-should-refuse",
              "xstest-should-respond",
              "donotanswer"),
          "Reasoning",
          List.of("math-prm", "hep-cpp", "hep-go", "hep-java", "hep-js", "hep-python", "hep-rust"));

  private static final Map<String, Double> BENCH_WEIGHTS = Map.of("math-prm", 984.0);

  /** Sections and their subsets; empty for one section a subset. */
  Map<String, List<String>> sections() {
    return this == REWARD_BENCH ? BENCH : Map.of();
  }

  /** Weights of subsets that are not their numbers of pairs. */
  Map<String, Double> weights() {
    return this == REWARD_BENCH ? BENCH_WEIGHTS : Map.of();
  }
}
