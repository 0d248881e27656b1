package org.rlhf4j.runner.fakes;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * An OpenAI-compatible endpoint of 100 tokens read and 10 written an answer; no module is needed.
 */
public final class FakeEndpoint implements AutoCloseable {
  private final ServerSocket socket;
  private final UnaryOperator<String> answer;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * Serves until it is closed.
   *
   * @param answer to the body of a request, as a text without quotes
   */
  public FakeEndpoint(UnaryOperator<String> answer) {
    this.answer = answer;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "endpoint");
    thread.setDaemon(true);
    thread.start();
  }

  /** Its base URL. */
  public String url() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
  }

  /** Questions that it was asked. */
  public int calls() {
    return calls.get();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        respond(client);
      } catch (IOException e) {
        // it was closed, or the client is gone
      }
    }
  }

  private void respond(Socket client) throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    String request = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String json = "{\"data\": [{\"id\": \"m\"}]}";
    if (request.startsWith("POST")) {
      calls.incrementAndGet();
      json =
          "{\"choices\": [{\"message\": {\"content\": \"%s\"}, \"finish_reason\": \"stop\"}],"
                  .formatted(answer.apply(body))
              + " \"usage\": {\"prompt_tokens\": 100, \"completion_tokens\": 10}}";
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().write(bytes);
    client.getOutputStream().flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
