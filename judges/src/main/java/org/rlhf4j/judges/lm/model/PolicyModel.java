package org.rlhf4j.judges.lm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;

/**
 * A policy of this process as a language model. With chat, what it is told about its task and the
 * question are the turns of system and user in a conversation, which its model's chat template
 * writes; without, they stand one after the other in its prompt.
 *
 * <p>Where the probabilities of labels are wanted, nothing is generated: they are the policy's own,
 * exactly. In a conversation, the last tokens that all labels share are not read: they are what the
 * template writes behind every answer, and a model may find them more probable behind one label
 * than behind another. A question that leaves no room in the context stays without an answer.
 */
public final class PolicyModel implements LanguageModel {

  private static final int AT_ONCE = 64;

  private final Policy policy;
  private final boolean chat;
  private final Decoding decoding;
  private final RandomStream random;
  private final RunLog log;

  /**
   * A policy to ask.
   *
   * @param policy is owned from now on
   * @param chat whether it is asked in a conversation
   * @param decoding how answers are drawn
   * @param random where the randomness comes from; each question has its own stream by its id
   */
  public PolicyModel(
      Policy policy, boolean chat, Decoding decoding, RandomStream random, RunLog log) {
    this.policy = policy;
    this.chat = chat;
    this.decoding = decoding;
    this.random = random;
    this.log = log;
  }

  /**
   * Checks that its model can be asked at all.
   *
   * @throws UserException if it is asked in a conversation and has no chat template for one
   */
  public void check() {
    encode(new Question("check", "", "a", List.of(), 0));
  }

  private int[] encode(Question question) {
    try {
      return policy.encode(prompt(question));
    } catch (UserException e) {
      throw chat
          ? new UserException(
              e.getMessage()
                  + "; or leave \"chat\" out of the options, and the model is asked in"
                  + " plain text",
              e)
          : e;
    }
  }

  /** Whether it can tell probabilities. */
  public boolean hasLikelihood() {
    return policy.likelihood().isPresent();
  }

  /**
   * Checks that a question is not too long even without anything to ask about.
   *
   * @throws UserException if it is
   */
  public void checkRoom(Question empty) {
    int length = encode(empty).length;
    if (length >= policy.contextLength()) {
      throw new UserException(
          "the template alone has "
              + length
              + " tokens, and the model reads at most "
              + policy.contextLength()
              + "; take a shorter template (the shortest of ours is letter-v1) or guideline");
    }
  }

  /**
   * Checks that the labels of a question can be told apart.
   *
   * @throws UserException if two of them, or one and nothing, are the same tokens
   */
  public void checkLabels(Question question) {
    List<String> labels = question.labels();
    for (int i = 0; i < labels.size(); i++) {
      int[] tokens = row(question, labels.get(i)).completion();
      if (tokens.length == 0) {
        throw new UserException(
            "the model has no token for the label \"" + labels.get(i) + "\"; choose another");
      }
      for (int j = 0; j < i; j++) {
        if (Arrays.equals(tokens, row(question, labels.get(j)).completion())) {
          throw new UserException(
              "the model reads the labels \""
                  + labels.get(j)
                  + "\" and \""
                  + labels.get(i)
                  + "\" as the same tokens; choose words of its vocabulary");
        }
      }
    }
  }

  @Override
  public List<Reply> ask(List<Question> questions) {
    Reply[] replies = new Reply[questions.size()];
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < replies.length; i++) {
      int length = encode(questions.get(i)).length;
      if (length + 1 < policy.contextLength()) {
        fitting.add(i);
      } else {
        replies[i] =
            Reply.none(
                "the question has "
                    + length
                    + " tokens, which leaves no room for an answer in the model's "
                    + policy.contextLength(),
                Cost.NONE);
      }
    }
    // alone, a question draws its own random numbers, whatever stands beside it
    int atOnce = decoding.temperature() == 0 ? AT_ONCE : 1;
    try (Progress progress = log.progress("asking", fitting.size(), "questions")) {
      for (int from = 0; from < fitting.size(); from += atOnce) {
        List<Integer> some = fitting.subList(from, Math.min(from + atOnce, fitting.size()));
        List<Reply> answered = answer(some.stream().map(questions::get).toList());
        for (int i = 0; i < some.size(); i++) {
          replies[some.get(i)] = answered.get(i);
        }
        progress.update(from + some.size(), "");
      }
    }
    return List.of(replies);
  }

  private List<Reply> answer(List<Question> questions) {
    long start = System.nanoTime();
    List<Reply> replies =
        questions.get(0).labels().isEmpty() ? generated(questions) : scored(questions);
    double each = (System.nanoTime() - start) / 1e9 / questions.size();
    return replies.stream()
        .map(
            r ->
                new Reply(
                    r.text(), r.trouble(), r.choices(), withSeconds(r.cost(), each), r.cutOff()))
        .toList();
  }

  private static Cost withSeconds(Cost cost, double seconds) {
    return new Cost(
        cost.calls(), cost.promptTokens(), cost.completionTokens(), cost.money(), seconds);
  }

  private List<Reply> generated(List<Question> questions) {
    List<Prompt> prompts = questions.stream().map(this::prompt).toList();
    RandomStream stream = random.child(questions.get(0).id());
    List<List<Completion>> drawn = policy.generate(prompts, 1, decoding, stream);
    List<Reply> replies = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      Completion completion = drawn.get(i).get(0);
      int read = policy.encode(prompts.get(i)).length;
      Cost cost = new Cost(1, read, completion.tokens().length, 0, 0);
      String trouble = completion.text().isBlank() ? "the model answered nothing" : "";
      boolean cutOff = completion.finish() == Completion.Finish.LENGTH;
      replies.add(new Reply(completion.text(), trouble, List.of(), cost, cutOff));
    }
    return replies;
  }

  /** Each label is scored as it stands and after a blank, as tokenizers write words. */
  private List<Reply> scored(List<Question> questions) {
    List<TokenRow> rows = new ArrayList<>();
    for (Question question : questions) {
      rows.addAll(rows(question));
    }
    List<float[]> logProbs = policy.likelihood().orElseThrow().logProbs(rows, 1);
    List<Reply> replies = new ArrayList<>();
    int next = 0;
    for (Question question : questions) {
      Map<String, Double> choices = new LinkedHashMap<>();
      long read = 0;
      for (String label : question.labels()) {
        for (String written : List.of(label, " " + label)) {
          read = rows.get(next).prompt().length;
          // a tokenizer that drops the blank gives the same row twice
          if (written.equals(label) || !same(rows.get(next), rows.get(next - 1))) {
            choices.put(written, sum(logProbs.get(next)));
          }
          next++;
        }
      }
      String said =
          choices.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      replies.add(
          new Reply(
              said.strip(),
              "",
              List.of(new TokenChoices(said, choices)),
              new Cost(1, read, 1, 0, 0)));
    }
    return replies;
  }

  private static boolean same(TokenRow one, TokenRow other) {
    return Arrays.equals(one.completion(), other.completion());
  }

  private static double sum(float[] logProbs) {
    double sum = 0;
    for (float x : logProbs) {
      sum += x;
    }
    return sum;
  }

  private List<TokenRow> rows(Question question) {
    List<TokenRow> rows =
        question.labels().stream()
            .flatMap(label -> Stream.of(row(question, label), row(question, " " + label)))
            .toList();
    int shared = chat ? sharedEnd(rows) : 0;
    return rows.stream().map(row -> withoutEnd(row, shared)).toList();
  }

  /** How many last tokens all rows share, leaving each at least one. */
  private static int sharedEnd(List<TokenRow> rows) {
    int[] some = rows.get(0).completion();
    int shared = rows.stream().mapToInt(row -> row.completion().length - 1).min().orElseThrow();
    for (TokenRow row : rows) {
      int[] other = row.completion();
      int same = 0;
      while (same < shared && some[some.length - 1 - same] == other[other.length - 1 - same]) {
        same++;
      }
      shared = same;
    }
    return shared;
  }

  private static TokenRow withoutEnd(TokenRow row, int tokens) {
    int[] whole = row.completion();
    return new TokenRow(row.prompt(), Arrays.copyOf(whole, whole.length - tokens));
  }

  /** The label without the end-of-sequence id that encoding puts behind it. */
  private TokenRow row(Question question, String label) {
    return withoutEnd(policy.encode(prompt(question), Answer.ofText(label)), 1);
  }

  private Prompt prompt(Question question) {
    if (chat) {
      Message user = new Message(Message.Role.USER, question.user());
      List<Message> messages =
          question.system().isEmpty()
              ? List.of(user)
              : List.of(new Message(Message.Role.SYSTEM, question.system()), user);
      return Prompt.ofMessages(question.id(), messages, null);
    }
    String text =
        question.system().isEmpty()
            ? question.user()
            : question.system() + "\n\n" + question.user();
    return new Prompt(question.id(), text);
  }

  @Override
  public void close() {
    policy.close();
  }
}
