package org.rlhf4j.judges.lm;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An endpoint that behaves as well or as badly as it is told. */
public final class EndpointServer implements AutoCloseable {

  /** What it does with a chat request. */
  @FunctionalInterface
  public interface Behaviour {
    void answer(Call call) throws IOException, InterruptedException;
  }

  /**
   * A request.
   *
   * @param number of the request, from 1
   */
  public record Call(EndpointServer server, HttpExchange exchange, JsonObject body, int number) {

    /** The user's message. */
    public String user() {
      JsonArray messages = body.getAsJsonArray("messages");
      return messages.get(messages.size() - 1).getAsJsonObject().get("content").getAsString();
    }

    /** Sends a response as it is. */
    public void send(int status, String type, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      server.isOver(this); // from here on the client may ask the next question
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    /** Answers as a model does that reads 100 tokens and writes 10. */
    public void say(String text) throws IOException {
      send(200, "application/json", completion("content", text));
    }

    /** Answers as far as {@code max_tokens} lets it. */
    public void breakOff(String text) throws IOException {
      String whole = completion("content", text);
      send(
          200,
          "application/json",
          whole.replace("\"finish_reason\":\"stop\"", "\"finish_reason\":\"length\""));
    }

    /** Leaves the client waiting until the server closes. */
    public void hang() throws InterruptedException {
      server.closing.await();
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Call> calls = new ArrayList<>();
  private final Set<Call> underWay = new HashSet<>();
  private int mostUnderWay;
  private Behaviour models =
      call -> call.send(200, "application/json", "{\"data\": [{\"id\": \"m\"}]}");

  public EndpointServer(Behaviour behaviour) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", x -> handle(x, behaviour));
    server.createContext("/v1/models", x -> run(models, new Call(this, x, new JsonObject(), 0)));
    server.start();
  }

  /** An endpoint that answers each question with a text. */
  public static EndpointServer saying(Function<String, String> answer) {
    return new EndpointServer(call -> call.say(answer.apply(call.user())));
  }

  /** Another list of models. */
  public EndpointServer listing(Behaviour other) {
    models = other;
    return this;
  }

  /** A chat completion with a message of one part. */
  public static String completion(String part, String text) {
    JsonObject message = new JsonObject();
    message.addProperty("role", "assistant");
    message.addProperty(part, text);
    return completion(message, null);
  }

  public static String completion(JsonObject message, JsonObject logprobs) {
    JsonObject choice = new JsonObject();
    choice.add("message", message);
    if (logprobs != null) {
      choice.add("logprobs", logprobs);
    }
    choice.addProperty("finish_reason", "stop");
    JsonArray choices = new JsonArray();
    choices.add(choice);
    JsonObject whole = new JsonObject();
    whole.add("choices", choices);
    whole.add(
        "usage", JsonParser.parseString("{\"prompt_tokens\": 100, \"completion_tokens\": 10}"));
    return whole.toString();
  }

  private void handle(HttpExchange exchange, Behaviour behaviour) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Call call;
    synchronized (this) {
      JsonObject body = JsonParser.parseString(text).getAsJsonObject();
      call = new Call(this, exchange, body, calls.size() + 1);
      calls.add(call);
      underWay.add(call);
      mostUnderWay = Math.max(mostUnderWay, underWay.size());
    }
    try {
      run(behaviour, call);
    } finally {
      isOver(call);
    }
  }

  private synchronized void isOver(Call call) {
    underWay.remove(call);
  }

  private static void run(Behaviour behaviour, Call call) throws IOException {
    try {
      behaviour.answer(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      call.exchange().close();
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  public synchronized int mostUnderWay() {
    return mostUnderWay;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
