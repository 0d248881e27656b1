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

/** Opens the language model that options name. */
public final class Models {

  private Models() {}

  /**
   * Checks that there is one model and not two, and the key of an endpoint, without opening it.
   *
   * @param environment where keys are
   * @throws UserException if there is none, or two, or the temperature is not one for it, or
   *     something is missing
   */
  public static void check(
      @Nullable EndpointOptions endpoint,
      @Nullable Part<Policy> policy,
      @Nullable Double temperature,
      UnaryOperator<@Nullable String> environment) {
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
      Endpoint.check(endpoint, environment);
    }
  }

  /**
   * Opens it.
   *
   * @param temperature of answers; 0 for greedy, null to let an endpoint choose
   * @param maxTokens most tokens of an answer
   * @param environment where keys are
   * @throws UserException if it is not there, or something is missing
   */
  public static LanguageModel open(
      @Nullable EndpointOptions endpoint,
      @Nullable Part<Policy> policy,
      @Nullable Double temperature,
      int maxTokens,
      UnaryOperator<@Nullable String> environment,
      PluginContext context) {
    check(endpoint, policy, temperature, environment);
    if (endpoint != null) {
      return Endpoint.open(endpoint, temperature, maxTokens, environment, context);
    }
    if (policy == null || temperature == null) {
      throw new IllegalStateException("checked before");
    }
    return new PolicyModel(
        context.create(policy),
        Decoding.sampling(temperature, maxTokens),
        context.random().child("answers"),
        context.log());
  }
}
