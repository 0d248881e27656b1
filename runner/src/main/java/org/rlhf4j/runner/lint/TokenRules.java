package org.rlhf4j.runner.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;

/**
 * What becomes of the rows as a model's tokens. Texts are checked with the model's own tokenizer,
 * which is known by what it does: the id that it appends to an answer is its end-of-sequence.
 */
final class TokenRules {
  /** How the names of special tokens are usually written. */
  private static final Pattern MARKER =
      Pattern.compile("<\\|[\\w ]{2,40}\\|>|</?s>|<(?:bos|eos|pad|unk)>|\\[(?:CLS|SEP|PAD)\\]");

  /** The same and what templates of conversations write beside them. */
  private static final Pattern MARKUP =
      Pattern.compile(MARKER.pattern() + "|<(?:start|end)_of_turn>|\\[/?INST\\]|<</?SYS>>");

  private final Policy policy;
  private final int eos;
  private final int[] prefix;

  private final List<Integer> doubled = new ArrayList<>();
  private final List<Integer> asText = new ArrayList<>();
  private final List<Integer> cutOff = new ArrayList<>();
  private final List<Integer> tooLong = new ArrayList<>();
  private final List<Integer> noRoom = new ArrayList<>();
  private final List<Integer> crossing = new ArrayList<>();
  private final List<Integer> foreign = new ArrayList<>();
  private final List<Integer> injected = new ArrayList<>();
  private final List<Integer> refused = new ArrayList<>();
  private String refusal = "";

  private TokenRules(Policy policy) {
    this.policy = policy;
    int[] end = policy.encode(new Prompt("", ""), Answer.ofText("")).completion();
    this.eos = end.length == 0 ? -1 : end[end.length - 1];
    this.prefix = policy.encode(new Prompt("", ""));
  }

  static List<LintFinding> find(List<LintRow> rows, Policy policy) {
    TokenRules rules = new TokenRules(policy);
    rows.forEach(rules::look);
    return rules.findings();
  }

  /** The same without a model: texts that look like special tokens. */
  static List<LintFinding> find(List<LintRow> rows) {
    List<Integer> lines =
        rows.stream()
            .filter(
                row ->
                    row.prompt().isConversation()
                        ? row.contents().stream().anyMatch(c -> MARKER.matcher(c).find())
                        : row.answers().stream().anyMatch(a -> MARKER.matcher(a.text()).find()))
            .map(LintRow::line)
            .toList();
    return lines.isEmpty()
        ? List.of()
        : List.of(
            LintFinding.warning(
                "special-token-text",
                "an answer has a text that looks like a special token; end-of-sequence is appended"
                    + " by id, so that the text is one too many (--model checks it)",
                lines));
  }

  private void look(LintRow row) {
    if (row.prompt().isConversation()) {
      lookAtConversation(row);
      return;
    }
    int[] prompt = policy.encode(row.prompt());
    if (startsTwice(prompt) || contains(prompt, eos, prompt.length)) {
      doubled.add(row.line());
    } else if (MARKER.matcher(row.prompt().text()).results().anyMatch(m -> isOrdinary(m.group()))) {
      asText.add(row.line());
    }
    for (Answer answer : row.answers()) {
      look(row, prompt, answer);
    }
  }

  /**
   * In a conversation the template writes the special tokens. One in a message is a text that the
   * tokenizer takes for it: it ends a turn, or begins another speaker's.
   */
  private void lookAtConversation(LintRow row) {
    try {
      int[] prompt = policy.encode(row.prompt());
      if (startsTwice(prompt)) {
        doubled.add(row.line());
      }
      if (prompt.length >= policy.contextLength()) {
        noRoom.add(row.line());
      }
      for (Answer answer : row.answers()) {
        int[] completion = policy.encode(row.prompt(), Answer.ofText(answer.text())).completion();
        if (prompt.length < policy.contextLength()
            && prompt.length + completion.length > policy.contextLength()) {
          add(tooLong, row);
        }
        lookAtTokens(row, answer, completion[completion.length - 1]);
      }
    } catch (UserException e) {
      refusal = refused.isEmpty() ? String.valueOf(e.getMessage()) : refusal;
      refused.add(row.line());
    }
    if (row.contents().stream()
        .flatMap(c -> MARKUP.matcher(c).results())
        .anyMatch(m -> !isOrdinary(m.group()))) {
      injected.add(row.line());
    }
  }

  private boolean startsTwice(int[] prompt) {
    return prefix.length > 0
        && prompt.length >= 2 * prefix.length
        && Arrays.equals(prefix, Arrays.copyOf(prompt, prefix.length))
        && Arrays.equals(prefix, Arrays.copyOfRange(prompt, prefix.length, 2 * prefix.length));
  }

  private void lookAtTokens(LintRow row, Answer answer, int end) {
    if (answer.tokens() != null && !policy.decode(answer.tokens()).equals(answer.text())) {
      add(foreign, row);
    } else if (answer.tokens() != null && !contains(answer.tokens(), end, answer.tokens().length)) {
      add(cutOff, row);
    }
  }

  private void look(LintRow row, int[] prompt, Answer answer) {
    lookAtTokens(row, answer, eos);
    TokenRow encoded = policy.encode(row.prompt(), Answer.ofText(answer.text()));
    int[] completion = encoded.completion();
    if (contains(completion, eos, completion.length - 1)) {
      add(doubled, row);
    } else if (MARKER.matcher(answer.text()).results().anyMatch(m -> isOrdinary(m.group()))) {
      add(asText, row);
    }
    if (prompt.length >= policy.contextLength()) {
      add(noRoom, row);
    } else if (encoded.length() > policy.contextLength()) {
      add(tooLong, row);
    }
    int[] together =
        policy.encode(new Prompt(row.prompt().id(), row.prompt().text() + answer.text()));
    if (together.length < prompt.length
        || !Arrays.equals(prompt, Arrays.copyOf(together, prompt.length))) {
      add(crossing, row);
    }
  }

  /**
   * Whether the tokenizer makes ordinary tokens of it, so that a text stands where an id should.
   */
  private boolean isOrdinary(String marker) {
    int[] ids = policy.encode(new Prompt("", marker));
    return !policy.decode(Arrays.copyOfRange(ids, prefix.length, ids.length)).isBlank();
  }

  private List<LintFinding> findings() {
    List<LintFinding> findings = new ArrayList<>();
    if (!doubled.isEmpty()) {
      findings.add(
          LintFinding.error(
              "double-special-token",
              "a beginning- or end-of-sequence token stands in the text, and is added by id too",
              doubled));
    }
    if (!refused.isEmpty()) {
      findings.add(
          LintFinding.error("chat-template", "the model cannot take it; " + refusal, refused));
    }
    if (!injected.isEmpty()) {
      findings.add(
          LintFinding.error(
              "special-token-text",
              "a message has the text of a special token, which this tokenizer takes for the token"
                  + " itself: the turn ends there, or another speaker's begins",
              injected));
    }
    if (!asText.isEmpty()) {
      findings.add(
          LintFinding.error(
              "special-token-text",
              "a text looks like a special token, but this tokenizer makes ordinary tokens of it: a"
                  + " model would learn to write them instead of stopping",
              asText));
    }
    if (!noRoom.isEmpty()) {
      findings.add(
          LintFinding.error(
              "prompt-too-long",
              "the prompt leaves no room for an answer in the context of "
                  + policy.contextLength()
                  + " tokens",
              noRoom));
    }
    if (!tooLong.isEmpty()) {
      findings.add(
          LintFinding.error(
              "truncated-answer",
              "prompt and answer exceed the context of "
                  + policy.contextLength()
                  + " tokens, so that the answer's end would be cut off",
              tooLong));
    }
    if (!cutOff.isEmpty()) {
      findings.add(
          LintFinding.warning(
              "missing-end",
              "an answer's token ids have no end-of-sequence: it was cut off when it was sampled",
              cutOff));
    }
    if (!foreign.isEmpty()) {
      findings.add(
          LintFinding.warning(
              "foreign-tokens",
              "an answer's token ids are those of another tokenizer; its text counts",
              foreign));
    }
    if (!crossing.isEmpty()) {
      findings.add(
          LintFinding.warning(
              "boundary-token",
              "a token crosses from the prompt into the answer when both are read as one text; the"
                  + " prompt keeps its own tokens, as at generation time",
              crossing));
    }
    return findings;
  }

  private static void add(List<Integer> lines, LintRow row) {
    if (lines.isEmpty() || lines.get(lines.size() - 1) != row.line()) {
      lines.add(row.line());
    }
  }

  private static boolean contains(int[] ids, int id, int end) {
    return IntStream.range(0, Math.max(0, end)).anyMatch(i -> ids[i] == id);
  }
}
