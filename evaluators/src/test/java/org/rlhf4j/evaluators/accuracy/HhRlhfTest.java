package org.rlhf4j.evaluators.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.testkit.DataFolder;
import org.rlhf4j.testkit.FunctionReward;

/** A reward of length alone on Anthropic's pairs: how often the chosen transcript is longer. */
@Tag("data")
final class HhRlhfTest {

  @ParameterizedTest
  @CsvSource({"helpful-base, 2354, 0.594, 2", "harmless-base, 2312, 0.443, 0"})
  void lengthAlone(String name, int rows, double longer, int identical) throws IOException {
    Path file = DataFolder.file("data/hh-rlhf/" + name + ".test.jsonl.gz");
    List<Preference> pairs = pairs(file);
    DataSource source =
        new DataSource() {
          @Override
          public List<Preference> preferences() {
            return pairs;
          }
        };
    RewardAccuracyOptions options =
        new RewardAccuracyOptions(
            "accuracy",
            null,
            FileContext.data(source),
            FileContext.part(
                "length",
                new FunctionReward(
                    r -> r.answer().text().codePointCount(0, r.answer().text().length()))),
            Ties.WRONG,
            Layout.SUBSETS,
            Map.of(),
            Map.of(),
            Overall.SECTIONS,
            100);
    Evaluation found =
        new RewardAccuracyPlugin()
            .create(options, new FileContext(Path.of("")))
            .evaluate(Setting.task());
    Measurement accuracy = Setting.measurement(found, "length", "accuracy");
    assertEquals(rows, accuracy.n());
    assertEquals(100 * longer, accuracy.value(), 0.05);
    assertEquals(
        identical > 0,
        accuracy.note().endsWith(identical + " pairs of the same text"),
        accuracy.note());
    DataTable bias = Setting.table(found, "length-bias");
    assertEquals(100, Setting.cell(bias, "slope", "length").value(), 1e-6);
    assertEquals(0, Setting.cell(bias, "accuracy, chosen shorter (%)", "length").value());
  }

  private static List<Preference> pairs(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().map(HhRlhfTest::pair).toList();
    }
  }

  private static Preference pair(String line) {
    JsonObject row = JsonParser.parseString(line).getAsJsonObject();
    return new Preference(
        new Prompt("p", ""),
        Answer.ofText(row.get("chosen").getAsString()),
        Answer.ofText(row.get("rejected").getAsString()));
  }
}
