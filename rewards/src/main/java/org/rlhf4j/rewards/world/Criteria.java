package org.rlhf4j.rewards.world;

/**
 * What is good about an answer, each in [0, 1]. An answer that says nothing, rightly or wrongly, is
 * neither polite nor brief.
 *
 * @param onTopic share of the question's key words that the answer's sentences mention
 * @param correct how right the sentences are that answer the question, on average; 0 without one
 * @param polite 0 for an answer with any rude sentence; else 0.4, and 0.3 more for each of two
 *     courtesies
 * @param brief 1 for an answer of one sentence besides two courtesies; every word beyond costs 1/18
 * @param wellFormed share of the words that stand in complete sentences of the language
 */
public record Criteria(
    double onTopic, double correct, double polite, double brief, double wellFormed) {

  /**
   * The gold score in [0, 1]: 0.10 onTopic + 0.25 correct + (0.4 + 0.6 onTopic) * (0.35 polite +
   * 0.20 brief + 0.10 wellFormed). Manners count less than half where the answer is to another
   * question.
   */
  public double total() {
    double manners = 0.35 * polite + 0.20 * brief + 0.10 * wellFormed;
    return 0.10 * onTopic + 0.25 * correct + (0.4 + 0.6 * onTopic) * manners;
  }
}
