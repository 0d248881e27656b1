package org.rlhf4j.judges.revise;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.judges.lm.ModelChoice;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;

/**
 * Options of {@code revise}.
 *
 * @param prompts what is answered
 * @param endpoint the model that answers, criticises and revises, behind a URL
 * @param policy the same in this process
 * @param chat whether that policy is asked with its model's chat template
 * @param principles in words, one a text
 * @param principlesFile more of them, one a line; where neither is given, ours are taken
 * @param rounds critiques and revisions of each answer
 * @param judge decides between the first and the last answer; null prefers the last
 * @param temperature of the model's answers; null to let an endpoint choose
 * @param maxTokens most tokens of an answer, a critique, a revision
 */
public record ReviseOptions(
    @Option(value = "what is answered", required = true) @Nullable Part<DataSource> prompts,
    @Option("the model that answers, criticises and revises, behind a URL; or give policy")
        @Nullable EndpointOptions endpoint,
    @Option("the same in this process; or give endpoint") @Nullable Part<Policy> policy,
    @Option(
            convention = true,
            value = "ask the policy with its model's chat template; false asks in plain text")
        boolean chat,
    @Option("principles in words, one a text") List<String> principles,
    @Option("file with one principle a line; where there is neither, ours are taken")
        @Nullable String principlesFile,
    @Option(value = "critiques and revisions of each answer", min = 1, max = 100) int rounds,
    @Option("decides between the first and the last answer; null prefers the last")
        @Nullable Part<Judge> judge,
    @Option(
            value = "of the model's answers, 0: greedy; null: as the endpoint likes",
            min = 0,
            max = 2)
        @Nullable Double temperature,
    @Option(value = "most tokens of an answer, a critique, a revision", min = 1, max = 1_000_000)
        int maxTokens) {

  /** No prompts and no model yet; two rounds at temperature 1 with our principles. */
  public ReviseOptions() {
    this(null, null, null, false, List.of(), null, 2, null, 1.0, 512);
  }

  ModelChoice model() {
    return new ModelChoice(endpoint, policy, chat, temperature, maxTokens);
  }

  /** Copies the list. */
  public ReviseOptions {
    principles = List.copyOf(principles);
  }
}
