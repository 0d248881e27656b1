package org.rlhf4j.judges.lm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.lm.model.LanguageModel;
import org.rlhf4j.judges.lm.model.Question;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.Tally;
import org.rlhf4j.judges.lm.model.Usefulness;
import org.rlhf4j.judges.lm.parse.Reading;
import org.rlhf4j.judges.lm.parse.ReplyParser;
import org.rlhf4j.judges.lm.template.Template;
import org.rlhf4j.judges.store.Digest;

/** Implements {@link LmJudgePlugin}. */
final class LmJudge implements Judge {

  private final LanguageModel model;
  private final Template template;
  private final String guideline;
  private final ReplyParser parser;
  private final RunLog log;
  private int batches;
  private Tally all = Tally.NOTHING;
  private long judged;
  private long unparsed;

  LmJudge(
      LanguageModel model, Template template, String guideline, ReplyParser parser, RunLog log) {
    this.model = model;
    this.template = template;
    this.guideline = guideline;
    this.parser = parser;
    this.log = log;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    if (comparisons.isEmpty()) {
      return List.of();
    }
    check(comparisons);
    List<Question> questions = new ArrayList<>();
    for (Comparison c : comparisons) {
      if (template.pair()) {
        questions.add(question(c.id(), c, Map.of("first", c.first(), "second", c.second())));
      } else {
        // by content and not by place: the same grade whichever answer stands first
        questions.add(question(c.id() + "/" + digest(c.first()), c, Map.of("answer", c.first())));
        questions.add(question(c.id() + "/" + digest(c.second()), c, Map.of("answer", c.second())));
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    try {
      List<Reply> replies = model.ask(questions, new Usefulness(this::useless, parser.remedy()));
      for (int i = 0; i < comparisons.size(); i++) {
        verdicts.add(
            template.pair()
                ? ofPair(replies.get(i))
                : ofGrades(replies.get(2 * i), replies.get(2 * i + 1)));
      }
    } finally {
      log(verdicts);
    }
    return List.copyOf(verdicts);
  }

  private static String digest(Answer answer) {
    return Digest.of(answer.text()).substring(0, 16);
  }

  /** What the template needs and a comparison lacks, before anything is asked. */
  private void check(List<Comparison> comparisons) {
    if (template.needsReference()) {
      List<String> without =
          comparisons.stream()
              .filter(c -> c.prompt().reference() == null)
              .map(Comparison::id)
              .toList();
      refuse(
          without, "shows the right answer, which these do not have (\"reference\" in the data)");
    }
    if (!template.takesGuideline()) {
      List<String> with =
          comparisons.stream().filter(c -> c.rubric() != null).map(Comparison::id).toList();
      refuse(with, "has no place {{guideline}} for the rubrics that these bring");
    }
  }

  private void refuse(List<String> ids, String why) {
    if (!ids.isEmpty()) {
      throw new UserException(
          "the template "
              + template.name()
              + " "
              + why
              + ": "
              + ids.stream().limit(5).collect(Collectors.joining(", "))
              + (ids.size() > 5 ? " and " + (ids.size() - 5) + " more" : ""));
    }
  }

  private Question question(String id, Comparison comparison, Map<String, Answer> answers) {
    Map<String, String> values = new HashMap<>();
    values.put("prompt", comparison.prompt().text());
    String reference = comparison.prompt().reference();
    if (reference != null) {
      values.put("reference", reference);
    }
    values.put("guideline", guideline(comparison.rubric()));
    answers.forEach((place, answer) -> values.put(place, answer.text()));
    return new Question(
        id,
        template.system(values),
        template.user(values),
        parser.labels(),
        comparison.repetition());
  }

  private String guideline(@Nullable String rubric) {
    if (rubric == null || rubric.isBlank()) {
      return guideline;
    }
    return guideline.isEmpty() ? rubric : guideline + "\n\n" + rubric;
  }

  private Verdict ofPair(Reply reply) {
    Reading reading = read(reply);
    Double value = reading.value();
    return verdict(
        value == null ? unparsed() : Verdict.of(value),
        reading.reason(),
        reply.text(),
        reply.cost());
  }

  private Verdict ofGrades(Reply first, Reply second) {
    Reading one = read(first);
    Reading other = read(second);
    Double a = one.value();
    Double b = other.value();
    return verdict(
        a == null || b == null ? unparsed() : Verdict.of(0.5 + 0.5 * Math.signum(a - b)),
        words(one) + "\n\n" + words(other),
        first.text().isEmpty() && second.text().isEmpty()
            ? ""
            : "of the first answer: " + first.text() + "\n\nof the second: " + second.text(),
        first.cost().plus(second.cost()));
  }

  private static String words(Reading reading) {
    String grade = reading.value() == null ? "no grade" : "grade " + reading.value();
    return reading.reason().isEmpty() ? grade : grade + ": " + reading.reason();
  }

  private Reading read(Reply reply) {
    return reply.usable() ? parser.read(reply) : new Reading(null, reply.trouble());
  }

  private String useless(Reply reply) {
    Reading reading = parser.read(reply);
    return reading.value() == null ? reading.reason() : "";
  }

  private static Verdict unparsed() {
    return new Verdict(0.5, Label.UNPARSED, "");
  }

  private static Verdict verdict(Verdict decision, String reason, String raw, Cost cost) {
    return new Verdict(decision.preferFirst(), decision.label(), reason, raw, cost);
  }

  private void log(List<Verdict> verdicts) {
    Tally now = model.tally();
    all = all.plus(now);
    judged += verdicts.size();
    if (now.calls() > 0) {
      log.spend("requests", (double) now.calls());
    }
    if (now.money() > 0) {
      log.spend("money", now.money());
    }
    if (verdicts.isEmpty()) {
      return; // it was stopped
    }
    int none = count(verdicts, Label.UNPARSED);
    int first = count(verdicts, Label.FIRST);
    int second = count(verdicts, Label.SECOND);
    unparsed += none;
    log.step(
        ++batches,
        new LmJudgeStep(
            verdicts.size(),
            none,
            count(verdicts, Label.TIE),
            (double) first / (first + second),
            now.calls(),
            now.hits(),
            now.retries(),
            now.failures(),
            verdicts.stream().mapToLong(v -> v.cost().promptTokens()).sum(),
            verdicts.stream().mapToLong(v -> v.cost().completionTokens()).sum(),
            now.money()));
  }

  private static int count(List<Verdict> verdicts, Label label) {
    return (int) verdicts.stream().filter(v -> v.label() == label).count();
  }

  @Override
  public String fingerprint() {
    return Digest.of(template.text(), guideline).substring(0, 16);
  }

  @Override
  public void close() {
    if (judged > 0 || all.calls() > 0) {
      log.note(
          judged
              + " verdicts, "
              + unparsed
              + " of them unparsed; "
              + all.calls()
              + " requests ("
              + all.retries()
              + " of them repeated), "
              + all.hits()
              + " answers known from before"
              + (all.money() > 0 ? ", spent " + Math.round(all.money() * 1e4) / 1e4 : ""));
    }
    model.close();
  }
}
