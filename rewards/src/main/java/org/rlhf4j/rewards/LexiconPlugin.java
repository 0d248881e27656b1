package org.rlhf4j.rewards;

import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code lexicon}: how positive the words of an answer are.
 *
 * <p>The score is the mean valence of all words of the answer, minus the repetition penalty times
 * the share of its n-grams that are repetitions. Valences come from a file such as VADER's (Hutto
 * and Gilbert, "VADER: A parsimonious rule-based model for sentiment analysis of social media
 * text", ICWSM 2014), whose scale is -4 (most negative) to 4. We differ from VADER in that we only
 * average: negation, intensifiers, capitals and punctuation change nothing, and words that are not
 * in the file count as 0. The share of repetitions is 1 - different n-grams / n-grams (seq-rep-n of
 * Welleck et al., "Neural text generation with unlikelihood training", arXiv:1908.04319), and 0 for
 * an answer of fewer than n words.
 *
 * <p>Words are what stands between blanks, in lower case. What the file lists as it stands is taken
 * as it stands, which finds emoticons; of anything else, leading and trailing characters that are
 * neither letters nor digits are taken off, and what is then empty is no word. An answer without
 * words scores 0.
 */
@Source(
    value =
        "Hutto and Gilbert 2014, \"VADER: a parsimonious rule-based model for sentiment analysis of"
            + " social media text\", ICWSM",
    differs =
        "valences are only averaged: negation, intensifiers, capitals and punctuation change"
            + " nothing")
@Source(
    "Welleck et al. 2019, \"Neural text generation with unlikelihood training\", arXiv:1908.04319"
        + " (seq-rep-n)")
public final class LexiconPlugin implements RewardModelPlugin<LexiconOptions> {

  /** For the service loader. */
  public LexiconPlugin() {}

  @Override
  public String id() {
    return "lexicon";
  }

  @Override
  public String summary() {
    return "mean valence of an answer's words, minus a penalty for repetitions";
  }

  @Override
  public LexiconOptions defaults() {
    return new LexiconOptions(null, 1.0, 3);
  }

  @Override
  public RewardModel create(LexiconOptions options, PluginContext context) {
    if (options.path() == null) {
      throw new UserException(
          "lexicon: path is missing; give a word list in the format of VADER, such as"
              + " data:data/vader/vader_lexicon.txt");
    }
    Lexicon lexicon = Lexicon.read(context.resolve(options.path()));
    return new LexiconReward(lexicon, options.repetitionPenalty(), options.ngram());
  }
}
