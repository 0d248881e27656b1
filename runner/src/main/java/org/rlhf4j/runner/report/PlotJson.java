package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Point;

/** Plots for the page's script: what is seen, with as many digits as can be seen. */
final class PlotJson {
  /** More than a screen can show. */
  private static final MathContext DIGITS = new MathContext(6);

  private static final int MOST_POINTS = 400;
  private static final int FEWEST_POINTS = 24;

  /** Letters of a point, about. */
  private static final int POINT = 14;

  /** Letters of a series without its points, about. */
  private static final int SERIES = 90;

  private final Map<String, Integer> colours = new LinkedHashMap<>();

  /**
   * @param subjects the methods, which have the first colours
   */
  PlotJson(List<String> subjects) {
    subjects.forEach(this::colour);
  }

  private int colour(String subject) {
    return colours.computeIfAbsent(subject, s -> colours.size());
  }

  /** Colours by subject, as they were given out so far. */
  JsonObject colours() {
    JsonObject json = new JsonObject();
    colours.forEach(json::addProperty);
    return json;
  }

  /** The first plots that have room, with the fewest points: their ids. */
  static Set<String> fitting(List<Plot> plots, int letters) {
    Set<String> ids = new HashSet<>();
    long taken = 0;
    for (Plot plot : plots) {
      for (Plot.Series series : plot.series()) {
        boolean all = plot.x().scale() == Chart.Scale.CATEGORIES;
        int n = all ? series.points().size() : Math.min(FEWEST_POINTS, series.points().size());
        taken += SERIES + (long) POINT * n;
      }
      if (taken > letters) {
        return ids;
      }
      ids.add(plot.id());
    }
    return ids;
  }

  /**
   * All plots.
   *
   * @param letters about as many as they may take
   */
  JsonArray json(List<Plot> plots, int letters) {
    int lines = plots.stream().mapToInt(p -> p.series().size()).sum();
    int most = Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, letters / POINT / Math.max(1, lines)));
    JsonArray array = new JsonArray();
    plots.forEach(plot -> array.add(json(plot, most)));
    return array;
  }

  private JsonObject json(Plot plot, int most) {
    JsonObject json = new JsonObject();
    json.addProperty("id", plot.id());
    json.addProperty("kind", word(plot.kind()));
    json.addProperty("title", plot.title());
    json.add("x", axis(plot.x()));
    json.add("y", axis(plot.y()));
    JsonArray series = new JsonArray();
    boolean labels = plot.x().scale() == Chart.Scale.CATEGORIES;
    for (Plot.Series s : plot.series()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", s.name());
      one.addProperty("subject", s.subject());
      one.addProperty("colour", colour(s.subject()));
      one.addProperty("group", s.group());
      one.addProperty("mark", word(s.mark()));
      List<Point> points = labels ? s.points() : Thinning.line(s.points(), most);
      if (points.size() < s.points().size()) {
        one.addProperty("of", s.points().size());
      }
      JsonArray drawn = new JsonArray();
      for (int i = 0; i < points.size(); i++) {
        drawn.add(point(points.get(i), s.errors().isEmpty() ? Double.NaN : s.errors().get(i)));
      }
      one.add("points", drawn);
      series.add(one);
    }
    json.add("series", series);
    return json;
  }

  private static JsonArray point(Point point, double errorOfX) {
    JsonArray array = new JsonArray();
    array.add(number(point.x()));
    array.add(number(point.y()));
    boolean interval = Double.isFinite(point.low()) || Double.isFinite(point.high());
    boolean alongX = Double.isFinite(errorOfX);
    if (interval || alongX || !point.label().isEmpty()) {
      array.add(number(point.low()));
      array.add(number(point.high()));
      array.add(point.label());
    }
    if (alongX) {
      array.add(number(errorOfX));
    }
    return array;
  }

  private static JsonObject axis(Chart.Axis axis) {
    JsonObject json = new JsonObject();
    json.addProperty("label", axis.label());
    json.addProperty("unit", axis.unit());
    json.addProperty("scale", word(axis.scale()));
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A text. */
  static JsonElement text(String text) {
    return new JsonPrimitive(text);
  }

  /** A number of few digits; null for what is none. */
  static JsonElement number(double x) {
    if (!Double.isFinite(x)) {
      return JsonNull.INSTANCE;
    }
    double rounded = BigDecimal.valueOf(x).round(DIGITS).doubleValue();
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e9
        ? new JsonPrimitive((long) rounded)
        : new JsonPrimitive(rounded);
  }
}
