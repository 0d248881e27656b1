package org.rlhf4j.judges.human;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Workbench;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.judges.human.export.Exporter;
import org.rlhf4j.judges.human.store.PairKey;
import org.rlhf4j.judges.human.store.PrivateFiles;
import org.rlhf4j.judges.human.store.Store;
import org.rlhf4j.judges.human.store.Use;
import org.rlhf4j.judges.human.task.Item;
import org.rlhf4j.judges.human.task.TaskSetup;
import org.rlhf4j.judges.human.web.WebServer;

/**
 * Implements {@link HumanWorkbenchPlugin}. Opens its files when it is used, not when it is made.
 */
final class HumanWorkbench implements Workbench {
  private static final String LABELS = "labels.sqlite";

  /** Comparisons that a judge is asked before what it said is kept. */
  private static final int AT_ONCE = 32;

  private final TaskSetup setup;
  private final String guidelines;
  private final Path folder;
  private final PluginContext context;
  private @Nullable Store store;
  private @Nullable WebServer server;
  private @Nullable FileChannel lock;

  HumanWorkbench(TaskSetup setup, String guidelines, Path folder, PluginContext context) {
    this.setup = setup;
    this.guidelines = guidelines;
    this.folder = folder;
    this.context = context;
  }

  @Override
  public String summary() {
    WorkbenchOptions options = setup.options();
    return options.heading()
        + ": "
        + setup.work().size()
        + " items ("
        + String.valueOf(setup.task()).toLowerCase(Locale.ROOT).replace('_', '-')
        + "), "
        + options.overlap()
        + " labels each; "
        + setup.qualification().size()
        + " qualification and "
        + setup.gold().size()
        + " hidden gold questions; labels in "
        + folder.resolve(LABELS);
  }

  private synchronized Store store() {
    if (store == null) {
      try {
        PrivateFiles.makeFolder(folder);
      } catch (IOException e) {
        throw new UserException(
            "folder: " + folder + " cannot be made: " + UserException.reason(e), e);
      }
      store = new Store(folder.resolve(LABELS), setup, InstantSource.system());
    }
    return store;
  }

  @Override
  public synchronized List<String> serve() {
    if (server != null) {
      throw new IllegalStateException("it serves already");
    }
    lock();
    checkJudge();
    server = new WebServer(store(), guidelines, folder.resolve("export"), context.log());
    List<String> lines = new ArrayList<>();
    if (store().people().all().isEmpty()) {
      lines.add("there are no annotators yet: add them on the owner's page");
    }
    lines.addAll(server.addresses());
    return lines;
  }

  /**
   * Tells at once what --ask-judge would stumble over later, such as a missing key. People can
   * label without the judge, so nothing is refused.
   */
  private void checkJudge() {
    Part<Judge> part = setup.options().judge();
    if (part == null) {
      return;
    }
    try {
      context.create(part).close();
    } catch (UserException e) {
      context
          .log()
          .note(
              "the judge of the spec cannot be asked as things are; people can label, and"
                  + " --ask-judge needs it mended:\n"
                  + e.getMessage());
    }
  }

  /** One process at a time serves a folder. */
  private void lock() {
    Path file = folder.resolve("lock");
    try {
      PrivateFiles.makeFolder(folder);
      PrivateFiles.makeFile(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel)) {
        lock = channel;
        return;
      }
      channel.close();
    } catch (IOException e) {
      throw new UserException(file + " cannot be locked: " + UserException.reason(e), e);
    }
    throw new UserException(
        "another process serves " + folder + "; stop it first, or give this one another folder");
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another one of this very process
    }
  }

  @Override
  public String consult() {
    Part<Judge> part = setup.options().judge();
    if (part == null) {
      throw new UserException("judge: is missing: name the judge to ask");
    }
    Map<PairKey, Double> known = store().verdicts();
    Map<PairKey, Comparison> open = new HashMap<>();
    for (Map.Entry<Long, Item> entry : store().items(Use.WORK).entrySet()) {
      pairs(entry.getKey(), entry.getValue())
          .forEach(
              (key, comparison) -> {
                if (!known.containsKey(key)) {
                  open.put(key, comparison);
                }
              });
    }
    List<PairKey> keys = new ArrayList<>(open.keySet());
    int unread = 0;
    try (Judge judge = context.create(part);
        Progress progress = context.log().progress("judge", keys.size(), "pairs")) {
      for (int from = 0; from < keys.size(); from += AT_ONCE) {
        List<PairKey> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
        List<Verdict> verdicts = judge.judge(some.stream().map(open::get).toList());
        Map<PairKey, Double> kept = new HashMap<>();
        for (int i = 0; i < some.size(); i++) {
          boolean parsed = verdicts.get(i).label() != Verdict.Label.UNPARSED;
          kept.put(some.get(i), parsed ? verdicts.get(i).preferFirst() : Double.NaN);
          unread += parsed ? 0 : 1;
        }
        store().keepVerdicts(kept);
        progress.update(from + some.size(), "");
      }
    }
    return "the judge was asked about "
        + keys.size()
        + " pairs ("
        + unread
        + " verdicts were not usable); "
        + known.size()
        + " were known already";
  }

  private static Map<PairKey, Comparison> pairs(long id, Item item) {
    Map<PairKey, Comparison> pairs = new HashMap<>();
    Prompt prompt = new Prompt(item.key(), item.prompt(), item.reference());
    for (int i = 0; i < item.answers().size(); i++) {
      for (int j = i + 1; j < item.answers().size(); j++) {
        pairs.put(
            new PairKey(id, i, j),
            new Comparison(
                item.key() + "/" + (i + 1) + "-" + (j + 1),
                prompt,
                Answer.ofText(item.answers().get(i).text()),
                Answer.ofText(item.answers().get(j).text())));
      }
    }
    return pairs;
  }

  @Override
  public List<String> export(Path into) {
    if (!Files.exists(folder.resolve(LABELS))) {
      throw new UserException("there are no labels in " + folder + " yet");
    }
    return new Exporter(store()).write(into);
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
      server = null;
    }
    if (store != null) {
      store.close();
      store = null;
    }
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        // the process is about to end, and the lock with it
      }
      lock = null;
    }
  }
}
