package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * A language model behind an OpenAI-compatible endpoint.
 *
 * @param baseUrl up to and without {@code /chat/completions}, such as {@code
 *     http://localhost:8000/v1}
 * @param model as the endpoint calls it
 * @param keyVariable name of the environment variable that holds the key; null where none is needed
 * @param concurrency most requests under way at a time
 * @param requestsPerMinute most requests that are begun in a minute; 0 for no limit
 * @param timeoutSeconds most that is waited for a whole answer
 * @param retry what is done when it fails
 * @param budget what may be spent
 * @param store folder that keeps answers, so that none is paid for twice; null keeps none
 * @param probe whether the endpoint is asked for its models first, which costs nothing
 * @param topLogProbs alternatives of a token to ask for, where probabilities are read
 * @param lengthKey what the endpoint calls the limit on new tokens
 * @param sendSeed whether a seed is sent where answers are drawn at random
 */
public record EndpointOptions(
    @Option(
            value = "up to and without /chat/completions, such as http://localhost:8000/v1",
            required = true)
        @Nullable String baseUrl,
    @Option(value = "the model, as the endpoint calls it", required = true) @Nullable String model,
    @Option(
            value = "NAME of the environment variable that holds the key; null if none is needed",
            howOnly = true)
        @Nullable String keyVariable,
    @Option(value = "most requests under way at a time", min = 1, max = 1000, howOnly = true)
        int concurrency,
    @Option(value = "most requests begun in a minute; 0: no limit", min = 0, howOnly = true)
        double requestsPerMinute,
    @Option(value = "most seconds for a whole answer", min = 0.001, max = 86_400, howOnly = true)
        double timeoutSeconds,
    @Option(value = "what is done when it fails", howOnly = true) RetryOptions retry,
    @Option(value = "what may be spent", howOnly = true) BudgetOptions budget,
    @Option(value = "folder that keeps answers, so that none is paid for twice", howOnly = true)
        @Nullable String store,
    @Option(value = "ask for the list of models first, which costs nothing", howOnly = true)
        boolean probe,
    @Option(value = "alternatives of a token, where probabilities are read", min = 1, max = 20)
        int topLogProbs,
    @Option("what the endpoint calls the limit on new tokens") LengthKey lengthKey,
    @Option("send a seed where answers are drawn at random") boolean sendSeed) {

  /** One request in more than a day. */
  private static final double SLOWEST = 0.0005;

  /** What endpoints call the limit on new tokens. */
  public enum LengthKey {
    /** Understood by most. */
    MAX_TOKENS,
    /** Newer models of OpenAI understand only this. */
    MAX_COMPLETION_TOKENS
  }

  /** No endpoint yet; eight requests at a time, a minute for each, answers kept in cache/lm. */
  public EndpointOptions() {
    this(
        null,
        null,
        null,
        8,
        0,
        60,
        new RetryOptions(),
        new BudgetOptions(),
        "cache/lm",
        true,
        20,
        LengthKey.MAX_TOKENS,
        true);
  }

  /** Checks what can be seen without asking. */
  public EndpointOptions {
    if (baseUrl != null) {
      requireUrl(baseUrl);
    }
    // what is no name may be the key itself, and is not repeated
    if (keyVariable != null && Key.isMaybeKey(keyVariable)) {
      throw new IllegalArgumentException(
          "keyVariable is the NAME of an environment variable, such as OPENAI_API_KEY; a key itself"
              + " does not belong into a spec, which is copied into every run's folder");
    }
    if (requestsPerMinute > 0 && requestsPerMinute < SLOWEST) {
      throw new IllegalArgumentException(
          "requestsPerMinute must be 0 (no limit) or at least "
              + SLOWEST
              + ", but is "
              + requestsPerMinute);
    }
    if (budget.limits() && store == null) {
      throw new IllegalArgumentException(
          "a budget needs a store, or what was paid for is lost when the budget is spent");
    }
  }

  private static void requireUrl(String baseUrl) {
    URI uri;
    try {
      uri = new URI(baseUrl);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("baseUrl is no URL: " + e.getReason(), e);
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "baseUrl must have no user, no \"?\" and no \"#\" in it; a key belongs into the"
              + " environment variable that keyVariable names");
    }
    String scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "baseUrl must begin with http:// or https:// and name a host, such as"
              + " http://localhost:8000/v1, but is \""
              + baseUrl
              + "\"");
    }
  }

  /** The URL of something below the base. */
  URI url(String path) {
    String base = String.valueOf(baseUrl);
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }
}
