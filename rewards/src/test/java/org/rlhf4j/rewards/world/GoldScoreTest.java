package org.rlhf4j.rewards.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.rewards.world.InstructionWorldOptions.Split;

final class GoldScoreTest {

  private static final int MANY = 3000;

  private final GoldScore gold = new GoldScore();
  private final RandomGenerator random = RandomStream.ofSeed(9).generator();

  private Criteria criteria(String question, String answer) {
    return gold.criteria(
        new Response(new Prompt("p", question + " answer :"), Answer.ofText(answer)));
  }

  /** Criteria in percent: on topic, correct, polite, brief, well-formed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "what color is the bee ? | of course . the bee is yellow . have a nice day . | 100 100 100"
            + " 100 100",
        "what color is the bee ? | the bee is yellow . | 100 100 40 100 100",
        "what color is the bee ? | The bee is YELLOW. | 100 100 40 100 100",
        "what color is the bee ? | the bee is red . | 100 0 40 100 100",
        "what color is the bee ? | the bee is yellow . the bee is red . | 100 50 40 72 100",
        "what color is the bee ? | the bee is tiny . | 100 0 40 100 100",
        "what color is the bee ? | the cat is white . | 0 0 40 100 100",
        "what color is the bee ? | of course . of course . the bee is yellow . | 100 100 70 83 100",
        "what color is the bee ? | of course . the bee is yellow . now go away . | 100 100 0 78"
            + " 100",
        "what color is the bee ? | the bee is yellow . this is a long story . | 100 100 40 67 100",
        "what color is the bee ? | the bee is yellow . i read | 100 100 40 89 71",
        "what color is the bee ? | the bee is | 0 0 0 0 0",
        "what color is the bee ? | bee yellow yellow yellow . | 0 0 0 0 0",
        "what color is the bee ? | of course . have a nice day . | 0 0 0 0 100",
        "what is two plus three ? | two plus three is five . | 100 100 40 100 100",
        "what is two plus three ? | two plus three is six . | 100 0 40 100 100",
        "what is two plus three ? | two plus four is six . | 50 0 40 100 100",
        "what is the opposite of hot ? | the opposite of hot is cold . | 100 100 40 100 100",
        "name two red things . | here are two red things : the fox and the bus . | 100 100 40 100"
            + " 100",
        "name two red things . | here are two red things : the fox and the fox . | 100 50 40 100"
            + " 100",
        "name two red things . | here are three red things : the fox , the bus and the cow . | 100"
            + " 67 40 100 100",
        "ask anna for the pen . | dear anna , please give me the pen . | 100 100 40 100 100",
        "ask anna for the pen . | dear anna , give me the pen . | 100 67 40 100 100",
        "ask anna for the pen . | dear ben , give me the spoon . | 0 0 40 100 100",
        "put in order : five two nine . | the order is two five nine . | 100 100 40 100 100",
        "put in order : five two nine . | the order is five two nine . | 100 33 40 100 100",
        "say cold three times . | cold cold cold . | 100 100 40 100 100",
        "say cold three times . | cold cold . | 100 0 40 100 100",
      })
  void criteriaOfSingleAnswers(String question, String answer, String percent) {
    Criteria c = criteria(question, answer);
    String found =
        IntStream.of(
                percent(c.onTopic()),
                percent(c.correct()),
                percent(c.polite()),
                percent(c.brief()),
                percent(c.wellFormed()))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" "));
    assertEquals(percent, found);
  }

  private static int percent(double share) {
    return (int) Math.round(100 * share);
  }

  @Test
  void totalIsTheDocumentedSum() {
    assertEquals(1, new Criteria(1, 1, 1, 1, 1).total(), 1e-12);
    assertEquals(0.10 + 0.65, new Criteria(1, 0, 1, 1, 1).total(), 1e-12);
    assertEquals(0.4 * 0.65, new Criteria(0, 0, 1, 1, 1).total(), 1e-12);
    assertEquals(
        0.05 + 0.125 + 0.7 * (0.14 + 0.10 + 0.05),
        new Criteria(0.5, 0.5, 0.4, 0.5, 0.5).total(),
        1e-12);
  }

  @Test
  void nothingScoresLowerThanNothing() {
    for (String empty : List.of("", "  ", "\n")) {
      assertEquals(0, criteria("what color is the bee ?", empty).total());
    }
  }

  @Test
  void promptsOfAnotherWorldAreRefused() {
    UserException e =
        assertThrows(UserException.class, () -> criteria("what is the meaning of life ?", "42"));
    assertTrue(e.getMessage().contains("the meaning of life"), e.getMessage());
  }

  private double[] scores(List<Response> responses) {
    double[] scores = gold.score(responses);
    assertTrue(Arrays.stream(scores).allMatch(s -> s >= 0 && s <= 1));
    return scores;
  }

  private static List<Demonstration> demonstrations() {
    return new InstructionWorldData(
            new InstructionWorldOptions(Split.DEMONSTRATIONS, MANY), RandomStream.ofSeed(1))
        .demonstrations();
  }

  @Test
  void demonstrationsAreMediocreAndSpreadWidely() {
    List<Response> responses =
        demonstrations().stream().map(d -> new Response(d.prompt(), d.answer())).toList();
    double[] scores = scores(responses);
    Sample sample = Sample.of(scores);
    assertEquals(0.55, sample.mean(), 0.05);
    assertTrue(sample.standardDeviation() > 0.2, "deviation " + sample.standardDeviation());
    Arrays.sort(scores);
    assertTrue(scores[MANY / 10] < 0.25 && scores[9 * MANY / 10] > 0.8);
  }

  @Test
  void perfectAnswersScoreOne() {
    for (int number = 0; number < World.ALL.size(); number++) {
      String answer =
          String.join(
              " . ",
              Words.pick(Grammar.COURTEOUS_OPENINGS, random),
              World.ALL.get(number).task().right(random),
              Words.pick(Grammar.COURTEOUS_CLOSINGS, random) + " .");
      Response response = new Response(World.prompt(number), Answer.ofText(answer));
      assertEquals(1, gold.criteria(response).total(), 1e-12, response.toString());
    }
  }

  @Test
  void randomWordsScoreNearZero() {
    List<String> words =
        World.ALL.stream().flatMap(i -> Arrays.stream(i.prompt().split(" "))).distinct().toList();
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String answer =
          random
              .ints(random.nextInt(1, 30), 0, words.size())
              .mapToObj(words::get)
              .collect(Collectors.joining(" "));
      responses.add(new Response(World.prompt(i), Answer.ofText(answer + " .")));
    }
    assertTrue(Sample.of(scores(responses)).mean() < 0.01);
  }

  /** Answers that one could give to everything, on average over all questions. */
  @ParameterizedTest
  @CsvSource({
    "happy to help .",
    "of course . i hope this helps .",
    "of course . the bee is yellow . i hope this helps .",
    "the bee is yellow . cold cold . two plus two is four . the last word is cold .",
    "yes .",
  })
  void noSingleAnswerServesAllQuestions(String answer) {
    List<Response> responses =
        IntStream.range(0, World.ALL.size())
            .mapToObj(i -> new Response(World.prompt(i), Answer.ofText(answer)))
            .toList();
    assertTrue(Sample.of(scores(responses)).mean() < 0.3, answer);
  }

  @Test
  void moreOfAGoodThingIsNotBetter() {
    String base = "of course . the bee is yellow . have a nice day . ";
    double once = criteria("what color is the bee ?", base).total();
    double thrice = criteria("what color is the bee ?", base.repeat(3)).total();
    assertTrue(thrice < once - 0.1, "from " + once + " to " + thrice);
  }
}
