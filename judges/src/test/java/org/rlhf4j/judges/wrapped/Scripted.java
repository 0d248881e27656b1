package org.rlhf4j.judges.wrapped;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;

/** A judge that says what a function says, and remembers what it was asked. */
final class Scripted implements Judge {

  record NoOptions() {}

  private final Function<Comparison, Verdict> says;
  private final List<Comparison> asked = new ArrayList<>();
  private final String fingerprint;
  private boolean closed;

  Scripted(Function<Comparison, Verdict> says) {
    this(says, "");
  }

  Scripted(Function<Comparison, Verdict> says, String fingerprint) {
    this.says = says;
    this.fingerprint = fingerprint;
  }

  List<Comparison> asked() {
    return asked;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    asked.addAll(comparisons);
    return comparisons.stream().map(says).toList();
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** It as a part of a spec. */
  Part<Judge> part() {
    return Part.of(
        new JudgePlugin<NoOptions>() {
          @Override
          public String id() {
            return "scripted";
          }

          @Override
          public String summary() {
            return "says what it is told";
          }

          @Override
          public NoOptions defaults() {
            return new NoOptions();
          }

          @Override
          public Judge create(NoOptions options, PluginContext context) {
            return Scripted.this;
          }
        });
  }
}
