package org.rlhf4j.judges.lm.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.Usefulness;

/**
 * Whether a model gives answers of any use, before many are paid for: until the first one that is
 * of use, no more are asked for than may be of none.
 */
final class FirstAnswers {

  private final int most;
  private final Map<String, Integer> troubles = new LinkedHashMap<>();
  private boolean useful;
  private int useless;
  private String example = "";

  /**
   * Nothing is known yet.
   *
   * @param most answers that may be of no use before the first that is; 0 for no limit
   */
  FirstAnswers(int most) {
    this.most = most;
  }

  /** Looks at an answer, given now or kept from before. */
  void add(Reply reply, Usefulness usefulness) {
    if (useful || most == 0) {
      return;
    }
    String trouble = usefulness.trouble(reply);
    if (trouble.isEmpty()) {
      useful = true;
      return;
    }
    useless++;
    troubles.merge(RequestOutcome.cut(trouble), 1, Integer::sum);
    example = reply.text();
  }

  /** How many questions may be asked before more is known. */
  int open() {
    return useful || most == 0 ? Integer.MAX_VALUE : Math.max(0, most - useless);
  }

  /**
   * Why nothing more is asked.
   *
   * @param where the endpoint and its model
   * @param store where answers are kept, or nothing
   */
  UserException reason(String where, String store, Usefulness usefulness) {
    String causes =
        troubles.entrySet().stream()
            .map(e -> e.getKey() + " (" + e.getValue() + " of " + useless + ")")
            .limit(5)
            .collect(Collectors.joining("; "));
    return new UserException(
        where
            + ": the first "
            + useless
            + " answers are of no use: "
            + causes
            + ". Nothing more is asked"
            + (example.isBlank()
                ? ""
                : "\n  The last of them: \"" + RequestOutcome.cut(example) + "\"")
            + "\n  "
            + usefulness.remedy()
            + (store.isEmpty() ? "" : "\n  These answers are kept in " + store)
            + "\n  \"retry\": {\"unusable\": 0} asks on all the same");
  }
}
