package org.rlhf4j.evaluators.audit;

import java.util.List;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;

/** Agreement of the raters of a file. */
record AgreementOfFile(LabelFile labels, AgreementOptions options) implements Evaluator {

  /** It measures a file. */
  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return Work.nothing();
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    return new AgreementTables(
            options, labels.ratings(), labels.categories(), labels.missing(), task.random())
        .evaluation(labels.basis());
  }
}
