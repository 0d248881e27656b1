package org.rlhf4j.runner.annotate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Workbench;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.WorkbenchPlugin;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.PathRoots;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.Problems;

/**
 * The spec of a workbench: a JSON file that holds its options and, where the catalog has several
 * workbenches, the id of one under {@code workbench}.
 */
public final class WorkbenchFile {
  private static final String ID = "workbench";

  private WorkbenchFile() {}

  /**
   * Opens what a spec describes.
   *
   * @param seed of the randomness of its parts, a judge's say
   * @throws UserException with all problems of the spec and of what it names
   */
  public static Workbench open(
      Path spec, Catalog catalog, PathRoots places, long seed, RunLog log) {
    JsonDocument document = JsonDocument.read(spec);
    Problems problems = new Problems();
    if (!(document.root() instanceof JsonObject root)) {
      throw new UserException(spec + ": a spec is an object in braces");
    }
    WorkbenchPlugin<?> plugin = plugin(catalog, root, problems);
    if (plugin == null) {
      throw problems.in(document);
    }
    JsonObject options = root.deepCopy();
    options.remove(ID);
    Record read = new OptionsReader(catalog, problems).read(plugin.defaults(), options, "");
    if (read == null || !problems.isEmpty()) {
      throw problems.in(document);
    }
    InputFiles files = new InputFiles(places, spec.toAbsolutePath().getParent());
    AtomicReference<Workbench> opened = new AtomicReference<>();
    problems.catching(
        "",
        () ->
            opened.set(
                RunContext.root(seed, files, "auto", log)
                    .create(new Part<Workbench>(plugin, read))));
    Workbench workbench = opened.get();
    if (workbench == null) {
      throw problems.in(document);
    }
    return workbench;
  }

  @SuppressWarnings("NullAway") // the caller looks at the problems
  private static WorkbenchPlugin<?> plugin(Catalog catalog, JsonObject root, Problems problems) {
    @SuppressWarnings("rawtypes") // a raw class is the only class there is of a generic interface
    Collection<WorkbenchPlugin> all = catalog.all(WorkbenchPlugin.class);
    JsonElement id = root.get(ID);
    if (id == null && all.size() == 1) {
      return all.iterator().next();
    }
    String there = all.stream().map(p -> p.id()).collect(Collectors.joining(", ", "there is ", ""));
    if (id instanceof JsonPrimitive text && text.isString()) {
      try {
        return catalog.get(WorkbenchPlugin.class, text.getAsString());
      } catch (UserException e) {
        problems.add(ID, String.valueOf(e.getMessage()));
        return null;
      }
    }
    problems.add(ID, (id == null ? "is missing" : "must be a text") + ": name one; " + there);
    return null;
  }
}
