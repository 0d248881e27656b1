package org.rlhf4j.runner.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much the page shows of what there is. The files beside it have everything.
 *
 * @param share 1 for as much as a page usually shows, less where that is too large
 * @param left ids of the plots that it does not draw
 */
record Room(double share, Set<String> left) {
  /** Letters of the page's data for points and for answers, to begin with. */
  private static final int POINTS = 600_000;

  private static final int ANSWERS = 600_000;

  /** What the usual page shows of some plots. */
  static Room of(double share, List<Plot> plots) {
    int letters = (int) (share * POINTS);
    Set<String> drawn = PlotJson.fitting(plots, letters);
    return new Room(
        share,
        plots.stream().map(Plot::id).filter(id -> !drawn.contains(id)).collect(Collectors.toSet()));
  }

  int points() {
    return (int) (share * POINTS);
  }

  int answers() {
    return (int) (share * ANSWERS);
  }

  /** How many rows, lines or letters are shown where usually there are so many; at least one. */
  int of(int usual) {
    return (int) Math.ceil(share * usual);
  }

  /** Whether what only some readers open is left to its file. */
  boolean isTight() {
    return share < 0.2;
  }

  boolean has(Plot plot) {
    return !left.contains(plot.id());
  }

  /** The first rows, lines or whatever. */
  <T> List<T> first(List<T> all, int usual) {
    return all.subList(0, Math.min(of(usual), all.size()));
  }

  /** The place of a drawing, or where its numbers are. */
  String figure(Plot plot) {
    return has(plot)
        ? plot.figure()
        : "<p class=\"caption\">"
            + Html.text(plot.title())
            + ": the page has no room for this chart; charts/"
            + plot.id()
            + ".csv has its numbers.</p>";
  }

  /** A sentence that says what is missing; empty where nothing is. */
  static String rest(int shown, int all, String what, String file) {
    return shown >= all
        ? ""
        : "<p class=\"caption\">The first "
            + shown
            + " of "
            + all
            + " "
            + what
            + "; "
            + Html.text(file)
            + " has all.</p>";
  }
}
