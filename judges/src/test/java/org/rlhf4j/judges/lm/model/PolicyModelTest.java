package org.rlhf4j.judges.lm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Message.Role;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.RecordingLog;

/** How a policy is asked, in a conversation and without. */
final class PolicyModelTest {
  private static final Question FREE = new Question("q", "be fair", "which?");
  private static final Question LABELLED = new Question("q", "", "which?", List.of("A", "B"), 0);

  private final TreeSet<String> read = new TreeSet<>();
  private final ScriptedPolicy scripted =
      new ScriptedPolicy(
          (prompt, u) -> "A",
          (prompt, label) -> {
            read.add(label);
            return label.strip().startsWith("A") ? -1 : -2;
          },
          1000);
  private final Policy policy = mock(Policy.class, delegatesTo(scripted));
  private final List<Prompt> asked = new ArrayList<>();

  private PolicyModel model(boolean chat) {
    return new PolicyModel(
        policy, chat, Decoding.greedy(5), RandomStream.ofSeed(7), new RecordingLog());
  }

  /** What the policy is given to encode. */
  private void record() {
    doAnswer(
            call -> {
              asked.add(call.getArgument(0));
              return scripted.encode(call.<Prompt>getArgument(0));
            })
        .when(policy)
        .encode(any(Prompt.class));
  }

  @Test
  void inAConversationSystemAndQuestionAreTurns() {
    record();
    assertEquals("A", model(true).ask(List.of(FREE)).get(0).text());
    List<Message> turns =
        List.of(new Message(Role.SYSTEM, "be fair"), new Message(Role.USER, "which?"));
    assertTrue(
        !asked.isEmpty() && asked.stream().allMatch(p -> p.messages().equals(turns)),
        () -> "" + asked);
  }

  @Test
  void withoutASystemPartThereIsOneTurn() {
    record();
    model(true).ask(List.of(LABELLED));
    List<Message> turns = List.of(new Message(Role.USER, "which?"));
    assertTrue(
        !asked.isEmpty() && asked.stream().allMatch(p -> p.messages().equals(turns)),
        () -> "" + asked);
  }

  @Test
  void withoutAConversationBothAreOneText() {
    record();
    model(false).ask(List.of(FREE));
    assertTrue(
        !asked.isEmpty()
            && asked.stream()
                .allMatch(p -> p.text().equals("be fair\n\nwhich?") && !p.isConversation()),
        () -> "" + asked);
  }

  /** A template that writes a blank and a tilde behind every answer. */
  @Test
  void whatTheTemplateWritesBehindALabelIsNotRead() {
    doAnswer(
            call -> {
              Answer answer = call.getArgument(1);
              return scripted.encode(
                  call.getArgument(0), Answer.ofText(answer.text().strip() + " ~"));
            })
        .when(policy)
        .encode(any(Prompt.class), any(Answer.class));
    Reply reply = model(true).ask(List.of(LABELLED)).get(0);
    assertEquals(List.of("A", "B"), List.copyOf(read));
    assertEquals(Map.of("A", -1.0, "B", -2.0), reply.choices().get(0).logProbs());
    read.clear();
    model(false).ask(List.of(LABELLED));
    assertEquals(List.of("A ~", "B ~"), List.copyOf(read), "in plain text all of it is the label");
  }

  @Test
  void aModelThatCannotConverseIsToldOfTheOption() {
    doThrow(new UserException("no template")).when(policy).encode(any(Prompt.class));
    UserException e = assertThrows(UserException.class, () -> model(true).check());
    assertTrue(e.getMessage().startsWith("no template; or leave \"chat\" out"), e::getMessage);
    assertEquals(
        "no template", assertThrows(UserException.class, () -> model(false).check()).getMessage());
  }
}
