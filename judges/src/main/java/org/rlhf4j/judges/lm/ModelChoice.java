package org.rlhf4j.judges.lm;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.lm.endpoint.Endpoint;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;
import org.rlhf4j.judges.lm.model.LanguageModel;
import org.rlhf4j.judges.lm.model.PolicyModel;

/**
 * The language model that options name, and how it answers.
 *
 * @param endpoint the model behind a URL
 * @param policy the model in this process
 * @param chat whether the policy is asked with its model's chat template
 * @param temperature of answers; 0 for greedy, null to let an endpoint choose
 * @param maxTokens most tokens of an answer
 */
public record ModelChoice(
    @Nullable EndpointOptions endpoint,
    @Nullable Part<Policy> policy,
    boolean chat,
    @Nullable Double temperature,
    int maxTokens) {

  /**
   * Checks that there is one model and not two, and the key of an endpoint, without opening it.
   *
   * @param environment where keys are
   * @throws UserException if there is none, or two, or temperature or chat are not for it, or
   *     something is missing
   */
  public void check(UnaryOperator<@Nullable String> environment) {
    if ((endpoint == null) == (policy == null)) {
      throw new UserException(
          "give either \"endpoint\" (a model behind a URL) or \"policy\" (a model in this process);"
              + " there is "
              + (endpoint == null ? "neither" : "both"));
    }
    if (policy != null && temperature == null) {
      throw new UserException("a policy needs a temperature; null is for endpoints");
    }
    if (policy != null && temperature != null && temperature > 0 && temperature < 1e-3) {
      throw new UserException("temperature must be 0 or at least 0.001, but is " + temperature);
    }
    if (endpoint != null) {
      if (chat) {
        throw new UserException(
            "\"chat\" is for a policy; an endpoint applies its model's chat template in any case");
      }
      Endpoint.check(endpoint, environment);
    }
  }

  /**
   * Opens it.
   *
   * @param environment where keys are
   * @throws UserException if it is not there, or something is missing
   */
  public LanguageModel open(UnaryOperator<@Nullable String> environment, PluginContext context) {
    check(environment);
    if (endpoint != null) {
      return Endpoint.open(endpoint, temperature, maxTokens, environment, context);
    }
    if (policy == null || temperature == null) {
      throw new IllegalStateException("checked before");
    }
    PolicyModel model =
        new PolicyModel(
            context.create(policy),
            chat,
            Decoding.sampling(temperature, maxTokens),
            context.random().child("answers"),
            context.log());
    try {
      model.check();
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
    return model;
  }
}
