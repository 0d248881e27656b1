package org.rlhf4j.evaluators.verifiable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.evaluators.inputs.InputFile;

/** Implements {@link VerifiablePlugin} for the run's methods. */
record Verifiable(VerifiableOptions options, @Nullable InputFile<Reference> references)
    implements Evaluator {

  @Override
  public List<String> columns() {
    return new VerifiableReport(options, List.of()).columns();
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return options.samples() == 1
        ? Work.nothing()
        : List.of(
            Work.onOwn(
                Work.Kind.GENERATE,
                (long) subjects * prompts * options.samples(),
                options.decoding().maxNewTokens()));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    List<@Nullable Object> truth = truth(task.prompts());
    List<Checked> found = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      List<List<Completion>> answers = answers(subject, task);
      if (!answers.isEmpty()) {
        found.add(check(subject.name(), answers, truth));
      }
    }
    Basis basis = task.basis();
    if (options.samples() > 1) {
      basis = basis.decoded(options.decoding());
    }
    if (references != null) {
      basis = basis.judgedBy("right answers of " + references.basis().prompts());
    }
    return new VerifiableReport(options, found).ofRun(basis);
  }

  /** Empty where several answers are wanted and only one is known. */
  private List<List<Completion>> answers(Subject subject, EvaluationTask task) {
    if (options.samples() == 1) {
      return subject.completions().stream().map(List::of).toList();
    }
    Policy policy = subject.policy();
    return policy == null
        ? List.of()
        : policy.generate(
            task.prompts(),
            options.samples(),
            options.decoding(),
            task.random().child("verifiable"));
  }

  private Checked check(
      String method, List<List<Completion>> answers, List<@Nullable Object> truth) {
    int[] given = new int[answers.size()];
    int[] right = new int[answers.size()];
    int unread = 0;
    for (int p = 0; p < given.length; p++) {
      Object expected = truth.get(p);
      if (expected == null) {
        continue;
      }
      for (Completion completion : answers.get(p)) {
        Object read = options.form().read(completion.text());
        given[p]++;
        right[p] += expected.equals(read) ? 1 : 0;
        unread += read == null ? 1 : 0;
      }
    }
    return new Checked(method, given, right, unread);
  }

  /** For each prompt what is right, or null where nobody says. */
  private List<@Nullable Object> truth(List<Prompt> prompts) {
    List<@Nullable Object> truth = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    Map<String, Reference> byKey = byKey();
    for (Prompt prompt : prompts) {
      String text = prompt.reference();
      if (references != null) {
        Reference found = byKey.get("text " + prompt.text());
        found = found == null ? byKey.get("id " + prompt.id()) : found;
        text = found == null ? null : found.answer();
      }
      Object read = text == null ? null : options.form().read(text);
      if (text != null && read == null) {
        bad.add("the right answer of \"" + prompt.id() + "\" cannot be read: " + text);
      }
      truth.add(read);
    }
    if (!bad.isEmpty()) {
      throw new UserException("verifiable: " + Excerpt.lines(bad));
    }
    if (truth.stream().noneMatch(Objects::nonNull)) {
      throw new UserException(
          "verifiable: no prompt has a right answer; give the rows of data.evaluation a reference,"
              + " or the evaluator the option references");
    }
    return truth;
  }

  private Map<String, Reference> byKey() {
    Map<String, Reference> byKey = new HashMap<>();
    if (references == null) {
      return byKey;
    }
    for (Reference reference : references.rows()) {
      Reference before = byKey.put(reference.key(), reference);
      if (before != null && !before.answer().equals(reference.answer())) {
        throw new UserException(
            "verifiable: two right answers of "
                + reference.key()
                + " differ: \""
                + before.answer()
                + "\" and \""
                + reference.answer()
                + "\"");
      }
    }
    return byKey;
  }
}
