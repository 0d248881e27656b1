package org.rlhf4j.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How many threads matrix products should use. */
final class Cores {

  private Cores() {}

  /**
   * Physical cores, at most as many as this process may use: two threads of one core share its
   * arithmetic units and only get into each other's way. Where the system does not tell, all
   * processors.
   */
  static int physical() {
    int available = Runtime.getRuntime().availableProcessors();
    Path info = Path.of("/proc/cpuinfo");
    try {
      int cores = Files.isReadable(info) ? distinctCores(Files.readAllLines(info)) : 0;
      return cores == 0 ? available : Math.min(cores, available);
    } catch (IOException e) {
      return available;
    }
  }

  private static int distinctCores(List<String> lines) {
    Set<String> cores = new HashSet<>();
    String socket = "";
    for (String line : lines) {
      if (line.startsWith("physical id")) {
        socket = line;
      } else if (line.startsWith("core id")) {
        cores.add(socket + line);
      }
    }
    return cores.size();
  }
}
