package org.rlhf4j.judges.lm.parse;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.TokenChoices;

/**
 * Preference by the probabilities of the answer token: p(first) / (p(first) + p(second)), with half
 * of p(tie) on both sides where there is a label for ties. This is how AlpacaEval 2 weighs its
 * judge's verdicts (Dubois et al., arXiv:2404.04475).
 *
 * <p>The answer token is the last one that is a label. A reply of one token that is no label is
 * read too, since the labels may be among its alternatives. A label that is not among the
 * alternatives that were told counts as probability 0; if none is, the reply is unusable. Tokens
 * count with and without blanks around them, and the case of letters counts.
 */
final class LogProbParser implements ReplyParser {

  private final AnswerNames labels;

  LogProbParser(AnswerNames labels) {
    this.labels = labels;
  }

  @Override
  public List<String> labels() {
    return Stream.of(labels.first(), labels.second(), labels.tie())
        .flatMap(Stream::ofNullable)
        .toList();
  }

  @Override
  public String remedy() {
    String words = String.join("|", labels().stream().map(LogProbParser::inPattern).toList());
    return "The parser log-probability needs an endpoint that sends log-probabilities (the field"
        + " \"logprobs\") for the first token of an answer. Where it does not, read the word"
        + " itself: \"parser\": {\"kind\": \"regex\", \"pattern\": \"^\\\\s*("
        + words
        + ")\\\\b\"}; or take a template that asks for a verdict in the text: \"template\":"
        + " \"pairwise-v1\"";
  }

  /** A label within a regular expression within JSON. */
  private static String inPattern(String label) {
    return label.replaceAll("([^\\p{L}\\p{N} ])", "\\\\\\\\$1");
  }

  @Override
  public Reading read(Reply reply) {
    if (reply.choices().isEmpty()) {
      return Reading.unusable("the reply came without log-probabilities");
    }
    Optional<TokenChoices> answer = answer(reply.choices());
    if (answer.isEmpty()) {
      return Reading.unusable("no token of the reply is one of " + labels());
    }
    double first = answer.get().probability(labels.first());
    double second = answer.get().probability(labels.second());
    String none = labels.tie();
    double tie = none == null ? 0 : answer.get().probability(none);
    double all = first + second + tie;
    if (!(all > 0)) {
      return Reading.unusable("none of " + labels() + " is among the most probable tokens");
    }
    String words =
        String.format(
            Locale.ROOT, "p(%s) %.4g, p(%s) %.4g", labels.first(), first, labels.second(), second);
    return new Reading((first + tie / 2) / all, words);
  }

  private Optional<TokenChoices> answer(List<TokenChoices> choices) {
    for (int i = choices.size() - 1; i >= 0; i--) {
      if (labels().contains(choices.get(i).token().strip())) {
        return Optional.of(choices.get(i));
      }
    }
    return choices.size() == 1 ? Optional.of(choices.get(0)) : Optional.empty();
  }
}
