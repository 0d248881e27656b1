package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;

/** A judge by a function, that remembers what it was asked and whether it was closed. */
final class Asked implements Judge {

  final List<Comparison> asked = new ArrayList<>();
  private final Function<Comparison, Verdict> verdict;
  private final Map<String, Judge> panel = new LinkedHashMap<>();
  boolean closed;

  Asked(Function<Comparison, Verdict> verdict) {
    this.verdict = verdict;
  }

  record NoOptions() {}

  Asked with(String name, Judge member) {
    panel.put(name, member);
    return this;
  }

  Part<Judge> part(String id) {
    return Part.of(
        new JudgePlugin<NoOptions>() {
          @Override
          public String id() {
            return id;
          }

          @Override
          public String summary() {
            return "a given judge";
          }

          @Override
          public NoOptions defaults() {
            return new NoOptions();
          }

          @Override
          public Judge create(NoOptions options, PluginContext context) {
            return Asked.this;
          }
        });
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    asked.addAll(comparisons);
    return comparisons.stream().map(verdict).toList();
  }

  @Override
  public Map<String, Judge> panel() {
    return panel;
  }

  @Override
  public void close() {
    closed = true;
  }
}
