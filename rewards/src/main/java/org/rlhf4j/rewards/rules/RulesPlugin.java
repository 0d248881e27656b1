package org.rlhf4j.rewards.rules;

import java.util.List;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code rules}: the sum of weight * value over all rules, whose values lie in [0, 1]. For
 * instance, right numbers that are well presented and not too long:
 *
 * <pre>{@code
 * {"id": "rules", "options": {
 *   "number": [{}],
 *   "regex":  [{"pattern": "(?m)^#### \\S+$", "weight": 0.1}],
 *   "length": [{"unit": "words", "max": 200, "weight": 0.1}]}}
 * }</pre>
 */
@Source(
    "rlhf4j's own; the number rule reads answers as Cobbe et al. 2021 (GSM8K), arXiv:2110.14168,"
        + " write them")
public final class RulesPlugin implements RewardModelPlugin<RulesOptions> {

  /** For the service loader. */
  public RulesPlugin() {}

  @Override
  public String id() {
    return "rules";
  }

  @Override
  public String summary() {
    return "weighted rules: regex, length, words, JSON, exact number (GSM8K), repetition";
  }

  @Override
  public RulesOptions defaults() {
    return new RulesOptions();
  }

  @Override
  public RewardModel create(RulesOptions options, PluginContext context) {
    List<Rule> rules = options.all();
    if (rules.isEmpty()) {
      throw new UserException(
          "rules: there are none; give some, such as {\"number\": [{}]} or"
              + " {\"regex\": [{\"pattern\": \"please\"}]}");
    }
    if (options.regex().stream().anyMatch(rule -> rule.pattern() == null)) {
      throw new UserException("rules: a regex has no pattern; give one");
    }
    if (options.words().stream().anyMatch(rule -> rule.words().isEmpty())) {
      throw new UserException("rules: words has an empty list; give at least one word");
    }
    return new RulesReward(rules);
  }
}
