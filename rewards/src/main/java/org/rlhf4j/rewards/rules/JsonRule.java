package org.rlhf4j.rewards.rules;

import java.util.List;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Response;

/**
 * Whether the whole answer is one JSON value (RFC 8259, blanks around it allowed): 1 or 0. A fence
 * of Markdown around it is no JSON.
 *
 * @param weight multiplies the value
 * @param kind what the value must be
 * @param keys names that the outermost object must have; with any, the value must be an object
 */
public record JsonRule(
    @Option("multiplies the value; may be negative") double weight,
    @Option("what the value must be") Kind kind,
    @Option("names that the outermost object must have") List<String> keys)
    implements Rule {

  /** What a JSON value is. */
  public enum Kind {
    /** Any value. */
    ANY,
    /** An object in braces. */
    OBJECT,
    /** An array in brackets. */
    ARRAY
  }

  /** Checks the options. */
  public JsonRule {
    Rule.checkWeight(weight);
    keys = List.copyOf(keys);
    if (kind == Kind.ARRAY && !keys.isEmpty()) {
      throw new IllegalArgumentException("an array has no keys; leave keys out or set kind");
    }
  }

  /** Weight 1, any value. */
  public JsonRule() {
    this(1, Kind.ANY, List.of());
  }

  @Override
  public double value(Response response) {
    JsonShape shape = JsonShape.of(response.answer().text());
    if (shape == null || !shape.keys().containsAll(keys)) {
      return 0;
    }
    return kind == Kind.ANY || kind == shape.kind() ? 1 : 0;
  }
}
