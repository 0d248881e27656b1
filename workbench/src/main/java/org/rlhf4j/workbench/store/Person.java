package org.rlhf4j.workbench.store;

import com.google.gson.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.task.StrictJsonText;

/**
 * An annotator.
 *
 * @param id number in the file; exports say {@code annotator-ID}
 * @param name as the owner calls them
 * @param role crowd or expert
 * @param qualification how far they are in it
 * @param score share of right answers in it; NaN where there is none
 * @param retired whether their labels no longer count
 * @param groups what they said about themselves: the answer to each question
 */
public record Person(
    long id,
    String name,
    Role role,
    Qualification qualification,
    double score,
    boolean retired,
    Map<String, String> groups) {

  /** How far somebody is in the qualification. */
  public enum Qualification {
    /** They have to do it. */
    OPEN,
    /** They may work, or never needed it. */
    PASSED,
    /** They may not work. */
    FAILED
  }

  /** What exports call them. */
  public String alias() {
    return "annotator-" + id;
  }

  static final String COLUMNS = "id, name, role, qualification, score, retired, groups";

  static Person of(ResultSet row) throws SQLException {
    double score = row.getDouble("score");
    boolean scored = !row.wasNull();
    row.getLong("retired");
    boolean retired = !row.wasNull();
    return new Person(
        row.getLong("id"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        Qualification.valueOf(row.getString("qualification").toUpperCase(Locale.ROOT)),
        scored ? score : Double.NaN,
        retired,
        groups(row.getString("groups")));
  }

  private static Map<String, String> groups(@Nullable String json) {
    Map<String, String> groups = new LinkedHashMap<>();
    if (json != null) {
      JsonObject object = StrictJsonText.object(json);
      object.keySet().forEach(key -> groups.put(key, object.get(key).getAsString()));
    }
    return groups;
  }
}
