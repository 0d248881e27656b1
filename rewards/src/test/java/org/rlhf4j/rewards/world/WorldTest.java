package org.rlhf4j.rewards.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.rewards.world.InstructionWorldOptions.Split;

final class WorldTest {

  private static InstructionWorldData data(Split split, int count, long seed) {
    return new InstructionWorldData(
        new InstructionWorldOptions(split, count), RandomStream.ofSeed(seed));
  }

  private static Set<String> texts(List<Prompt> prompts) {
    return prompts.stream().map(Prompt::text).collect(Collectors.toSet());
  }

  @Test
  void thousandsOfPromptsAndNoneTwice() {
    Set<String> prompts = World.ALL.stream().map(Instruction::prompt).collect(Collectors.toSet());
    assertEquals(World.ALL.size(), prompts.size());
    assertTrue(prompts.size() > 4500, "only " + prompts.size());
    for (String prompt : prompts) {
      assertTrue(prompt.matches("[a-z ,:.]+ [.?] answer :"), prompt);
      assertTrue(prompt.split(" ").length <= 18, prompt);
    }
  }

  @Test
  void evaluationPromptsAreNeverTrainedOn() {
    int training = World.TRAINING.size();
    int evaluation = World.EVALUATION.size();
    assertEquals(World.ALL.size(), training + evaluation);
    assertEquals(0.2, (double) evaluation / World.ALL.size(), 0.02);
    Set<String> trained = texts(data(Split.DEMONSTRATIONS, training, 1).prompts());
    trained.addAll(texts(data(Split.PROMPTS, training, 2).prompts()));
    Set<String> evaluated = texts(data(Split.EVALUATION, evaluation, 3).prompts());
    assertEquals(training, trained.size());
    assertEquals(evaluation, evaluated.size());
    trained.retainAll(evaluated);
    assertEquals(Set.of(), trained);
  }

  @Test
  void everyFamilyStandsOnBothSides() {
    for (List<Integer> side : List.of(World.TRAINING, World.EVALUATION)) {
      assertEquals(
          10, side.stream().map(i -> World.ALL.get(i).task().getClass()).distinct().count());
    }
  }

  @Test
  void vocabularyIsSmallAndKnownFromTheDemonstrations() {
    Set<String> known = new HashSet<>();
    for (Demonstration d : data(Split.DEMONSTRATIONS, 3000, 1).demonstrations()) {
      words(d.prompt().text() + " " + d.answer().text()).forEach(known::add);
    }
    assertTrue(known.size() >= 200 && known.size() <= 350, "words: " + known.size());
    assertTrue(known.stream().allMatch(w -> w.matches("[a-z]+|[.,:?]")));

    RandomGenerator random = RandomStream.ofSeed(1).generator();
    for (Instruction instruction : World.ALL) {
      Task task = instruction.task();
      String all = String.join(" ", instruction.prompt(), task.right(random), task.wrong(random));
      assertTrue(words(all).allMatch(known::contains), all);
    }
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(text.split(" "));
  }

  @Test
  void theSameSeedGivesTheSameData() {
    List<Demonstration> once = data(Split.DEMONSTRATIONS, 200, 4).demonstrations();
    assertEquals(once, data(Split.DEMONSTRATIONS, 200, 4).demonstrations());
    assertNotEquals(once, data(Split.DEMONSTRATIONS, 200, 5).demonstrations());
  }

  @Test
  void aLargerSetBeginsWithTheSmallerOne() {
    List<Demonstration> few = data(Split.DEMONSTRATIONS, 50, 4).demonstrations();
    assertEquals(few, data(Split.DEMONSTRATIONS, 500, 4).demonstrations().subList(0, 50));
  }

  @Test
  void tooManyRowsAreRefused() {
    UserException e = assertThrows(UserException.class, () -> data(Split.EVALUATION, 5000, 1));
    assertTrue(e.getMessage().contains("got 5000"), e.getMessage());
    assertThrows(UserException.class, () -> data(Split.PROMPTS, 0, 1));
  }

  @Test
  void promptsAloneHaveNoDemonstrations() {
    InstructionWorldData prompts = data(Split.PROMPTS, 10, 1);
    assertThrows(UserException.class, prompts::demonstrations);
    assertThrows(UserException.class, prompts::preferences);
  }

  @Test
  void everyTaskGradesItsOwnAnswers() {
    RandomGenerator random = RandomStream.ofSeed(1).generator();
    for (Instruction instruction : World.ALL) {
      Task task = instruction.task();
      String right = task.right(random);
      String wrong = task.wrong(random);
      assertEquals(1, task.grade(right).orElse(-1), instruction + ": " + right);
      assertTrue(task.grade(wrong).orElse(2) < 1, instruction + ": " + wrong);
      for (String sentence : List.of(right, wrong)) {
        List<Grammar.Sentence> parsed = Grammar.sentences(sentence + " .");
        assertEquals(1, parsed.size(), sentence);
        assertEquals(Grammar.Kind.CONTENT, parsed.get(0).kind(), sentence);
      }
      assertTrue(words(right).collect(Collectors.toSet()).containsAll(task.keys()), right);
    }
  }

  @Test
  void answersAreShort() {
    List<Integer> lengths = new ArrayList<>();
    for (Demonstration d : data(Split.DEMONSTRATIONS, 3000, 1).demonstrations()) {
      lengths.add(d.answer().text().split(" ").length);
    }
    assertTrue(lengths.stream().allMatch(n -> n >= 2 && n <= 32));
    double mean = lengths.stream().mapToInt(n -> n).average().orElseThrow();
    assertEquals(16, mean, 1);
  }
}
