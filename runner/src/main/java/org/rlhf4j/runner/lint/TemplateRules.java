package org.rlhf4j.runner.lint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows in another dialog template than most, and answers that go on with the other speaker's turn.
 */
final class TemplateRules {

  /** A way of writing dialogs: what begins a user's turn, and what begins an answer. */
  private record Template(String name, String user, String assistant) {}

  private static final List<Template> KNOWN =
      List.of(
          new Template("Anthropic HH", "\n\nHuman:", "\n\nAssistant:"),
          new Template("ChatML", "<|im_start|>user", "<|im_start|>assistant"),
          new Template("Llama 3", "<|start_header_id|>user", "<|start_header_id|>assistant"),
          new Template("Llama 2", "[INST]", "[/INST]"),
          new Template("Alpaca", "### Instruction:", "### Response:"),
          new Template("Vicuna", "USER:", "ASSISTANT:"),
          new Template("Zephyr", "<|user|>", "<|assistant|>"),
          new Template("Gemma", "<start_of_turn>user", "<start_of_turn>model"));

  private static final String CHAT = "that of the model (messages)";

  private TemplateRules() {}

  static List<LintFinding> find(List<LintRow> rows) {
    Map<String, List<Integer>> byTemplate = new LinkedHashMap<>();
    List<Integer> goesOn = new ArrayList<>();
    List<Integer> unfinished = new ArrayList<>();
    List<Integer> twice = new ArrayList<>();
    for (LintRow row : rows) {
      if (row.prompt().isConversation()) {
        byTemplate.computeIfAbsent(CHAT, t -> new ArrayList<>()).add(row.line());
        if (row.contents().stream().anyMatch(TemplateRules::hasMarkup)) {
          twice.add(row.line());
        }
        continue;
      }
      Optional<Template> template = template(row.prompt().text());
      byTemplate
          .computeIfAbsent(template.map(Template::name).orElse("none"), t -> new ArrayList<>())
          .add(row.line());
      template.ifPresent(
          t -> {
            if (row.answers().stream().anyMatch(a -> a.text().contains(t.user))) {
              goesOn.add(row.line());
            }
            String prompt = row.prompt().text();
            if (prompt.lastIndexOf(t.assistant) < prompt.lastIndexOf(t.user)) {
              unfinished.add(row.line());
            }
          });
    }
    List<LintFinding> findings = new ArrayList<>(mixed(byTemplate));
    if (!twice.isEmpty()) {
      findings.add(
          LintFinding.error(
              "template-mismatch",
              "a message has the markup of a dialog template in its content, around which the"
                  + " model's own template is written again",
              twice));
    }
    if (!goesOn.isEmpty()) {
      findings.add(
          LintFinding.warning(
              "answer-holds-turn",
              "an answer goes on with the user's next turn, which a model then learns to write",
              goesOn));
    }
    if (!unfinished.isEmpty()) {
      findings.add(
          LintFinding.error(
              "template-mismatch",
              "the prompt ends in the user's turn; what begins an answer in its template is"
                  + " missing",
              unfinished));
    }
    return findings;
  }

  private static List<LintFinding> mixed(Map<String, List<Integer>> byTemplate) {
    if (byTemplate.size() < 2) {
      return List.of();
    }
    String most =
        byTemplate.entrySet().stream()
            .max(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.size(), b.size())))
            .orElseThrow()
            .getKey();
    List<LintFinding> findings = new ArrayList<>();
    byTemplate.forEach(
        (name, lines) -> {
          if (!name.equals(most)) {
            findings.add(
                LintFinding.error(
                    "template-mismatch",
                    "the dialog template is " + name + ", where most rows have " + most,
                    lines));
          }
        });
    return findings;
  }

  /** Whether a text has what nobody writes but a template. */
  private static boolean hasMarkup(String content) {
    return KNOWN.stream()
        .filter(t -> !t.user.matches("\\w.*|#.*")) // USER: and ### Instruction: are also said
        .anyMatch(t -> content.contains(t.user) || content.contains(t.assistant));
  }

  private static Optional<Template> template(String prompt) {
    return KNOWN.stream()
        .filter(t -> prompt.contains(t.assistant) || prompt.contains(t.user))
        .findFirst();
  }
}
