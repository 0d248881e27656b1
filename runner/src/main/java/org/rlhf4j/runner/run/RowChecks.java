package org.rlhf4j.runner.run;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Records;

/**
 * Whether data fits the model and what trains on it. Trainings on a fixed data set have {@link
 * TrainingOptions} among their options, which say how long rows may be.
 */
final class RowChecks {
  private static final int SHOWN = 5;

  private final Setup setup;
  private final Policy policy;
  private final Problems problems;
  private final Map<Need, List<Encoded>> encoded = new EnumMap<>(Need.class);
  private final Map<Prompt, Integer> promptLengths = new HashMap<>();
  private final Map<Prompt, String> refused = new HashMap<>();
  private final Map<String, String> toldAt = new HashMap<>();

  /**
   * Checks to be made once.
   *
   * @param policy whose tokens and context count
   */
  RowChecks(Setup setup, Policy policy, Problems problems) {
    this.setup = setup;
    this.policy = policy;
    this.problems = problems;
  }

  /** A row of the data as tokens. */
  private record Encoded(String id, TokenRow row) {}

  /** Every prompt must leave room for an answer. */
  void checkPrompts(String path, List<Prompt> prompts) {
    List<String> tooLong = new ArrayList<>();
    for (Prompt prompt : prompts) {
      if (length(prompt) >= policy.contextLength()) {
        tooLong.add("prompt " + prompt.id() + " has " + length(prompt));
      }
    }
    List<Refusal> refusals =
        prompts.stream()
            .filter(refused::containsKey)
            .map(p -> new Refusal(p.id(), String.valueOf(refused.get(p))))
            .toList();
    refuse(path, refusals, prompts.size() + " prompts");
    if (!tooLong.isEmpty()) {
      problems.add(
          path,
          (tooLong.size() == 1 ? "a prompt leaves" : tooLong.size() + " prompts leave")
              + " no room for an answer in the model's context of "
              + policy.contextLength()
              + " tokens: "
              + some(tooLong));
    }
  }

  /** Answers that the context ends are no error, but good to know. */
  void noteCutAnswers(String path, Decoding decoding, List<Prompt> prompts) {
    int longest = prompts.stream().mapToInt(this::length).max().orElse(0);
    int room = policy.contextLength() - longest;
    if (!prompts.isEmpty() && room > 0 && decoding.maxNewTokens() > room) {
      setup.note(
          path
              + ".maxNewTokens is "
              + decoding.maxNewTokens()
              + ", but the longest prompt leaves "
              + room
              + " tokens of the model's context of "
              + policy.contextLength()
              + ": its answers end there");
    }
  }

  private int length(Prompt prompt) {
    return promptLengths.computeIfAbsent(
        prompt,
        p -> {
          try {
            return policy.encode(p).length;
          } catch (UserException e) {
            refused.put(p, String.valueOf(e.getMessage()));
            return 0;
          }
        });
  }

  /** What the policy has against a row. */
  private record Refusal(String prompt, String reason) {}

  /**
   * Says what the policy has against rows, such as conversations that it has no template for: each
   * reason once, with the first prompt that it is given for.
   */
  private void refuse(String path, List<Refusal> refusals, String all) {
    Map<String, String> firsts = new LinkedHashMap<>();
    refusals.forEach(r -> firsts.putIfAbsent(r.reason, r.prompt));
    List<String> words = new ArrayList<>();
    firsts.forEach(
        (reason, prompt) -> {
          String told = toldAt.putIfAbsent(reason, path);
          words.add(
              "prompt "
                  + prompt
                  + ": "
                  + (told == null || told.equals(path) ? reason : "as in " + told));
        });
    if (!words.isEmpty()) {
      String more =
          words.size() > SHOWN ? "; and " + (words.size() - SHOWN) + " other reasons" : "";
      problems.add(
          path,
          "the policy cannot take "
              + refusals.size()
              + " of "
              + all
              + "; "
              + words.stream().limit(SHOWN).collect(Collectors.joining("; "))
              + more);
    }
  }

  /** Pairs of one and the same answer teach nothing. */
  void checkPairs(String path) {
    long same =
        setup.preferences().stream()
            .filter(p -> p.chosen().text().equals(p.rejected().text()))
            .count();
    if (same > 0 && same == setup.preferences().size()) {
      problems.add(
          path,
          "chosen and rejected are the same text in every row ("
              + same
              + " of them), so there is nothing to learn from");
    } else if (same > 0) {
      setup.note(
          path
              + ": chosen and rejected are the same text in "
              + same
              + " of "
              + setup.preferences().size()
              + " rows");
    }
  }

  /**
   * What trains on data must find something in each row.
   *
   * @param path of the options
   * @param needs what it trains on
   */
  void checkTraining(String path, Record options, Set<Need> needs) {
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      String below = path + "." + component.getName();
      Object value = Records.get(options, component);
      if (value instanceof TrainingOptions training) {
        for (Need need : needs) {
          checkRows(below, training, rows(need), need);
        }
      } else if (value instanceof Decoding decoding && needs.contains(Need.PROMPTS)) {
        noteCutAnswers(below, decoding, setup.prompts());
      }
    }
  }

  private void checkRows(String path, TrainingOptions training, List<Encoded> rows, Need need) {
    if (rows.isEmpty()) {
      return; // not there, or made by feedback during the run
    }
    int examples = need == Need.PREFERENCES ? rows.size() / 2 : rows.size();
    problems.catching(path, () -> training.stepCount(examples));
    LengthLimits limits = training.lengths();
    List<String> tooLong = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (Encoded row : rows) {
      try {
        if (limits.apply(row.row, policy.contextLength()).completion().length == 0) {
          empty.add(row.id + " (prompt of " + row.row.prompt().length + ")");
        }
      } catch (UserException e) {
        tooLong.add(row.id + " (" + row.row.length() + ")");
      }
    }
    String option = path.substring(path.lastIndexOf('.') + 1) + ".lengths";
    if (!tooLong.isEmpty()) {
      problems.add(
          path,
          tooLong.size()
              + " of "
              + rows.size()
              + " answers with their prompts are longer than the model's context of "
              + policy.contextLength()
              + " tokens: "
              + some(tooLong)
              + "; set "
              + option
              + ".maxLength to at most "
              + policy.contextLength()
              + ", or leave them out");
    }
    if (!empty.isEmpty()) {
      problems.add(
          path,
          option
              + ".maxLength "
              + limits.maxLength()
              + " leaves nothing of "
              + empty.size()
              + " of "
              + rows.size()
              + " answers: "
              + some(empty)
              + "; raise it, or set "
              + option
              + ".maxPromptTokens below it");
    }
  }

  private List<Encoded> rows(Need need) {
    return encoded.computeIfAbsent(
        need,
        n ->
            switch (n) {
              case DEMONSTRATIONS -> encoded("data.demonstrations", setup.demonstrations());
              case PREFERENCES ->
                  encoded(
                      "data.preferences",
                      setup.preferences().stream()
                          .flatMap(
                              p ->
                                  Stream.of(
                                      new Demonstration(p.prompt(), p.chosen()),
                                      new Demonstration(p.prompt(), p.rejected())))
                          .toList());
              case PROMPTS, REWARD, JUDGE -> List.of();
            });
  }

  private List<Encoded> encoded(String path, List<Demonstration> answers) {
    List<Encoded> rows = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    for (Demonstration d : answers) {
      try {
        rows.add(new Encoded(d.prompt().id(), policy.encode(d.prompt(), d.answer())));
      } catch (UserException e) {
        refusals.add(new Refusal(d.prompt().id(), String.valueOf(e.getMessage())));
      }
    }
    refuse(path, refusals, answers.size() + " answers");
    return rows;
  }

  private static String some(List<String> all) {
    return all.stream().limit(SHOWN).collect(Collectors.joining(", "))
        + (all.size() > SHOWN ? ", ..." : "");
  }
}
