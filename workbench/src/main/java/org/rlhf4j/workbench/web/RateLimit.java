package org.rlhf4j.workbench.web;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many requests a minute for each person or address: a bucket that holds a quarter of a minute's
 * worth and fills up evenly.
 */
final class RateLimit {
  /** Buckets before those that are full again are thrown away. */
  private static final int MANY = 10_000;

  private final double capacity;
  private final double perNano;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private record Bucket(double left, long at) {}

  RateLimit(int perMinute, LongSupplier nanos) {
    this.capacity = Math.max(10, perMinute / 4.0);
    this.perNano = (double) perMinute / TimeUnit.MINUTES.toNanos(1);
    this.nanos = nanos;
  }

  /** Whether one more request of somebody is within the limit; it then counts. */
  synchronized boolean allows(String who) {
    long now = nanos.getAsLong();
    if (buckets.size() > MANY) {
      buckets.values().removeIf(b -> filled(b, now) >= capacity);
    }
    Bucket bucket = buckets.get(who);
    double left = bucket == null ? capacity : filled(bucket, now);
    boolean allowed = left >= 1;
    buckets.put(who, new Bucket(allowed ? left - 1 : left, now));
    return allowed;
  }

  private double filled(Bucket bucket, long now) {
    return Math.min(capacity, bucket.left + (now - bucket.at) * perNano);
  }
}
