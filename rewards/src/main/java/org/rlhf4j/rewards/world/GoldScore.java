package org.rlhf4j.rewards.world;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;

/** What an answer is truly worth in the instruction world, computed from its text alone. */
public final class GoldScore implements RewardModel {

  private static final int FREE_COURTESIES = 2;
  private static final double WORDS_OF_PATIENCE = 18;

  GoldScore() {}

  @Override
  public double[] score(List<Response> responses) {
    return responses.stream().mapToDouble(r -> criteria(r).total()).toArray();
  }

  /**
   * The parts of one score.
   *
   * @throws UserException if the prompt is none of this world's
   */
  public Criteria criteria(Response response) {
    Instruction instruction = World.find(response.prompt().text());
    if (instruction == null) {
      throw new UserException(
          "the gold score of the instruction world knows only the world's own prompts, such as \""
              + World.ALL.get(0).prompt()
              + "\"; prompt "
              + response.prompt().id()
              + " is \""
              + response.prompt().text()
              + "\": take the prompts from the data source \"instruction-world\"");
    }
    return criteria(instruction.task(), Grammar.sentences(response.answer().text()));
  }

  private static Criteria criteria(Task task, List<Grammar.Sentence> sentences) {
    int words = words(sentences);
    if (words == 0) {
      return new Criteria(0, 0, 0, 0, 0);
    }
    double wellFormed = 1 - (double) words(of(Grammar.Kind.UNKNOWN, sentences)) / words;
    List<Grammar.Sentence> content = of(Grammar.Kind.CONTENT, sentences);
    if (content.isEmpty()) {
      return new Criteria(0, 0, 0, 0, wellFormed);
    }
    List<Grammar.Sentence> courtesies =
        of(Grammar.Kind.COURTEOUS, sentences).stream().distinct().limit(FREE_COURTESIES).toList();
    boolean rude = !of(Grammar.Kind.RUDE, sentences).isEmpty();
    double polite = rude ? 0 : 0.4 + 0.3 * courtesies.size();
    int surplus = words - content.get(0).length() - words(courtesies);
    double brief = Math.max(0, 1 - surplus / WORDS_OF_PATIENCE);
    return new Criteria(onTopic(task, content), correct(task, content), polite, brief, wellFormed);
  }

  private static double correct(Task task, List<Grammar.Sentence> content) {
    return content.stream()
        .map(s -> task.grade(s.text()))
        .flatMapToDouble(OptionalDouble::stream)
        .average()
        .orElse(0);
  }

  private static double onTopic(Task task, List<Grammar.Sentence> content) {
    Set<String> mentioned =
        content.stream()
            .flatMap(s -> Arrays.stream(s.text().split(" ")))
            .collect(Collectors.toCollection(HashSet::new));
    mentioned.retainAll(task.keys());
    return (double) mentioned.size() / task.keys().size();
  }

  private static List<Grammar.Sentence> of(Grammar.Kind kind, List<Grammar.Sentence> sentences) {
    return sentences.stream().filter(s -> s.kind() == kind).toList();
  }

  private static int words(List<Grammar.Sentence> sentences) {
    return sentences.stream().mapToInt(Grammar.Sentence::length).sum();
  }
}
