package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.api.plugin.Suggestion;

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
   * Checks that somebody answers and takes the key. Endpoints without a list of models are fine; a
   * list without the model is worth a note, since some tell only a part of theirs.
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
              + Outcome.cut(key.hide(response.body()))
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
    if (!models.isEmpty() && !models.contains(model)) {
      log.note(
          url
              + " does not list the model \""
              + model
              + "\"; "
              + Suggestion.among(model, models)
              + "it lists "
              + String.join(", ", models.subList(0, Math.min(10, models.size())))
              + (models.size() > 10 ? " and " + (models.size() - 10) + " more" : ""));
    }
  }
}
