package org.rlhf4j.rewards.world;

import java.util.List;
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
  private final int[] numbers;
  private final RandomStream answers;

  InstructionWorldData(InstructionWorldOptions options, RandomStream random) {
    split = options.split();
    answers = random.child("answers");
    int[] side = World.numbers(split == Split.EVALUATION);
    if (options.count() < 1 || options.count() > side.length) {
      throw new UserException(
          "instruction-world: count is "
              + options.count()
              + ", but the split "
              + split
              + " has 1 to "
              + side.length
              + " rows; set count within that");
    }
    numbers =
        IntStream.of(random.child("prompts").permutation(side.length))
            .limit(options.count())
            .map(i -> side[i])
            .toArray();
  }

  @Override
  public List<Demonstration> demonstrations() {
    if (split != Split.DEMONSTRATIONS) {
      throw new UserException(
          "instruction-world: the split "
              + split
              + " holds prompts alone; for answers to imitate set split to "
              + Split.DEMONSTRATIONS);
    }
    return IntStream.range(0, numbers.length).mapToObj(this::demonstration).toList();
  }

  private Demonstration demonstration(int row) {
    Instruction instruction = World.ALL.get(numbers[row]);
    String answer = Writer.write(instruction, answers.child(row).generator());
    return new Demonstration(World.prompt(numbers[row]), Answer.ofText(answer));
  }

  @Override
  public List<Prompt> prompts() {
    return IntStream.of(numbers).mapToObj(World::prompt).toList();
  }
}
