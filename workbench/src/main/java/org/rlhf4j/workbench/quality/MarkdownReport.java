package org.rlhf4j.workbench.quality;

import java.util.List;
import java.util.Locale;
import org.rlhf4j.workbench.store.Assignments.Progress;
import org.rlhf4j.workbench.store.Person;

/** The report as Markdown, without names. */
public final class MarkdownReport {
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport() {}

  /**
   * Writes it.
   *
   * @param title of the workbench
   */
  public static String of(String title, QualityReport report) {
    MarkdownReport markdown = new MarkdownReport();
    markdown.write(title, report);
    return markdown.text.toString();
  }

  private void write(String title, QualityReport report) {
    Progress done = report.progress();
    line("# " + title);
    line("");
    line(
        done.labels()
            + " of "
            + done.wanted()
            + " labels; "
            + done.complete()
            + " of "
            + done.items()
            + " items have all of theirs. "
            + report.labels(true)
            + " labels of retired annotators are on file and count nowhere.");
    agreement(report.agreement());
    annotators(report.people());
    errors(report.rates());
    differences(report.differences());
  }

  private void agreement(List<AgreementRow> rows) {
    line("");
    line("## Agreement");
    line("");
    if (rows.isEmpty()) {
      line("Nothing was labelled by two people yet.");
      return;
    }
    line("With 95 % bootstrap intervals over items.");
    line("");
    line("| question | people | units | measure | value | interval |");
    line("| --- | --- | --- | --- | --- | --- |");
    for (AgreementRow row : rows) {
      for (Coefficient c : row.coefficients()) {
        line(
            "| "
                + row.kind()
                + " | "
                + (row.group().isEmpty() ? "all" : row.group())
                + " | "
                + row.units()
                + " | "
                + c.name()
                + " | "
                + number(c.value())
                + " | "
                + (Double.isNaN(c.low()) ? "" : number(c.low()) + " to " + number(c.high()))
                + " |");
      }
    }
  }

  private void annotators(List<PersonQuality> people) {
    line("");
    line("## Annotators");
    line("");
    line(
        "| annotator | role | labels | median s | majority | gold | judge | shown first | notes |");
    line("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (PersonQuality p : people) {
      Person person = p.person();
      String notes =
          (person.retired() ? "retired; " : "")
              + (person.qualification() == Person.Qualification.PASSED
                  ? ""
                  : "qualification "
                      + person.qualification().name().toLowerCase(Locale.ROOT)
                      + "; ")
              + String.join("; ", p.suspicions());
      line(
          "| "
              + person.alias()
              + " | "
              + person.role().name().toLowerCase(Locale.ROOT)
              + " | "
              + p.labels()
              + " | "
              + number(p.medianSeconds())
              + " | "
              + share(p.majority())
              + " | "
              + share(p.gold())
              + " | "
              + share(p.judge())
              + " | "
              + share(p.left())
              + " | "
              + notes
              + " |");
    }
    line("");
    line(
        "majority: agrees with what most of the others say. gold: hidden gold questions. judge: the"
            + " judge of the spec. shown first: how often the answer shown first is preferred; one"
            + " half is unbiased. Shares with 95 % intervals (Wilson).");
  }

  private void errors(List<ErrorRates.Rate> rates) {
    if (rates.isEmpty()) {
      return;
    }
    line("");
    line("## Errors");
    line("");
    line("Share of looks at an answer that marked the error.");
    line("");
    line("| answers of | error | crowd | experts |");
    line("| --- | --- | --- | --- |");
    for (ErrorRates.Rate rate : rates) {
      line(
          "| "
              + rate.model()
              + " | "
              + rate.category()
              + " | "
              + share(rate.crowd())
              + " | "
              + share(rate.expert())
              + " |");
    }
  }

  private void differences(List<ErrorDifferences.Difference> differences) {
    if (differences.isEmpty()) {
      return;
    }
    line("");
    line("## Crowd less experts, on the same answers");
    line("");
    line(
        "Share of the crowd that marked the error less the share of experts, as a mean over answers"
            + " that both looked at; below 0 the crowd misses errors. How an answer sounds is what"
            + " experts say. 95 % bootstrap intervals over items.");
    line("");
    line("| answers | error | difference | interval | answers of both |");
    line("| --- | --- | --- | --- | --- |");
    for (ErrorDifferences.Difference d : differences) {
      line(
          "| "
              + d.answers()
              + " | "
              + d.category()
              + " | "
              + number(d.difference())
              + " | "
              + (Double.isNaN(d.low()) ? "" : number(d.low()) + " to " + number(d.high()))
              + " | "
              + d.n()
              + " |");
    }
  }

  private static String share(Share share) {
    return share.n() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%.2f (%.2f to %.2f, n = %d)",
            share.value(),
            share.low(),
            share.high(),
            share.n());
  }

  private static String number(double x) {
    return Double.isNaN(x) ? "" : String.format(Locale.ROOT, "%.3f", x);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
