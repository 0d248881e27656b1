package org.rlhf4j.judges.human;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Workbench;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.plugin.WorkbenchPlugin;
import org.rlhf4j.judges.human.task.Item;
import org.rlhf4j.judges.human.task.ItemsFile;
import org.rlhf4j.judges.human.task.TaskSetup;

/** {@code human}: several people label on web pages; their labels are kept in one SQLite file. */
@Source("rlhf4j's own")
public final class HumanWorkbenchPlugin implements WorkbenchPlugin<WorkbenchOptions> {

  /** For the service loader. */
  public HumanWorkbenchPlugin() {}

  @Override
  public String id() {
    return "human";
  }

  @Override
  public String summary() {
    return "web pages on which several people compare, rank, rate or write answers";
  }

  @Override
  public WorkbenchOptions defaults() {
    return WorkbenchOptions.DEFAULTS;
  }

  @Override
  public Workbench create(WorkbenchOptions options, PluginContext context) {
    Problems problems = new Problems();
    TaskType task = options.task();
    String name = options.name();
    String path = options.items();
    if (task == null || name == null || path == null) {
      throw new UserException("name, task and items must be given");
    }
    ItemsFile reader = new ItemsFile(options, task, context);
    List<Item> items = problems.catching("items", () -> reader.read(path, false), List.of());
    List<Item> gold = gold(options, reader, context, problems);
    String guidelines =
        problems.catching("guidelines", () -> guidelines(options.guidelines(), context), "");
    int questions = options.gold() == null ? 0 : options.gold().qualification();
    if (task == TaskType.RATING && options.scales().isEmpty()) {
      problems.add("scales: a rating needs at least one scale");
    }
    if (task == TaskType.ERROR_FLAGS && options.errors().isEmpty()) {
      problems.add("errors: error-flags needs at least one category");
    }
    problems.check();
    TaskSetup setup =
        new TaskSetup(
            options, task, items, gold.subList(0, questions), gold.subList(questions, gold.size()));
    String given = options.folder();
    Path working = context.resolve(".");
    Path folder = working.resolve(given == null ? "annotations/" + name : given).normalize();
    return new HumanWorkbench(setup, guidelines, folder, context);
  }

  private static List<Item> gold(
      WorkbenchOptions options, ItemsFile reader, PluginContext context, Problems problems) {
    GoldOptions gold = options.gold();
    String path = gold == null ? null : gold.path();
    if (gold == null || path == null) {
      return List.of();
    }
    if (options.task() == TaskType.DEMONSTRATION) {
      problems.add("gold: no written answer is the right one; leave it out");
      return List.of();
    }
    List<Item> items = problems.catching("gold.path", () -> reader.read(path, true), List.of());
    if (!items.isEmpty() && gold.qualification() > items.size()) {
      problems.add(
          "gold.qualification: must be at most "
              + items.size()
              + ", the number of questions in "
              + path
              + ", but is "
              + gold.qualification());
    } else if (gold.every() > 0 && gold.qualification() == items.size() && !items.isEmpty()) {
      problems.add(
          "gold.every: all "
              + items.size()
              + " questions in "
              + path
              + " are in the qualification, so none is left to hide; add some, or set it to 0");
    }
    return items;
  }

  private static String guidelines(@Nullable String path, PluginContext context) {
    if (path == null) {
      return "";
    }
    Path file = context.resolve(path);
    try {
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read as UTF-8 text: " + UserException.reason(e), e);
    }
  }

  /** Everything that is wrong, each with the option that names it. */
  private static final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
      found.add(problem);
    }

    <T> T catching(String option, Supplier<T> read, T otherwise) {
      try {
        return read.get();
      } catch (UserException e) {
        found.add(option + ": " + e.getMessage());
        return otherwise;
      }
    }

    void check() {
      if (!found.isEmpty()) {
        throw new UserException(Excerpt.lines(found));
      }
    }
  }
}
