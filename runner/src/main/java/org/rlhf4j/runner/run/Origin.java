package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;

/**
 * What an interrupted run said of where it comes from, to compare with what there is now. Other
 * inputs or dropped-in plugins would silently make a mixture of two runs, and are refused. Another
 * version of the program or another machine is told and written down, since whoever mends the
 * program or loses the machine must be able to go on; the format of checkpoints has a version of
 * its own.
 */
record Origin(JsonObject provenance) {
  private static final String RESUMED = "resumed";

  /**
   * That of a run.
   *
   * @throws UserException if the run's provenance is not what a run writes
   */
  static Origin of(RunFolder run) {
    return Written.read(
        run.path().resolve(RunFolder.PROVENANCE),
        () -> {
          Origin origin = new Origin(run.read(RunFolder.PROVENANCE));
          files(origin.provenance, "inputs");
          plugins(origin.provenance);
          return origin;
        });
  }

  /** Finds files from where the run was started. */
  InputFiles files(PathRoots now) {
    Path working = path(provenance.get("workingDirectory"));
    Path spec = path(at(provenance, "spec", "path"));
    PathRoots then =
        working != null && Files.isDirectory(working)
            ? new PathRoots(working, now.home(), now.data())
            : now;
    return new InputFiles(then, spec == null ? null : spec.getParent());
  }

  /** Lets another run find files from where this one found them, whatever starts it. */
  void bequeath(JsonObject other) {
    for (String name : List.of("workingDirectory", "spec")) {
      if (provenance.has(name)) {
        other.add(name, provenance.get(name));
      }
    }
  }

  private static @Nullable Path path(@Nullable JsonElement json) {
    return json == null ? null : Path.of(json.getAsString());
  }

  private static @Nullable JsonElement at(JsonObject json, String outer, String inner) {
    return json.get(outer) instanceof JsonObject object ? object.get(inner) : null;
  }

  /**
   * Compares.
   *
   * @param now what a run that begins now would say
   * @return what differs and may, in words
   * @throws UserException with everything that differs and must not
   */
  List<String> compare(JsonObject now) {
    List<String> refused = new ArrayList<>();
    compareFiles("input ", files(provenance, "inputs"), files(now, "inputs"), refused);
    Map<String, JsonObject> before = plugins(provenance);
    List<String> told = new ArrayList<>();
    plugins(now)
        .forEach(
            (name, plugin) -> {
              JsonObject old = before.get(name);
              boolean same =
                  old != null
                      && Objects.equals(at(old, "jar", "sha256"), at(plugin, "jar", "sha256"))
                      && Objects.equals(old.get("class"), plugin.get("class"));
              if (!same) {
                boolean dropIn = plugin.get("dropIn").getAsBoolean();
                (dropIn ? refused : told).add("the " + name + " is not what it was");
              }
            });
    if (!refused.isEmpty()) {
      throw new UserException(
          "this would not be the same run:\n  "
              + Excerpt.lines(refused).replace("\n", "\n  ")
              + "\nput back what was there, or start a new run");
    }
    for (String name : List.of("rlhf4j", "commit", "java", "os", "processors", "environment")) {
      JsonElement then = provenance.get(name);
      JsonElement here = now.get(name);
      if (!Objects.equals(then, here)) {
        told.add(name + " is " + here + " and was " + then);
      }
    }
    return told;
  }

  private static void compareFiles(
      String what, Map<String, String> then, Map<String, String> now, List<String> refused) {
    then.forEach(
        (path, sum) -> {
          if (!sum.equals(now.get(path)) && !isElsewhere(path, sum, now)) {
            refused.add(
                what + path + (now.containsKey(path) ? " was changed" : " is not there any more"));
          }
        });
    now.forEach(
        (path, sum) -> {
          if (!then.containsKey(path) && !isElsewhere(path, sum, then)) {
            refused.add(what + path + " was not there");
          }
        });
  }

  /** A file that was moved with its folder is the same file. */
  private static boolean isElsewhere(String path, String sum, Map<String, String> files) {
    return files.entrySet().stream()
        .anyMatch(
            f ->
                f.getValue().equals(sum)
                    && Path.of(f.getKey()).getFileName().equals(Path.of(path).getFileName()));
  }

  private static Map<String, String> files(JsonObject json, String name) {
    Map<String, String> files = new LinkedHashMap<>();
    for (JsonElement file : json.getAsJsonArray(name)) {
      JsonObject object = file.getAsJsonObject();
      files.put(object.get("path").getAsString(), object.get("sha256").getAsString());
    }
    return files;
  }

  private static Map<String, JsonObject> plugins(JsonObject json) {
    Map<String, JsonObject> plugins = new LinkedHashMap<>();
    for (JsonElement plugin : json.getAsJsonArray("plugins")) {
      JsonObject object = plugin.getAsJsonObject();
      plugins.put(
          object.get("kind").getAsString() + " \"" + object.get("id").getAsString() + "\"", object);
    }
    return plugins;
  }

  /** The same, and that it went on now. */
  JsonObject resumed(JsonObject program) {
    JsonObject json = provenance.deepCopy();
    JsonArray resumed = json.get(RESUMED) instanceof JsonArray array ? array : new JsonArray();
    resumed.add(program);
    json.add(RESUMED, resumed);
    return json;
  }
}
