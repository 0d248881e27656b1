package org.rlhf4j.workbench.web;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.rlhf4j.workbench.options.ServerOptions;

/**
 * All connections: no more of them than there may be, in all and of one address, and none that
 * takes longer than it may. A slow one holds no thread meanwhile.
 */
final class TimedConnections implements Connection.Listener {
  private final ServerOptions options;
  private final LongSupplier nanos;
  private final Map<Connection, TimedConnection> lines = new ConcurrentHashMap<>();
  private final Map<String, Integer> byAddress = new HashMap<>();

  TimedConnections(ServerOptions options, LongSupplier nanos) {
    this.options = options;
    this.nanos = nanos;
  }

  @Override
  public void onOpened(Connection connection) {
    String address = address(connection);
    synchronized (byAddress) {
      int there = byAddress.getOrDefault(address, 0);
      if (there < options.connectionsPerAddress() && lines.size() < options.connections()) {
        byAddress.put(address, there + 1);
        lines.put(connection, new TimedConnection(connection, address, nanos.getAsLong()));
        return;
      }
    }
    connection.getEndPoint().close();
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (byAddress) {
      TimedConnection line = lines.remove(connection);
      if (line != null) { // by then a socket may no longer know its address
        byAddress.computeIfPresent(line.address(), (a, n) -> n == 1 ? null : n - 1);
      }
    }
  }

  private static String address(Connection connection) {
    SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : String.valueOf(remote);
  }

  /** Says what a connection does from now on. */
  void enter(Connection connection, TimedConnection.Phase phase) {
    TimedConnection line = lines.get(connection);
    if (line != null) {
      line.enter(phase, nanos.getAsLong());
    }
  }

  /** Ends those that have taken too long. */
  void sweep() {
    long now = nanos.getAsLong();
    lines.forEach(
        (connection, line) -> {
          if (line.late(options, now)) {
            connection.getEndPoint().close();
          }
        });
  }
}
