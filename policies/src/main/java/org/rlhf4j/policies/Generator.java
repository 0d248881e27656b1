package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.math.RandomStream;

/**
 * Samples sequences with a key/value cache. A fixed number of cache rows works on a queue of
 * sequences: a row whose sequence ends takes the next one, so that no row computes for a finished
 * sequence while others wait, and samples of one prompt that start together read it once.
 */
final class Generator {

  /**
   * A sampled sequence.
   *
   * @param tokens ids, the stop id last if {@code stopped}
   * @param logProbs under the model at temperature 1
   * @param samplingLogProbs under the distribution drawn from
   * @param stopped whether the model stopped by itself
   */
  record Sampled(int[] tokens, float[] logProbs, float[] samplingLogProbs, boolean stopped) {}

  private final Decoder decoder;
  private final Set<Integer> stops;
  private final List<int[]> prompts;
  private final int n;
  private final Decoding decoding;
  private final int[] limits;
  private final RandomStream random;
  private final Sampled[] results;
  private int next; // the next sequence of the queue

  /**
   * @param stops ids that end a sequence
   * @param prompts token ids; each leaves room for a token
   * @param n sequences a prompt; sequence number p * n + s is sample s of prompt p
   * @param limits most tokens of the sequences of each prompt
   */
  Generator(
      Decoder decoder,
      Set<Integer> stops,
      List<int[]> prompts,
      int n,
      Decoding decoding,
      int[] limits,
      RandomStream random) {
    this.decoder = decoder;
    this.stops = stops;
    this.prompts = prompts;
    this.n = n;
    this.decoding = decoding;
    this.limits = limits;
    this.random = random;
    this.results = new Sampled[Math.multiplyExact(prompts.size(), n)];
  }

  /** One sequence at work in a cache row. */
  private final class Row {
    final int sequence;
    final int promptLength;
    final int limit;
    final int[] tokens;
    final float[] logProbs;
    final float[] samplingLogProbs;
    int count;

    Row(int sequence) {
      this.sequence = sequence;
      this.promptLength = prompts.get(sequence / n).length;
      int room = decoder.config().context() - promptLength;
      this.limit = Math.min(Math.min(decoding.maxNewTokens(), limits[sequence / n]), room);
      this.tokens = new int[limit];
      this.logProbs = new float[limit];
      this.samplingLogProbs = new float[limit];
    }

    double uniform() {
      return random.uniform(sequence, count);
    }

    /** Takes the next token; true if the sequence ends with it. */
    boolean take(int token, float logProb, float samplingLogProb) {
      tokens[count] = token;
      logProbs[count] = logProb;
      samplingLogProbs[count] = samplingLogProb;
      count++;
      return stops.contains(token) || count == limit;
    }

    Sampled result() {
      return new Sampled(
          Arrays.copyOf(tokens, count),
          Arrays.copyOf(logProbs, count),
          Arrays.copyOf(samplingLogProbs, count),
          stops.contains(tokens[count - 1]));
    }
  }

  /**
   * Samples all sequences.
   *
   * @param cacheRows most sequences at work at a time
   * @return by sequence number
   */
  Sampled[] run(int cacheRows) {
    int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(1);
    int positions =
        (int) Math.min(decoder.config().context(), (long) longest + decoding.maxNewTokens());
    Row[] rows = new Row[Math.min(cacheRows, results.length)];
    try (KeyValueCache cache = decoder.newCache(rows.length, positions)) {
      while (true) {
        while (next < results.length && refillPays(rows)) {
          admit(rows, cache);
        }
        if (Arrays.stream(rows).allMatch(r -> r == null)) {
          return results;
        }
        rows = compact(rows, cache);
        decode(rows, cache);
      }
    }
  }

  // Reading prompts a few rows at a time keeps the matrix products large.
  private static boolean refillPays(Row[] rows) {
    long free = Arrays.stream(rows).filter(r -> r == null).count();
    return free > 0 && free * 8 >= rows.length;
  }

  private void admit(Row[] rows, KeyValueCache cache) {
    List<int[]> distinct = new ArrayList<>();
    Map<Integer, Integer> placeOfPrompt = new LinkedHashMap<>();
    List<Integer> targets = new ArrayList<>();
    List<Integer> sources = new ArrayList<>();
    for (int slot = 0; slot < rows.length && next < results.length; slot++) {
      if (rows[slot] == null) {
        int prompt = next / n;
        Integer place = placeOfPrompt.get(prompt);
        if (place == null) {
          place = distinct.size();
          placeOfPrompt.put(prompt, place);
          distinct.add(prompts.get(prompt));
        }
        rows[slot] = new Row(next++);
        targets.add(slot);
        sources.add(place);
      }
    }
    try (PtNDManager scope = decoder.scope()) {
      PtNDArray hidden = cache.prefill(scope, distinct, longs(sources), longs(targets));
      sample(scope, hidden, rows, targets.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private void decode(Row[] rows, KeyValueCache cache) {
    long[] ids = new long[rows.length];
    long[] at = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Row row = rows[i];
      if (row != null) { // a row without a sequence computes something that nobody reads
        ids[i] = row.tokens[row.count - 1];
        at[i] = row.promptLength + row.count - 1L;
      }
    }
    try (PtNDManager scope = decoder.scope()) {
      PtNDArray hidden = cache.decode(scope, ids, at);
      sample(scope, hidden, rows, IntStream.range(0, rows.length).toArray());
    }
  }

  /** Draws a token for each slot from its hidden state; sequences that end leave their slot. */
  private void sample(PtNDManager scope, PtNDArray hidden, Row[] rows, int[] slots) {
    double[] uniform = new double[slots.length];
    for (int i = 0; i < slots.length; i++) {
      Row row = rows[slots[i]];
      uniform[i] = row == null ? 0 : row.uniform();
    }
    float[] drawn =
        decoder
            .head()
            .tensor(
                scope,
                "sample",
                hidden,
                decoder.outputMatrix(scope),
                Torch.doubles(scope, uniform, uniform.length),
                decoding.temperature(),
                decoding.topK(),
                decoding.topP())
            .toFloatArray();
    for (int i = 0; i < slots.length; i++) {
      Row row = rows[slots[i]];
      if (row != null
          && row.take((int) drawn[i], drawn[slots.length + i], drawn[2 * slots.length + i])) {
        results[row.sequence] = row.result();
        rows[slots[i]] = null;
      }
    }
  }

  // With nothing left to admit, rows that ended are dropped from the cache once they are a quarter
  // of it.
  private Row[] compact(Row[] rows, KeyValueCache cache) {
    int[] busy = IntStream.range(0, rows.length).filter(i -> rows[i] != null).toArray();
    if (next < results.length || busy.length * 4 > rows.length * 3) {
      return rows;
    }
    cache.keep(Arrays.stream(busy).asLongStream().toArray());
    return Arrays.stream(busy).mapToObj(i -> rows[i]).toArray(Row[]::new);
  }

  private static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }
}
