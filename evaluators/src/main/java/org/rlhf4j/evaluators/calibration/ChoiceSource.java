package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.choices.Choices;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;

/** Policies that choose among answers to questions: is the most probable one the right one? */
record ChoiceSource(InputFile<Question> questions, ChoiceScore score) implements ForecastSource {

  /**
   * A question whose answer is known.
   *
   * @param about which row it is, and what it is about
   * @param answer the place of the right choice, from 0
   */
  record Question(Items.Item about, Choices choices, int answer) {

    static Question of(DataRow row) {
      String text = row.text(row.has("prompt") ? "prompt" : "question");
      String id = row.has("id") ? row.text("id") : Integer.toString(row.line());
      Choices choices = new Choices(new Prompt(id, text), row.texts("choices"));
      int size = choices.choices().size();
      boolean named = row.json("answer").startsWith("\"");
      int answer = named ? choices.choices().indexOf(row.text("answer")) : row.integer("answer");
      if (answer < 0 || answer >= size) {
        throw new UserException(
            "\"answer\" must be one of the choices, or a place from 0 to "
                + (size - 1)
                + ", but is "
                + row.text("answer"));
      }
      String same = row.has("id") ? "id \"" + id + "\"" : "\"" + text + "\" " + choices.choices();
      return new Question(new Items.Item(row.line(), "file", same, same), choices, answer);
    }
  }

  @Override
  public boolean needsSubjects() {
    return true;
  }

  @Override
  public List<Work> work(int subjects) {
    long rows = Choices.rows(questions.rows().stream().map(Question::choices));
    return List.of(Work.onOwn(Work.Kind.READ, subjects * rows, 0));
  }

  @Override
  public Basis basis(EvaluationTask task) {
    return questions.basis();
  }

  @Override
  public String meaning() {
    return "Probability: that of the most probable choice. Outcome: whether it is the right one.";
  }

  @Override
  public List<Forecaster> forecasters(EvaluationTask task) {
    List<Forecaster> found = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      Policy policy = subject.policy();
      if (policy != null && policy.likelihood().isPresent()) {
        found.add(new Forecaster(subject.name(), forecasts(policy), ""));
      }
    }
    return found;
  }

  private Forecasts forecasts(Policy policy) {
    List<double[]> distributions =
        Choices.distributions(
            policy, questions.rows().stream().map(Question::choices).toList(), score);
    double[] probability = new double[distributions.size()];
    double[] outcome = new double[distributions.size()];
    for (int q = 0; q < outcome.length; q++) {
      double[] p = distributions.get(q);
      int best = 0;
      for (int c = 1; c < p.length; c++) {
        best = p[c] > p[best] ? c : best;
      }
      probability[q] = p[best];
      outcome[q] = best == questions.rows().get(q).answer() ? 1 : 0;
    }
    return Forecasts.of(probability, outcome);
  }
}
