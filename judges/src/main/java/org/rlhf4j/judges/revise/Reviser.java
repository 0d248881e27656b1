package org.rlhf4j.judges.revise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.lm.model.LanguageModel;
import org.rlhf4j.judges.lm.model.Question;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.template.Delimiters;
import org.rlhf4j.judges.lm.template.TemplatePlaces;

/** Answers, criticises, revises. */
final class Reviser implements AutoCloseable {

  private static final String CRITIQUE = Principles.resource("critique-v1").strip();
  private static final String REVISION = Principles.resource("revision-v1").strip();

  private final LanguageModel model;
  private final List<String> principles;
  private final int rounds;
  private final RandomStream draws;
  private final RunLog log;

  Reviser(
      LanguageModel model, List<String> principles, int rounds, RandomStream draws, RunLog log) {
    this.model = model;
    this.principles = principles;
    this.rounds = rounds;
    this.draws = draws;
    this.log = log;
  }

  /**
   * A prompt with its answers.
   *
   * @param first as the model gave it
   * @param last after all rounds
   * @param revisions that there were
   */
  record History(Prompt prompt, Answer first, Answer last, int revisions) {

    History revised(Answer answer) {
      return new History(prompt, first, answer, revisions + 1);
    }
  }

  /** Those prompts that were answered and whose answer was revised at least once, in order. */
  List<History> revise(List<Prompt> prompts) {
    List<Reply> answers =
        model.ask(
            prompts.stream().map(p -> new Question(p.id() + "/answer", "", p.text())).toList());
    List<History> histories = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      Answer answer = answer(answers.get(i));
      if (answers.get(i).usable() && !answer.text().isEmpty()) {
        histories.add(new History(prompts.get(i), answer, answer, 0));
      }
    }
    for (int round = 1; round <= rounds && !histories.isEmpty(); round++) {
      histories = round(round, histories);
    }
    List<History> revised = histories.stream().filter(h -> h.revisions() > 0).toList();
    log.note(
        revised.size()
            + " of "
            + prompts.size()
            + " answers revised in "
            + rounds
            + (rounds == 1 ? " round" : " rounds")
            + (histories.size() < prompts.size()
                ? ", " + (prompts.size() - histories.size()) + " prompts without an answer"
                : "")
            + (revised.size() < histories.size()
                ? ", " + (histories.size() - revised.size()) + " answers without any revision"
                : "")
            + cutOff(revised));
    return revised;
  }

  private static String cutOff(List<History> histories) {
    long n = histories.stream().filter(h -> h.last().cutOff()).count();
    return n == 0 ? "" : ", " + n + " of them cut off (\"maxTokens\")";
  }

  /** Without token ids, which are those of the model that was asked. */
  private static Answer answer(Reply reply) {
    return Answer.ofText(reply.text().strip(), reply.cutOff());
  }

  private List<History> round(int round, List<History> before) {
    List<Map<String, String>> values = new ArrayList<>();
    for (History history : before) {
      Map<String, String> places = new LinkedHashMap<>();
      places.put("prompt", history.prompt().text());
      places.put("answer", history.last().text());
      double u = draws.child(history.prompt().id()).uniform(round);
      places.put("principle", principles.get((int) (u * principles.size())));
      values.add(places);
    }
    Function<Integer, String> id = i -> before.get(i).prompt().id() + "/" + round;
    List<Reply> critiques = ask(values, i -> id.apply(i) + "/critique", CRITIQUE);
    List<Integer> criticised = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (critiques.get(i).usable()) {
        values.get(i).put("critique", critiques.get(i).text().strip());
        criticised.add(i);
      }
    }
    List<Reply> revisions =
        ask(
            criticised.stream().map(values::get).toList(),
            i -> id.apply(criticised.get(i)) + "/revision",
            REVISION);
    List<History> after = new ArrayList<>(before);
    int failures = before.size() - criticised.size();
    int changed = 0;
    for (int i = 0; i < revisions.size(); i++) {
      int place = criticised.get(i);
      Answer answer = answer(revisions.get(i));
      if (!revisions.get(i).usable() || answer.text().isEmpty()) {
        failures++;
        continue;
      }
      changed += answer.text().equals(before.get(place).last().text()) ? 0 : 1;
      after.set(place, before.get(place).revised(answer));
    }
    double letters = after.stream().mapToInt(h -> h.last().text().length()).average().orElse(0);
    log.step(round, new ReviseStep(before.size(), changed, failures, letters));
    return after;
  }

  private List<Reply> ask(
      List<Map<String, String>> values, Function<Integer, String> id, String form) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      questions.add(new Question(id.apply(i), "", filled(form, values.get(i))));
    }
    return model.ask(questions);
  }

  /** What is put in cannot be taken for the words around it. */
  private static String filled(String form, Map<String, String> values) {
    return TemplatePlaces.fill(form, Delimiters.of(form).within(values, Set.of("principle")));
  }

  @Override
  public void close() {
    model.close();
  }
}
