package org.rlhf4j.judges.human.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.judges.human.Desk;
import org.rlhf4j.judges.human.store.Given;
import org.rlhf4j.judges.human.store.Store;

/**
 * Fifty annotators at once, each of whom saves a draft and a label every second or so, while the
 * owner's page looks on. Short here; five minutes with {@code -Drlhf4j.load.seconds=300}.
 */
final class LoadTest {
  private static final int PEOPLE = 50;
  private static final int SECONDS = Integer.getInteger("rlhf4j.load.seconds", 6);
  private static final int MEAN_PAUSE = 1000;

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<Long> labelNanos = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> draftNanos = new ConcurrentLinkedQueue<>();

  /** What one annotator was told is saved: grade by assignment. */
  private Map<Long, Integer> work(Client client, long end, int seed) throws Exception {
    Random random = new Random(seed);
    Map<Long, Integer> acknowledged = new HashMap<>();
    JsonObject state = client.state();
    Thread.sleep(random.nextInt(MEAN_PAUSE));
    while (System.nanoTime() < end && state.has("item")) {
      long assignment = state.getAsJsonObject("item").get("assignment").getAsLong();
      int grade = new int[] {-2, -1, 1, 2}[random.nextInt(4)];
      String shown = "\"shown\": {\"grade\": " + grade + "}}";
      long start = System.nanoTime();
      client.act("/api/draft", "{\"assignment\": " + assignment + ", " + shown);
      draftNanos.add(System.nanoTime() - start);
      Thread.sleep(random.nextInt(MEAN_PAUSE));
      start = System.nanoTime();
      state =
          client.act(
              "/api/label", "{\"assignment\": " + assignment + ", \"millis\": 900, " + shown);
      labelNanos.add(System.nanoTime() - start);
      acknowledged.put(assignment, grade);
      Thread.sleep(random.nextInt(MEAN_PAUSE));
    }
    return acknowledged;
  }

  private static double percentile(ConcurrentLinkedQueue<Long> nanos, double p) {
    long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(p * sorted.length))] / 1e6;
  }

  @Test
  void fiftyAnnotatorsAtOnce() throws Exception {
    Desk desk = new Desk();
    desk.items = 200 + SECONDS * PEOPLE;
    desk.overlap = 3;
    desk.annotators = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      desk.annotators.add("annotator " + i);
    }
    try (Store store =
            new Store(folder.resolve("labels.sqlite"), desk.setup(), InstantSource.system());
        WebServer server = new WebServer(store, "", folder, RunLog.silent())) {
      String owner = server.addresses().get(0).replaceAll(".*(http\\S+)$", "$1");
      String origin = owner.replaceAll("/own/.*", "");
      HttpClient http = HttpClient.newHttpClient();
      ExecutorService pool = Executors.newFixedThreadPool(PEOPLE + 1);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Future<Map<Long, Integer>>> people = new ArrayList<>();
      for (int i = 0; i < PEOPLE; i++) {
        int seed = i;
        String link = origin + "/enter/" + store.people().newLink(i + 1);
        people.add(pool.submit(() -> work(new Client(http, origin).enter(link), end, seed)));
      }
      Future<Integer> looks =
          pool.submit(
              () -> {
                Client page = new Client(http, origin).enter(owner);
                int looked = 0;
                for (; System.nanoTime() < end; looked++) {
                  page.ownerState();
                  Thread.sleep(4000);
                }
                return looked;
              });
      Map<Long, Integer> acknowledged = new HashMap<>();
      for (Future<Map<Long, Integer>> person : people) {
        person.get().forEach((a, g) -> assertEquals(null, acknowledged.put(a, g)));
      }
      assertTrue(looks.get() > 0);
      pool.shutdown();
      check(store.given(), acknowledged);
      double p99 = Math.max(percentile(labelNanos, 0.99), percentile(draftNanos, 0.99));
      System.out.printf(
          Locale.ROOT,
          "%d annotators, %d s: %d labels, none lost or doubled; labels p50 %.1f ms, p99 %.1f ms,"
              + " max %.1f ms; drafts p50 %.1f ms, p99 %.1f ms%n",
          PEOPLE,
          SECONDS,
          acknowledged.size(),
          percentile(labelNanos, 0.5),
          percentile(labelNanos, 0.99),
          percentile(labelNanos, 1),
          percentile(draftNanos, 0.5),
          percentile(draftNanos, 0.99));
      // the short run shares its cores with a build, and with compiling itself
      assertTrue(p99 < (SECONDS >= 60 ? 200 : 2000), p99 + " ms");
    }
  }

  /** Every acknowledged label is there once, and says what was said. */
  private static void check(List<Given> given, Map<Long, Integer> acknowledged) {
    assertEquals(acknowledged.size(), given.size());
    Set<List<Long>> pairs = new HashSet<>();
    Map<Long, Integer> byItem = new HashMap<>();
    long[] expected = new long[5];
    long[] found = new long[5];
    acknowledged.values().forEach(g -> expected[Math.abs(g)]++);
    for (Given g : given) {
      assertTrue(pairs.add(List.of(g.itemId(), g.annotator().id())), "a doubled label");
      assertTrue(byItem.merge(g.itemId(), 1, Integer::sum) <= 3, "more labels than wanted");
      found[g.judgement().label().pairs().get(0).strength()]++;
    }
    assertEquals(Arrays.toString(expected), Arrays.toString(found));
  }
}
