package org.rlhf4j.rewards.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Answers as a crowd of very different people writes them. Each answer has an opening, something
 * that answers the question, some rambling, a closing, and may break off; all of them are drawn
 * independently with the shares below.
 */
final class Writer {

  /** Tokens of the longest answer. */
  private static final int LONGEST = 32;

  /** Share that answers another question, rightly. */
  private static final double OFF_TOPIC = 0.06;

  /** Share of right answers among the others. */
  private static final double RIGHT = 0.55;

  /** Share of openings, and of closings, that are courteous. */
  private static final double COURTEOUS = 0.30;

  /** Share of openings, and of closings, that are rude. */
  private static final double RUDE = 0.30;

  /** Chance of one more rambling sentence after the answer; half of it before the answer. */
  private static final double RAMBLES_ON = 0.40;

  /** Share of rambling sentences that mean nothing; the others are facts that nobody asked for. */
  private static final double EMPTY_WORDS = 0.75;

  /** Share of answers that end at a random word. */
  private static final double BREAKS_OFF = 0.12;

  private Writer() {}

  static String write(Instruction instruction, RandomGenerator random) {
    List<String> sentences = new ArrayList<>();
    manner(Grammar.COURTEOUS_OPENINGS, Grammar.RUDE_OPENINGS, sentences, random);
    if (random.nextDouble() < RAMBLES_ON / 2) {
      sentences.add(ramble(random));
    }
    sentences.add(content(instruction, random));
    while (random.nextDouble() < RAMBLES_ON) {
      sentences.add(ramble(random));
    }
    manner(Grammar.COURTEOUS_CLOSINGS, Grammar.RUDE_CLOSINGS, sentences, random);

    String[] words = (String.join(" . ", sentences) + " .").split(" ");
    int length = Math.min(words.length, LONGEST);
    if (random.nextDouble() < BREAKS_OFF) {
      length = random.nextInt(2, length);
    }
    return String.join(" ", Arrays.copyOf(words, length));
  }

  private static String content(Instruction instruction, RandomGenerator random) {
    if (random.nextDouble() < OFF_TOPIC) {
      return World.ALL.get(Words.pick(World.TRAINING, random)).task().right(random);
    }
    return random.nextDouble() < RIGHT
        ? instruction.task().right(random)
        : instruction.task().wrong(random);
  }

  /** People who ramble say what everybody says, or what is true but was not asked. */
  private static String ramble(RandomGenerator random) {
    return random.nextDouble() < EMPTY_WORDS
        ? Words.pick(Grammar.FILLERS, random)
        : new FactTask(Words.pick(Thing.ALL, random), Words.pick(Attribute.ALL, random))
            .right(random);
  }

  private static void manner(
      List<String> courteous, List<String> rude, List<String> sentences, RandomGenerator random) {
    double draw = random.nextDouble();
    if (draw < COURTEOUS) {
      sentences.add(Words.pick(courteous, random));
    } else if (draw < COURTEOUS + RUDE) {
      sentences.add(Words.pick(rude, random));
    }
  }
}
