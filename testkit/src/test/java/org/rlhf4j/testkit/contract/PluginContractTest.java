package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each broken plugin fails its rule, and no other. */
public final class PluginContractTest {

  /** For JUnit. */
  public PluginContractTest() {}

  private static Part<RewardModel> part = Part.of(new Right<>(new Good(1, null)));
  private static boolean provided;

  /** Run by the tests below. */
  static final class Case implements PluginContract<RewardModel> {
    @Override
    public Plugin<RewardModel, ?> plugin() {
      return part.plugin();
    }

    @Override
    public Part<RewardModel> part() {
      return part;
    }

    @Override
    public boolean isProvided() {
      return provided;
    }
  }

  private static void set(boolean claimed, Part<RewardModel> other) {
    provided = claimed;
    part = other;
  }

  private static Broken broken(String rule, String what, Plugin<RewardModel, ?> plugin) {
    return new Broken(rule, what, () -> set(false, Part.of(plugin)));
  }

  @Test
  void aRightPluginPasses() {
    set(false, Part.of(new Right<>(new Good(1, null))));
    assertEquals(List.of("PL11"), Kit.assertPasses(Case.class).leftOut());
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(PluginContract.class, "PL", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenPlugin() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static List<Broken> all() {
    Good good = new Good(1, null);
    return List.of(
        broken("PL1", "capitals and underscores", new Right<>("Shout_Loud", "counts", good)),
        broken("PL2", "two lines", new Right<>("shout", "counts\ncapitals", good)),
        broken("PL3", "no source", new Unsourced()),
        broken("PL4", "options that are not public", new Right<>(new Hidden(1))),
        broken("PL5", "an option without a word", new Right<>(new Bare(1))),
        broken("PL6", "a default out of range", new Right<>(new Good(11, null))),
        broken("PL6", "a default of what is required", new Right<>(new Required("words"))),
        broken("PL7", "a path", new Right<>(new Located(Path.of("words")))),
        broken("PL8", "a constructor that changes its values", new Right<>(new Growing(1))),
        new Broken(
            "PL9",
            "a message that names nothing",
            () -> set(false, new Part<>(new Silent(), new Good(1, "words")))),
        new Broken(
            "PL10",
            "options that make nothing",
            () -> set(false, new Part<>(new MakesNull(), new Good(2, null)))),
        new Broken(
            "PL11", "a plugin that nobody provides", () -> set(true, Part.of(new Right<>(good)))));
  }

  /** Right options. */
  public record Good(
      @Option(value = "how many", min = 0, max = 10) int count,
      @Option("a word list") @Nullable String words) {}

  record Hidden(@Option(value = "how many") int count) {}

  /** Options without a word. */
  public record Bare(int count) {}

  /** Options of which one is required. */
  public record Required(@Option(value = "a word list", required = true) String words) {}

  /** Options with a path. */
  public record Located(@Option("a word list") Path words) {}

  /** Options that change. */
  public record Growing(@Option("how many") int count) {
    /** Adds one. */
    public Growing {
      count++;
    }
  }

  /** A plugin with given options. */
  @Source("rlhf4j's own")
  private static class Right<O extends Record> implements RewardModelPlugin<O> {
    private final String id;
    private final String summary;
    private final O defaults;

    Right(O defaults) {
      this("shout", "counts capitals", defaults);
    }

    Right(String id, String summary, O defaults) {
      this.id = id;
      this.summary = summary;
      this.defaults = defaults;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return summary;
    }

    @Override
    public O defaults() {
      return defaults;
    }

    @Override
    public RewardModel create(O options, PluginContext context) {
      return new FunctionReward(
          r -> r.answer().text().chars().filter(Character::isUpperCase).count());
    }
  }

  private static final class Unsourced implements RewardModelPlugin<Good> {
    @Override
    public String id() {
      return "shout";
    }

    @Override
    public String summary() {
      return "counts capitals";
    }

    @Override
    public Good defaults() {
      return new Good(1, null);
    }

    @Override
    public RewardModel create(Good options, PluginContext context) {
      return new FunctionReward(r -> 1);
    }
  }

  /** Works with a word list, and says nothing useful without one. */
  @Source("rlhf4j's own")
  private static final class Silent extends Right<Good> {
    Silent() {
      super(new Good(1, null));
    }

    @Override
    public RewardModel create(Good options, PluginContext context) {
      if (options.words() == null) {
        throw new UserException("this does not work");
      }
      return super.create(options, context);
    }
  }

  @Source("rlhf4j's own")
  private static final class MakesNull extends Right<Good> {
    MakesNull() {
      super(new Good(1, null));
    }

    @Override
    @SuppressWarnings("NullAway")
    public RewardModel create(Good options, PluginContext context) {
      return options.count() == 1 ? super.create(options, context) : null;
    }
  }
}
