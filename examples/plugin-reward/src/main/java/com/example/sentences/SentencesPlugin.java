package com.example.sentences;

import org.rlhf4j.api.*;
import org.rlhf4j.api.plugin.*;

@Source("com.example's own")
public final class SentencesPlugin implements RewardModelPlugin<SentencesPlugin.Options> {
  public record Options(@Option(value = "sentences of a good answer", min = 1) int wanted) {}
  public String id() {
    return "sentences";
  }

  public String summary() {
    return "minus the sentences that an answer has too many or too few";
  }

  public Options defaults() {
    return new Options(2);
  }

  public RewardModel create(Options options, PluginContext context) {
    return responses -> responses.stream().mapToDouble(r ->
        -Math.abs(r.answer().text().split("[.!?]+(\\s|$)").length - options.wanted())).toArray();
  }
}
