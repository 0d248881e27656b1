package org.rlhf4j.evaluators.inputs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.evaluators.judging.FileProblems;

/**
 * What the rows of a file are about. Those that are about the same are refused where an id says so,
 * and counted where it only looks so; sources that were measured on different items would not
 * belong into one column.
 */
public final class Items {

  private static final int SHOWN = 60;

  private Items() {}

  /**
   * What a row is about.
   *
   * @param line of the file, from 1
   * @param who said or made what is in it, such as a scorer
   * @param id of what it is about; null where the file does not tell
   * @param content all that counts in the row, so that equal rows have equal contents
   */
  public record Item(int line, String who, @Nullable String id, Object content) {}

  /** The id of a row, or else its texts in these columns; null where it has neither. */
  public static @Nullable String id(DataRow row, String... texts) {
    if (row.has("id")) {
      return "id \"" + row.text("id") + "\"";
    }
    List<String> there = new ArrayList<>();
    for (String column : texts) {
      if (row.has(column)) {
        there.add("\"" + row.text(column) + "\"");
      }
    }
    return there.isEmpty() ? null : String.join(", ", there);
  }

  /**
   * Refuses a file in which an item stands twice, some rows say what they are about and some do
   * not, or not all are measured on the same items.
   *
   * @param what the option that names the file, for messages
   * @param who what those are called who are in the rows, such as {@code scorer}
   * @param once whether a source has at most one row of an item
   * @throws org.rlhf4j.api.UserException with all that is wrong
   */
  public static void check(String what, String file, String who, boolean once, List<Item> items) {
    List<String> problems = new ArrayList<>();
    long nameless = items.stream().filter(item -> item.id == null).count();
    if (nameless > 0 && nameless < items.size()) {
      problems.add(
          nameless
              + " of "
              + items.size()
              + " rows do not say what they are about; give all rows an id, or none");
    }
    if (once) {
      problems.addAll(twice(file, who, items));
    }
    problems.addAll(nameless == 0 ? otherItems(who, items) : otherCounts(who, items));
    FileProblems.refuse(what, problems);
  }

  private static List<String> twice(String file, String who, List<Item> items) {
    List<String> problems = new ArrayList<>();
    Map<List<String>, Item> seen = new HashMap<>();
    for (Item item : items) {
      String id = item.id;
      Item same = id == null ? null : seen.putIfAbsent(List.of(item.who, id), item);
      if (id != null && same != null) {
        problems.add(
            file
                + " line "
                + item.line
                + ": "
                + who
                + " \""
                + item.who
                + "\" has "
                + shown(id)
                + " in line "
                + same.line
                + " already");
      }
    }
    return problems;
  }

  private static List<String> otherItems(String who, List<Item> items) {
    Set<String> all = new LinkedHashSet<>();
    Map<String, Set<String>> own = new LinkedHashMap<>();
    for (Item item : items) {
      String id = Objects.requireNonNull(item.id);
      all.add(id);
      own.computeIfAbsent(item.who, w -> new HashSet<>()).add(id);
    }
    List<String> problems = new ArrayList<>();
    own.forEach(
        (name, ids) -> {
          if (ids.size() < all.size()) {
            String lacking = all.stream().filter(id -> !ids.contains(id)).findFirst().orElseThrow();
            problems.add(
                who
                    + " \""
                    + name
                    + "\" has "
                    + ids.size()
                    + " of "
                    + all.size()
                    + " items, and not "
                    + shown(lacking)
                    + ": numbers on different items do not belong into one column; keep what all"
                    + " have, or give each its own file");
          }
        });
    return problems;
  }

  private static List<String> otherCounts(String who, List<Item> items) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    items.forEach(item -> counts.merge(item.who, 1, Integer::sum));
    return counts.values().stream().distinct().count() <= 1
        ? List.of()
        : List.of(
            "each "
                + who
                + " has another number of rows, so they cannot be about the same items: "
                + counts);
  }

  /** How many rows are equal to one before them although nothing says that it is the same item. */
  public static int repeated(List<Item> items) {
    Set<List<Object>> seen = new HashSet<>();
    return (int)
        items.stream()
            .filter(item -> item.id == null && !seen.add(List.of(item.who, item.content)))
            .count();
  }

  /** The same in words, for a caption; empty where there is nothing to say. */
  public static String remark(List<Item> items) {
    int repeated = repeated(items);
    return repeated == 0
        ? ""
        : repeated
            + " of "
            + items.size()
            + " rows are equal to one before them; without an id nothing tells whether they are the"
            + " same, and all count.";
  }

  private static String shown(String id) {
    return id.length() <= SHOWN ? id : id.substring(0, SHOWN) + "...\"";
  }
}
