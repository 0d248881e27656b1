package org.rlhf4j.runner.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Measurement.Kind;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.checkpoint.Format;
import org.rlhf4j.runner.checkpoint.Formats;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.spec.Records;

/**
 * Evaluations as JSON and back, exactly: numbers as the shortest text that reads back to the same,
 * NaN as null, infinities as texts.
 */
final class EvaluationJson {
  private EvaluationJson() {}

  private static final TypeAdapter<Double> NUMBER =
      new TypeAdapter<>() {
        @Override
        public void write(JsonWriter out, Double value) throws IOException {
          if (Double.isNaN(value)) {
            out.nullValue();
          } else if (Double.isInfinite(value)) {
            out.value(value.toString());
          } else {
            out.value(value);
          }
        }

        @Override
        public Double read(JsonReader in) throws IOException {
          if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return Double.NaN;
          }
          return in.peek() == JsonToken.STRING
              ? Double.parseDouble(in.nextString())
              : in.nextDouble();
        }
      };

  private static final GsonBuilder NUMBERS =
      new GsonBuilder()
          .serializeNulls()
          .disableHtmlEscaping()
          .registerTypeAdapter(double.class, NUMBER)
          .registerTypeAdapter(Double.class, NUMBER);

  private static final Gson PLAIN = NUMBERS.create();

  private static final Gson GSON =
      NUMBERS
          .registerTypeAdapter(
              Measurement.class,
              (JsonDeserializer<Measurement>)
                  (json, type, context) ->
                      PLAIN.fromJson(withKind(json.getAsJsonObject()), Measurement.class))
          .registerTypeAdapter(
              Basis.class,
              (JsonDeserializer<Basis>)
                  (json, type, context) ->
                      PLAIN.fromJson(withDecoding(json.getAsJsonObject()), Basis.class))
          .create();

  /** What a run wrote of a decoding before it wrote it as data. */
  private static final Pattern DECODING =
      Pattern.compile("Decoding\\[temperature=(.+), topK=(.+), topP=(.+), maxNewTokens=(.+)]");

  /** A basis with its decoding; earlier runs wrote that as a text. */
  private static JsonObject withDecoding(JsonObject basis) {
    if (!(basis.get("decoding") instanceof JsonPrimitive text)) {
      return basis;
    }
    Matcher parts = DECODING.matcher(text.getAsString());
    if (!parts.matches()) {
      throw new JsonParseException("\"decoding\" is none: " + text.getAsString());
    }
    JsonObject whole = basis.deepCopy();
    whole.add(
        "decoding",
        PLAIN.toJsonTree(
            new Decoding(
                Double.parseDouble(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Double.parseDouble(parts.group(3)),
                Integer.parseInt(parts.group(4)))));
    return whole;
  }

  /**
   * A measurement with its kind. Runs that wrote down none told bounds by their note, and what is
   * known from what was estimated by a note in the place of an error.
   */
  private static JsonObject withKind(JsonObject measurement) {
    if (measurement.has("kind")) {
      return measurement;
    }
    JsonObject whole = measurement.deepCopy();
    String note = measurement.has("note") ? measurement.get("note").getAsString() : "";
    boolean bound = note.equals("upper bound");
    boolean known = !note.isEmpty() && measurement.get("standardError").isJsonNull();
    Kind kind = bound ? Kind.UPPER_BOUND : known ? Kind.FIXED : Kind.ESTIMATE;
    whole.addProperty("kind", kind.name());
    if (bound) {
      whole.addProperty("note", "");
    }
    return whole;
  }

  /** How a run remembers an evaluation. */
  static final Format<Evaluation> FORMAT =
      new Format<>() {
        @Override
        public void write(Evaluation evaluation, DataOutput out) throws IOException {
          Formats.TEXT.write(JsonText.line(json(evaluation)), out);
        }

        @Override
        public Evaluation read(DataInput in) throws IOException {
          return GSON.fromJson(Formats.TEXT.read(in), Evaluation.class);
        }
      };

  /**
   * A record of the evaluation package, or a list of such. A measurement without an interval of its
   * own does not speak of one.
   */
  static JsonElement json(Object value) {
    JsonElement json = GSON.toJsonTree(value);
    if (value instanceof Measurement m && m.interval().equals(Interval.NONE)) {
      json.getAsJsonObject().remove("interval");
    }
    return json;
  }

  /** A number. */
  static JsonElement number(double value) {
    return GSON.toJsonTree(value, double.class);
  }

  /** Reads {@link #number} back. */
  static double number(JsonElement json) {
    return json.isJsonNull() || json instanceof JsonPrimitive
        ? GSON.fromJson(json, double.class)
        : Double.NaN;
  }

  /** Reads {@link #json} back. */
  static <T> T read(JsonElement json, Class<T> type) {
    T read = GSON.fromJson(json, type);
    if (read instanceof Object[] many) {
      Arrays.stream(many).forEach(EvaluationJson::requireTexts);
    } else {
      requireTexts(read);
    }
    return read;
  }

  /** Gson leaves null what is not there: in a damaged file a name may be another one. */
  private static void requireTexts(@Nullable Object read) {
    if (!(read instanceof Record whole)) {
      return;
    }
    for (RecordComponent component : whole.getClass().getRecordComponents()) {
      if (component.getType() == String.class
          && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
          && Records.get(whole, component) == null) {
        throw new JsonParseException("\"" + component.getName() + "\" is missing");
      }
    }
  }
}
