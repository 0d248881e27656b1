package org.rlhf4j.evaluators.overoptimisation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.inputs.Items;

/**
 * Implements {@link OverOptimisationPlugin} for candidates that others made and scored.
 *
 * @param what names the file, with its hash
 * @param remark on its rows; may be empty
 */
record ScoredFile(
    OverOptimisationOptions options, Candidates candidates, String what, String remark)
    implements Evaluator {

  /** One candidate. */
  private record Row(Items.Item about, String prompt, double proxy, double gold) {

    // far beyond any reward, and far from where squares and their sums overflow
    private static final double LARGEST = 1e100;

    static Row of(DataRow row) {
      String prompt = row.text("prompt");
      double proxy = score(row, "proxy");
      double gold = score(row, "gold");
      String id =
          row.has("id") ? "id \"" + row.text("id") + "\" of prompt \"" + prompt + "\"" : null;
      return new Row(
          new Items.Item(row.line(), "file", id, List.of(prompt, proxy, gold)),
          prompt,
          proxy,
          gold);
    }

    private static double score(DataRow row, String column) {
      double score = row.number(column);
      if (Math.abs(score) > LARGEST) {
        throw new UserException(
            "\"%s\" must be in [-%s, %s], but is %s".formatted(column, LARGEST, LARGEST, score));
      }
      return score;
    }
  }

  /**
   * Reads a file.
   *
   * @throws UserException if a row is not one, or prompts have too few candidates
   */
  static ScoredFile read(String file, OverOptimisationOptions options, PluginContext context) {
    if (options.n().isEmpty()) {
      throw new UserException(
          "over-optimisation: with file there is only best-of-n; put numbers into n");
    }
    List<Row> rows = context.rows(file, Row::of);
    List<Items.Item> items = rows.stream().map(Row::about).toList();
    Items.check("over-optimisation: file", file, "file", /* once= */ true, items);
    Map<String, List<Row>> byPrompt = new LinkedHashMap<>();
    rows.forEach(r -> byPrompt.computeIfAbsent(r.prompt(), p -> new ArrayList<>()).add(r));
    List<Candidates.Scored> scored = new ArrayList<>();
    byPrompt.forEach(
        (prompt, of) -> {
          BestOfNEstimator.check(
              options.n(), of.size(), "in " + file + " prompt \"" + prompt + "\" has");
          scored.add(
              new Candidates.Scored(
                  of.stream().mapToDouble(Row::proxy).toArray(),
                  of.stream().mapToDouble(Row::gold).toArray()));
        });
    if (scored.size() < 2) {
      throw new UserException(
          "over-optimisation: " + file + " has one prompt; errors over prompts need at least two");
    }
    String what =
        rows.size()
            + " candidates of "
            + scored.size()
            + " prompts in "
            + file
            + ", sha256 "
            + sum(context.resolve(file));
    return new ScoredFile(options, new Candidates(scored), what, Items.remark(items));
  }

  private static String sum(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<String> columns() {
    return CurveFindings.columns(options);
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return Work.nothing();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    if (!remark.isEmpty()) {
      task.log().note(remark);
    }
    List<Curve> curves = List.of(candidates.curve(options.n()));
    return new CurveFindings(options, curves, Proxies.SAME, Map.of(), List.of(), task.random())
        .evaluation(Basis.of(what));
  }
}
