package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.runner.log.Wrapping;

/** What the methods answer to a few prompts, one below the other. */
final class SampleSheet {
  /** A few are read; many are skipped. */
  private static final int PROMPTS = 3;

  /** Two lines of a terminal for an answer on the screen. */
  private static final int SHOWN_LETTERS = 160;

  private static final int LINE = 98;

  private final List<Prompt> prompts;
  private final List<Subject> subjects;

  SampleSheet(List<Prompt> prompts, List<Subject> subjects) {
    this.prompts = prompts;
    this.subjects = subjects;
  }

  /** For the screen: long answers lose their middle. */
  String shortened() {
    return text(SHOWN_LETTERS);
  }

  /** For the log: everything. */
  String whole() {
    return text(Integer.MAX_VALUE);
  }

  private String text(int letters) {
    int nameWidth = subjects.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Math.min(PROMPTS, prompts.size()); i++) {
      Prompt prompt = prompts.get(i);
      lines.add("prompt " + prompt.id() + ": " + shorten(oneLine(prompt.text()), letters));
      for (Subject subject : subjects) {
        String text = oneLine(subject.completions().get(i).text());
        String answer = text.isEmpty() ? "(nothing)" : shorten(text, letters);
        String margin = "  " + subject.name() + " ".repeat(nameWidth - subject.name().length() + 2);
        for (String part : Wrapping.lines(answer, LINE - margin.length())) {
          lines.add(margin + part);
          margin = " ".repeat(margin.length());
        }
      }
      lines.add("");
    }
    return String.join("\n", lines);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\R", " / ");
  }

  private static String shorten(String text, int letters) {
    return text.length() <= letters
        ? text
        : text.substring(0, letters * 3 / 4)
            + " ... "
            + text.substring(text.length() - letters / 4 + 5);
  }
}
