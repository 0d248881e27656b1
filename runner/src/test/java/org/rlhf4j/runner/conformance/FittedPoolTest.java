package org.rlhf4j.runner.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.PathRoots;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.Problems;

/**
 * What {@code fit-annotators} finds in labels of people is given to {@code simulated-annotators},
 * and these agree and vary as the people do. Agreement and variance are counted here, from signs
 * alone.
 */
@Tag("data")
final class FittedPoolTest {

  private static final String FIT =
      """
      {"id": "fit-annotators", "options": {"measure": "polarity", "resamples": 10,
        "simulations": 20, "file": {"path": "FILE", "columns": ["id", "mean", "sd", "ratings"],
          "item": "id", "labels": "ratings"}}}
      """;

  private static final String MEMBER =
      """
      {"judge": {"id": "reward-judge", "options": {
        "reward": {"id": "rules", "options": {"words": [{"words": ["good"]}]}}}}}
      """;

  /** A judge in a spec. */
  public record Holder(@Option("a judge") @Nullable Part<Judge> judge) {}

  /** Labels of an item: how many say one thing, and how many the other. */
  private record Counts(int up, int down) {
    int labels() {
      return up + down;
    }

    int[] sides() {
      return new int[] {up, down};
    }
  }

  private static List<Counts> people(Path file) throws IOException {
    List<Counts> items = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      int up = 0;
      int down = 0;
      for (String rating : line.split("\t", -1)[3].replaceAll("[\\[\\] ]", "").split(",", -1)) {
        up += Integer.parseInt(rating) > 0 ? 1 : 0;
        down += Integer.parseInt(rating) < 0 ? 1 : 0;
      }
      if (up + down > 1) {
        items.add(new Counts(up, down));
      }
    }
    return items;
  }

  private static double agreement(List<Counts> items) {
    double same = 0;
    double pairs = 0;
    for (Counts c : items) {
      same += c.up * (c.up - 1.0) + c.down * (c.down - 1.0);
      pairs += c.labels() * (c.labels() - 1.0);
    }
    return same / pairs;
  }

  private static double variance(List<Counts> items) {
    double wrong = 0;
    double labels = 0;
    for (Counts c : items) {
      for (int side = 0; side < 2; side++) {
        int own = c.sides()[side];
        int other = c.sides()[1 - side];
        wrong += own * (own - 1 > other ? 0 : own - 1 == other ? 0.5 : 1);
      }
      labels += c.labels();
    }
    return wrong / labels;
  }

  private static Judge pool(double flip, double hard, int members) {
    String spec =
        "{\"judge\": {\"id\": \"simulated-annotators\", \"options\": {\"flip\": %s, \"hard\": %s,"
                .formatted(flip, hard)
            + " \"members\": "
            + Collections.nCopies(members, MEMBER)
            + "}}}";
    JsonDocument document = JsonDocument.parse("spec", spec);
    Problems problems = new Problems();
    Holder holder =
        new OptionsReader(Catalog.load(List.of()), problems)
            .read(new Holder(null), document.root(), "");
    assertTrue(problems.isEmpty(), () -> String.valueOf(problems.in(document).getMessage()));
    PathRoots places = new PathRoots(Path.of("").toAbsolutePath(), null, Path.of("data"));
    RunContext context = RunContext.root(6, new InputFiles(places, null), "cpu", RunLog.silent());
    return context.create(Objects.requireNonNull(holder.judge()));
  }

  /** As many labels of each item as people gave it, each from another member of the pool. */
  private static List<Counts> labels(Judge pool, List<Counts> like) {
    List<Judge> members = List.copyOf(pool.panel().values());
    int[][] counts = new int[like.size()][2];
    for (int m = 0; m < members.size(); m++) {
      int member = m;
      List<Integer> asked =
          IntStream.range(0, like.size())
              .filter(i -> like.get(i).labels() > member)
              .boxed()
              .collect(Collectors.toList());
      List<Verdict> said =
          members.get(m).judge(asked.stream().map(FittedPoolTest::comparison).toList());
      for (int k = 0; k < said.size(); k++) {
        counts[asked.get(k)][said.get(k).label() == Verdict.Label.FIRST ? 0 : 1]++;
      }
    }
    return IntStream.range(0, counts.length)
        .mapToObj(i -> new Counts(counts[i][0], counts[i][1]))
        .toList();
  }

  private static Comparison comparison(int i) {
    return new Comparison(
        "item " + i, new Prompt("p" + i, "?"), Answer.ofText("good"), Answer.ofText("bad"));
  }

  @Test
  void aPoolWithTheFittedOptionsAgreesAndVariesAsPeopleDo() throws IOException {
    Path file = Evaluated.data("vader/movieReviewSnippets_anonDataRatings.txt");
    List<Counts> people = people(file);
    Evaluated fit = Evaluated.of(FIT, file);
    double flip = fit.number("pool", "people", "flip");
    double hard = fit.number("pool", "people", "hard");
    int most = people.stream().mapToInt(Counts::labels).max().orElseThrow();
    try (Judge pool = pool(flip, hard, most)) {
      List<Counts> simulated = labels(pool, people);
      double spread = fit.number("pool", "spread of simulations", "agreement of two");
      assertEquals(agreement(people), agreement(simulated), 4 * spread);
      double varied = fit.number("pool", "spread of simulations", "variance");
      assertEquals(variance(people), variance(simulated), 4 * varied);
      assertTrue(varied < 0.003 && spread < 0.003, varied + " and " + spread);
    }
    // one flip for all gives the agreement, and is far from the variance
    try (Judge alike = pool(fit.number("fit", "people", "flip"), 0, most)) {
      List<Counts> simulated = labels(alike, people);
      assertEquals(agreement(people), agreement(simulated), 0.003);
      assertTrue(variance(people) - variance(simulated) > 0.01);
    }
  }
}
