package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.rewards.world.InstructionWorldOptions.Split;

/**
 * Rows drawn from the instruction world: prompts without replacement, and a fresh answer for each.
 */
final class InstructionWorldData implements DataSource {

  private final Split split;
  private final List<Integer> numbers;
  private final RandomStream answers;

  InstructionWorldData(InstructionWorldOptions options, RandomStream random) {
    split = options.split();
    answers = random.child("answers");
    List<Integer> side = split == Split.EVALUATION ? World.EVALUATION : World.TRAINING;
    if (options.count() < 1 || options.count() > side.size()) {
      throw new UserException(
          "instruction-world: count must be in [1, %d] for the split %s, got %d"
              .formatted(side.size(), name(split), options.count()));
    }
    numbers =
        IntStream.of(random.child("prompts").permutation(side.size()))
            .limit(options.count())
            .mapToObj(side::get)
            .toList();
  }

  /** As people write it in specs. */
  private static String name(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<Demonstration> demonstrations() {
    if (split != Split.DEMONSTRATIONS) {
      throw new UserException(
          "instruction-world: the split %s holds prompts alone; for answers to imitate set split to %s"
              .formatted(name(split), name(Split.DEMONSTRATIONS)));
    }
    return IntStream.range(0, numbers.size()).mapToObj(this::demonstration).toList();
  }

  private Demonstration demonstration(int row) {
    int number = numbers.get(row);
    String answer = Writer.write(World.ALL.get(number), answers.child(row).generator());
    return new Demonstration(World.prompt(number), Answer.ofText(answer));
  }

  @Override
  public List<Prompt> prompts() {
    return numbers.stream().map(World::prompt).toList();
  }
}
