package org.rlhf4j.judges.lm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;
import org.rlhf4j.judges.lm.parse.ParserOptions;

/**
 * Options of {@code lm}: either {@code endpoint} or {@code policy}, and how it is asked.
 *
 * @param endpoint the language model behind an OpenAI-compatible endpoint
 * @param policy the language model in this process
 * @param chat whether the policy is asked with its model's chat template
 * @param template name of one of our templates, or the path of a file
 * @param guidelines what answers are judged by: names of ours, or paths of files; may be empty
 * @param parser how the verdict is read; null for the one that belongs to the template
 * @param temperature of the model's answers, 0 for greedy; null to let an endpoint choose
 * @param maxTokens most tokens of the model's answer
 */
public record LmJudgeOptions(
    @Option("a language model behind an OpenAI-compatible endpoint; or give policy")
        @Nullable EndpointOptions endpoint,
    @Option("a language model in this process; or give endpoint") @Nullable Part<Policy> policy,
    @Option(
            convention = true,
            value = "ask the policy with its model's chat template; false asks in plain text")
        boolean chat,
    @Option(
            "pairwise-v1, pairwise-reference-v1, reasoned-pairwise-v1, ranking-v1, grade-v1,"
                + " aspects-v1, letter-v1, or the path of a file")
        String template,
    @Option(
            "what answers are judged by: helpful-v1, truthful-v1, harmless-v1,"
                + " helpfulness-scale-v1, presentation-scale-v1, or paths of files")
        List<String> guidelines,
    @Option("how the verdict is read; null: as belongs to the template")
        @Nullable ParserOptions parser,
    @Option(
            value = "of the model's answers, 0: greedy; null: as the endpoint likes",
            min = 0,
            max = 2)
        @Nullable Double temperature,
    @Option(value = "most tokens of the model's answer", min = 1, max = 1_000_000) int maxTokens) {

  /** No model yet; pairs, greedy, at most 1024 tokens. */
  public LmJudgeOptions() {
    this(null, null, false, "pairwise-v1", List.of(), null, 0.0, 1024);
  }

  ModelChoice model() {
    return new ModelChoice(endpoint, policy, chat, temperature, maxTokens);
  }

  /** Copies the list. */
  public LmJudgeOptions {
    guidelines = List.copyOf(guidelines);
  }
}
