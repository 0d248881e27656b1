package org.rlhf4j.runner.lint;

import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.runner.data.BadRow;
import org.rlhf4j.runner.data.Row;
import org.rlhf4j.runner.data.RowForms;

/**
 * A row of the data set under examination.
 *
 * @param line its number, from 1
 * @param prompt its prompt
 * @param answers none, one, or the chosen and the rejected one
 */
record LintRow(int line, Prompt prompt, List<Answer> answers) {

  /** What a row gives; rows of prompts alone have no answers. */
  static LintRow of(Row row) throws BadRow {
    if (RowForms.isPreference(row)) {
      var pair = RowForms.preference(row);
      return new LintRow(row.line(), pair.prompt(), List.of(pair.chosen(), pair.rejected()));
    }
    if (RowForms.isDemonstration(row)) {
      var one = RowForms.demonstration(row);
      return new LintRow(row.line(), one.prompt(), List.of(one.answer()));
    }
    return new LintRow(row.line(), RowForms.prompt(row), List.of());
  }

  /** What is said in a conversation, answers included. */
  List<String> contents() {
    return Stream.concat(
            prompt.messages().stream().map(Message::content), answers.stream().map(Answer::text))
        .toList();
  }

  boolean isPair() {
    return answers.size() == 2;
  }

  /** The preferred answer of a pair. */
  String chosen() {
    return answers.get(0).text();
  }

  /** The other one. */
  String rejected() {
    return answers.get(1).text();
  }
}
