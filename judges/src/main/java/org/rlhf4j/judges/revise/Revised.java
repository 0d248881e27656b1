package org.rlhf4j.judges.revise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.revise.Reviser.History;

/** Implements {@link RevisePlugin}. */
final class Revised implements DataSource, AutoCloseable {

  private final List<Prompt> prompts;
  private final Reviser reviser;
  private final @Nullable Judge judge;
  private final RandomStream order;
  private final RunLog log;
  private @Nullable List<History> histories;

  Revised(
      List<Prompt> prompts,
      Reviser reviser,
      @Nullable Judge judge,
      RandomStream order,
      RunLog log) {
    this.prompts = prompts;
    this.reviser = reviser;
    this.judge = judge;
    this.order = order;
    this.log = log;
  }

  @Override
  public Optional<String> toBeMade() {
    return Optional.of("by critique and revision of answers to " + prompts.size() + " prompts");
  }

  @Override
  public List<Prompt> prompts() {
    return prompts;
  }

  @Override
  public List<Demonstration> demonstrations() {
    List<Demonstration> rows =
        histories().stream().map(h -> new Demonstration(h.prompt(), h.last())).toList();
    return require(rows, "demonstration");
  }

  @Override
  public List<Preference> preferences() {
    List<History> changed =
        histories().stream().filter(h -> !h.first().text().equals(h.last().text())).toList();
    List<Preference> rows = judge == null ? revisedOverFirst(changed) : judged(judge, changed);
    log.note(
        rows.size()
            + " preferences from "
            + histories().size()
            + " revised answers ("
            + (histories().size() - changed.size())
            + " came out unchanged"
            + (judge == null ? "" : ", the judge decided none of " + (changed.size() - rows.size()))
            + ")");
    return require(rows, "preference");
  }

  private static List<Preference> revisedOverFirst(List<History> histories) {
    return histories.stream().map(h -> new Preference(h.prompt(), h.last(), h.first())).toList();
  }

  /** The judge sees both answers in an order that is drawn, so that its bias for one cancels. */
  private List<Preference> judged(Judge decides, List<History> histories) {
    List<Comparison> comparisons = new ArrayList<>();
    for (History h : histories) {
      Comparison c = new Comparison("revise/" + h.prompt().id(), h.prompt(), h.last(), h.first());
      comparisons.add(order.child(h.prompt().id()).uniform(0) < 0.5 ? c : c.swapped());
    }
    List<Verdict> verdicts = decides.judge(comparisons);
    List<Preference> rows = new ArrayList<>();
    for (int i = 0; i < comparisons.size(); i++) {
      Comparison c = comparisons.get(i);
      Label label = verdicts.get(i).label();
      if (label == Label.FIRST) {
        rows.add(new Preference(c.prompt(), c.first(), c.second()));
      } else if (label == Label.SECOND) {
        rows.add(new Preference(c.prompt(), c.second(), c.first()));
      }
    }
    return rows;
  }

  private List<History> histories() {
    List<History> made = histories;
    if (made == null) {
      made = reviser.revise(prompts);
      histories = made;
    }
    return made;
  }

  private static <T> List<T> require(List<T> rows, String what) {
    if (rows.isEmpty()) {
      throw new UserException(
          "revise made no "
              + what
              + ": no answer was revised to other words; look at the model's answers, or take"
              + " another model or other principles");
    }
    return rows;
  }

  @Override
  public void close() {
    reviser.close();
    if (judge != null) {
      judge.close();
    }
  }
}
