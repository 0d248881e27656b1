package org.rlhf4j.workbench.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that never come to an end of what they say: one half drips headers, the other half
 * drips bodies of somebody who is logged in, a byte at a time. One that the server closes is opened
 * again.
 */
final class SlowClients implements AutoCloseable {
  private static final int PAUSE_MILLIS = 400;

  private final int port;
  private final String headers;
  private final Socket[] sockets;
  private final Thread thread = new Thread(this::drip, "slow-clients");
  private final AtomicInteger closed = new AtomicInteger();
  private volatile boolean done;

  /**
   * Opens them all and begins to drip.
   *
   * @param headers of a request that the server would accept
   */
  SlowClients(String origin, String headers, int count) throws IOException {
    this.port = URI.create(origin).getPort();
    this.headers = headers;
    this.sockets = new Socket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = open(i);
    }
    thread.setDaemon(true);
    thread.start();
  }

  private Socket open(int i) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    String begun =
        i % 2 == 0
            ? "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nX-Slow: a"
            : "POST /api/draft HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\n"
                + headers
                + "Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n{\"x\": \"";
    socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private void drip() {
    try {
      while (!done) {
        for (int i = 0; i < sockets.length && !done; i++) {
          try {
            if (sockets[i].getInputStream().available() > 0) {
              throw new IOException("the server has answered");
            }
            sockets[i].getOutputStream().write('a');
          } catch (IOException e) {
            closed.incrementAndGet();
            sockets[i].close();
            sockets[i] = open(i);
          }
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      done = true;
    }
  }

  /** How often the server ended one of them. */
  int closed() {
    return closed.get();
  }

  /** Whether all of them are open still, but for those that the server has just closed. */
  boolean dripping() {
    return !done && thread.isAlive();
  }

  @Override
  public void close() throws IOException {
    done = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : new ArrayList<>(List.of(sockets))) {
      socket.close();
    }
  }
}
