package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.api.run.RunLog;

/** Asks an endpoint for its models before anything is spent. */
final class Probe {

  /** Most seconds to wait, since a list of models needs no thought. */
  private static final double PATIENCE = 10;

  private final EndpointOptions options;
  private final Key key;

  Probe(EndpointOptions options, Key key) {
    this.options = options;
    this.key = key;
  }

  /**
   * Checks that somebody answers, takes the key and has the model. Endpoints without a list of
   * models are fine; one that lists only a part of its models is not to be probed.
   */
  void check(RunLog log) {
    URI url = options.url("/models");
    HttpResponse<String> response;
    try {
      double patience = Math.min(PATIENCE, options.timeoutSeconds());
      response = new Http(key, patience).send(url, null);
    } catch (LimitedBody.TooLong e) {
      return; // it does answer
    } catch (Http.Failed e) {
      throw new UserException(
          url
              + ": "
              + e.getMessage()
              + "\n  Start the endpoint, or mend baseUrl; nothing was spent",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + url, e);
    }
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      String variable = options.keyVariable();
      throw new UserException(
          url
              + ": HTTP status "
              + status
              + ": "
              + RequestOutcome.cut(key.hide(response.body()))
              + "\n  "
              + (variable == null
                  ? "It wants a key: name the environment variable that holds it (\"keyVariable\")"
                  : "It does not take the key in the environment variable " + variable));
    }
    if (status >= 500) {
      log.note(url + " answers with HTTP status " + status);
    }
    List<String> models = status == 200 ? Chat.models(key.hide(response.body())) : List.of();
    String model = String.valueOf(options.model());
    if (!models.isEmpty() && models.stream().noneMatch(listed -> isListed(model, listed))) {
      throw new UserException(
          url
              + " does not list the model \""
              + RequestOutcome.cut(model)
              + "\"; "
              + Suggestion.among(model, models)
              + "it lists "
              + RequestOutcome.cut(
                  String.join(", ", models.subList(0, Math.min(10, models.size()))))
              + (models.size() > 10 ? " and " + (models.size() - 10) + " more" : "")
              + "\n"
              + "  Set \"model\" to one of them; where the endpoint has more models than it lists,"
              + " \"probe\": false asks all the same");
    }
  }

  /** By its name, without the tag that some put behind it, or by a pattern such as openai/*. */
  private static boolean isListed(String model, String listed) {
    return listed.equals(model)
        || listed.equals(model + ":latest")
        || (listed.endsWith("*") && model.startsWith(listed.substring(0, listed.length() - 1)));
  }
}
