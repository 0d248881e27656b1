package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.costs.Counted;
import org.rlhf4j.runner.data.RowsFile;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.plugins.PluginIds;
import org.rlhf4j.runner.spec.OptionsWriter;

/**
 * The surroundings of one part of a spec. The parts of a part have streams of their own by the ids
 * of their plugins, so that one more of them moves no other. Data is drawn by what it is and not by
 * where it stands: the same data source with the same options gives the same rows everywhere in a
 * run, as data for training and for the vocabulary of a model, say.
 */
public final class RunContext implements PluginContext {
  /** What all parts of a run share. */
  private record Shared(RandomStream root, InputFiles files, String device, SharedParts parts) {}

  private final Shared shared;
  private final RandomStream random;
  private final RunLog log;
  private final Map<String, Integer> partsOfId = new HashMap<>();

  /** What there is among the parts of this part, and of theirs. */
  private boolean hasJudge;

  private boolean hasPolicy;

  private RunContext(Shared shared, RandomStream random, RunLog log) {
    this.shared = shared;
    this.random = random;
    this.log = log;
  }

  /**
   * The surroundings of a whole run.
   *
   * @param seed of all randomness
   * @param device as the user chose it
   */
  public static RunContext root(long seed, InputFiles files, String device, RunLog log) {
    return root(seed, files, device, new SharedParts(), log);
  }

  /** The same for one of several runs, which share what they share. */
  static RunContext root(
      long seed, InputFiles files, String device, SharedParts parts, RunLog log) {
    RandomStream random = RandomStream.ofSeed(seed);
    return new RunContext(new Shared(random, files, device, parts), random, log);
  }

  /** The surroundings of one part of the run. */
  RunContext child(RandomStream random, RunLog log) {
    return new RunContext(shared, random, log);
  }

  @Override
  public RandomStream random() {
    return random;
  }

  @Override
  public Path resolve(String path) {
    return shared.files.resolve(path);
  }

  @Override
  public Path place(String path) {
    return shared.files.place(path);
  }

  @Override
  public <T> List<T> rows(String path, Function<DataRow, T> parse) {
    return RowsFile.read(resolve(path), log, parse);
  }

  @Override
  public <T> List<T> rows(String path, List<String> columns, Function<DataRow, T> parse) {
    return columns.isEmpty()
        ? rows(path, parse)
        : RowsFile.readTable(resolve(path), columns, log, parse);
  }

  @Override
  public String describe(Part<?> part) {
    return JsonText.line(OptionsWriter.identity(part));
  }

  @Override
  public String device() {
    return shared.device;
  }

  @Override
  public RunLog log() {
    return log;
  }

  @Override
  public <T> T shared(String key, Class<T> type, Supplier<T> make) {
    return shared.parts.get(key, type, make);
  }

  @Override
  public <T> T create(Part<T> part) {
    String id = part.plugin().id();
    if (part.plugin() instanceof DataSourcePlugin) {
      String options = JsonText.line(OptionsWriter.write(part.options()));
      return make(part, child(shared.root.child("data").child(id).child(options), log));
    }
    int before = partsOfId.merge(id, 1, Integer::sum) - 1;
    return make(part, child(random.child("part").child(id).child(before), log));
  }

  /** Makes a part in surroundings of its own. */
  private <T> T make(Part<T> part, RunContext own) {
    T made = own.make(part);
    hasJudge |= own.hasJudge || part.plugin() instanceof JudgePlugin;
    hasPolicy |= own.hasPolicy || part.plugin() instanceof PolicyPlugin;
    return made;
  }

  /**
   * Makes a part in these surroundings. Judges and policies among them tell the log what they are
   * asked; of those that are made of others only the others do, which do the work.
   */
  @SuppressWarnings("unchecked") // a judge's plugin makes judges, and a policy's policies
  <T> T make(Part<T> part) {
    PluginIds.remember(part.plugin());
    T made = Returned.checked(part.plugin(), part.create(this));
    PluginIds.remember(part.plugin(), made);
    if (part.plugin() instanceof JudgePlugin && !hasJudge) {
      return (T) Counted.judge(PluginIds.inWords(part.plugin()), (Judge) made, log::spend);
    }
    if (part.plugin() instanceof PolicyPlugin && !hasPolicy) {
      return (T) Counted.policy((Policy) made, log::spend);
    }
    return made;
  }
}
