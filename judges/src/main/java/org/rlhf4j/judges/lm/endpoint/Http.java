package org.rlhf4j.judges.lm.endpoint;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends requests to one endpoint, each with a time limit for the whole of it. */
final class Http {

  /** Longest reply that is read, in bytes. */
  static final int MOST = 8 << 20;

  private final HttpClient client;
  private final Key key;
  private final Duration timeout;

  Http(Key key, double timeoutSeconds) {
    this.key = key;
    this.timeout = Duration.ofNanos((long) (timeoutSeconds * 1e9));
    // servers that know no HTTP/2 do not all take an offer of it well; redirects would carry the
    // key
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /** No reply came; the message says why. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the request reached nobody, and so cannot have cost anything. */
    final boolean unsent;

    Failed(String message, boolean unsent, @Nullable Throwable cause) {
      super(message, cause);
      this.unsent = unsent;
    }
  }

  /**
   * Sends a request.
   *
   * @param body of a POST, or null for a GET
   * @throws LimitedBody.TooLong if the reply is
   * @throws Failed if there is none
   */
  HttpResponse<String> send(URI url, @Nullable String body)
      throws InterruptedException, LimitedBody.TooLong, Failed {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", "application/json");
    if (key.present()) {
      request.header("Authorization", key.bearer());
    }
    if (body != null) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }
    CompletableFuture<HttpResponse<String>> reply =
        client.sendAsync(request.build(), info -> new LimitedBody(MOST));
    try {
      return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Failed("no answer within " + seconds(), false, e);
    } catch (ExecutionException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof LimitedBody.TooLong tooLong) {
          throw tooLong;
        }
      }
      throw failed(e);
    } finally {
      reply.cancel(true); // ends what is still under way
    }
  }

  private Failed failed(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof ConnectException) {
      return new Failed("nobody answers there (connection refused or no such host)", true, e);
    }
    String message = cause == null ? null : cause.getMessage();
    String words = message == null ? String.valueOf(cause) : message;
    return new Failed(
        cause instanceof IOException
            ? "the connection failed: " + key.hide(words)
            : key.hide(words),
        false,
        key.hide(e));
  }

  private String seconds() {
    double seconds = timeout.toNanos() / 1e9;
    return (seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : "" + seconds) + " s";
  }
}
