package org.rlhf4j.runner.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agreement and noise of real annotators: PandaLM's and VADER's. */
@Tag("data")
final class HumanLabelsTest {

  private static final String PANDALM =
      """
      {"path": "FILE", "item": "idx", "labels": ["annotator1", "annotator2", "annotator3"],
       "legal": ["0", "1", "2"]}
      """;

  private static Evaluated pandaLm(String id, String more) {
    return Evaluated.of(
        "{\"id\": \"" + id + "\", \"options\": {\"file\": " + PANDALM + more + "}}",
        Evaluated.data("pandalm/testset-v1.json"));
  }

  /** The figures are those of the data's own README. */
  @Test
  void pandaLmAgreement() {
    Evaluated found = pandaLm("agreement", ", \"resamples\": 200");
    String kappa = "Cohen's kappa";
    assertEquals(0.8520, found.number("pairs", kappa, "annotator1", "annotator2"), 5e-5);
    assertEquals(0.8789, found.number("pairs", kappa, "annotator1", "annotator3"), 5e-5);
    assertEquals(0.8617, found.number("pairs", kappa, "annotator2", "annotator3"), 5e-5);
    assertEquals(0.864175, found.number("agreement", "value", "Fleiss' kappa"), 5e-7);
    String alpha = "Krippendorff's alpha (nominal)";
    assertEquals(0.864221, found.number("agreement", "value", alpha), 5e-7);
    assertTrue(found.number("agreement", "low", alpha) > 0.84);
    assertTrue(found.number("agreement", "high", alpha) < 0.89);
    String most = "items whose most frequent label is ";
    assertEquals(105, found.number("counts", "how many", most + "0"));
    assertEquals(422, found.number("counts", "how many", most + "1"));
    assertEquals(472, found.number("counts", "how many", most + "2"));
    assertEquals(0, found.number("counts", "how many", "items without a most frequent label"));
  }

  /**
   * Of the 999 triples 426 + 368 + 85 are unanimous; with ties left out 36 + 33 are split, and the
   * 13 + 7 with two ties have no pair. All by counting.
   */
  @Test
  void pandaLmNoise() {
    Evaluated found =
        pandaLm("fit-annotators", ", \"tie\": \"0\", \"resamples\": 200, \"simulations\": 50");
    // unanimous triples have 3 pairs, split ones 1 of 3, those with one tie 1 of 1
    double same = 3 * (426 + 368) + (36 + 33) + (21 + 10);
    double pairs = 3 * (426 + 368 + 36 + 33) + (21 + 10);
    double agreement = same / pairs;
    assertEquals(agreement, found.number("fit", "people", "agreement of two"), 1e-12);
    double flip = (1 - Math.sqrt(2 * agreement - 1)) / 2;
    assertEquals(flip, found.number("fit", "people", "flip"), 1e-12);
    assertEquals(agreement, found.number("fit", "expected", "agreement of two"), 1e-12);
    double spread = found.number("fit", "spread of simulations", "agreement of two");
    assertEquals(agreement, found.number("fit", "simulated", "agreement of two"), spread);
    assertTrue(found.number("fit", "low", "flip") < flip);
    assertTrue(found.number("fit", "high", "flip") > flip);
    // predicted wrong are two labels of a split triple: the odd one, and each other one in two
    // cases
    double variance = 2 * (36 + 33) / (3.0 * (426 + 368 + 36 + 33) + 2 * (21 + 10));
    double people = found.number("fit", "people", "variance");
    assertEquals(variance, people, 1e-12);
    double varied = found.number("fit", "spread of simulations", "variance");
    assertEquals(people, found.number("fit", "simulated", "variance"), 3 * varied);
  }

  private static String fit(String measure) {
    return """
    {"id": "fit-annotators", "options": {"measure": "%s", "resamples": 50, "simulations": 10,
      "file": {"path": "FILE", "columns": ["id", "mean", "sd", "ratings"], "item": "id",
               "labels": "ratings", "legal": ["-4", "-3", "-2", "-1", "0", "1", "2", "3", "4"]}}}
    """
        .formatted(measure);
  }

  /** The file's third column is the standard deviation of each item's ratings, with divisor n. */
  @Test
  void vaderRatings() throws IOException {
    Path file = Evaluated.data("vader/movieReviewSnippets_anonDataRatings.txt");
    double squares = 0;
    double freedom = 0;
    List<String> lines = Files.readAllLines(file);
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      int n = fields[3].split(",", -1).length;
      squares += n * Math.pow(Double.parseDouble(fields[2]), 2);
      freedom += n - 1;
    }
    Evaluated found = Evaluated.of(fit("ratings"), file);
    assertEquals(10605, lines.size());
    assertEquals(Math.sqrt(squares / freedom), found.number("fit", "value", "noise"), 1e-5);
    // normal ratings instead of whole ones on a scale with ends: near, not equal
    double people = found.number("reproduced", "agreement", "people");
    assertEquals(people, found.number("reproduced", "agreement", "the fit, in closed form"), 0.03);
  }

  @Test
  void vaderPolarity() throws IOException {
    Path file = Evaluated.data("vader/tweets_anonDataRatings.txt");
    double same = 0;
    double pairs = 0;
    List<Double> items = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      double up = 0;
      double down = 0;
      for (String rating : line.split("\t", -1)[3].replaceAll("[\\[\\] ]", "").split(",", -1)) {
        up += Integer.parseInt(rating) > 0 ? 1 : 0;
        down += Integer.parseInt(rating) < 0 ? 1 : 0;
      }
      double equal = up * (up - 1) + down * (down - 1);
      double all = (up + down) * (up + down - 1);
      same += equal;
      pairs += all;
      if (all > 0) {
        items.add(equal / all);
      }
    }
    Evaluated found = Evaluated.of(fit("polarity"), file);
    double agreement = found.number("fit", "people", "agreement of two");
    assertEquals(same / pairs, agreement, 1e-12);
    double flip = found.number("fit", "people", "flip");
    assertEquals(agreement, (1 - flip) * (1 - flip) + flip * flip, 1e-12);
    assertEquals(agreement, found.number("fit", "simulated", "agreement of two"), 0.005);
    // tweets differ in how clear they are, and one flip for all does not know that
    String note = found.evaluation().measurements().get(0).note();
    assertTrue(note.endsWith("differ in difficulty; weighting pairs"), note);
    // the mean item, and not the mean pair, of which a quarter of the items has nearly all
    double ofItems = items.stream().mapToDouble(a -> a).average().orElseThrow();
    double other = (1 - Math.sqrt(2 * ofItems - 1)) / 2;
    assertEquals(0.0506, other, 5e-5);
    assertEquals(other, found.number("fit", "people", "flip, weighting items"), 1e-9);
  }
}
