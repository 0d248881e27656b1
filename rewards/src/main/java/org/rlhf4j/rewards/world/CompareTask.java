package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * "is the mouse larger than the horse ?": "no , the mouse is not larger than the horse ." Only
 * things of different size are compared.
 */
record CompareTask(Thing a, Thing b, boolean larger) implements ClosedTask {

  static final Pattern FORM =
      Pattern.compile(
          "(?:yes , the T is|no , the T is not) (larger|smaller) than the T"
              .replace("T", Words.oneOf(Thing.NAMES)));

  static Stream<Instruction> all() {
    return Thing.ALL.stream()
        .flatMap(a -> Thing.ALL.stream().map(b -> List.of(a, b)))
        .filter(p -> !p.get(0).isAsLargeAs(p.get(1)))
        .flatMap(
            p ->
                Stream.of(
                    new CompareTask(p.get(0), p.get(1), true),
                    new CompareTask(p.get(0), p.get(1), false)))
        .map(
            task ->
                new Instruction(
                    "is the %s %s than the %s ?"
                        .formatted(task.a.name(), task.adjective(), task.b.name()),
                    task));
  }

  private String adjective() {
    return larger ? "larger" : "smaller";
  }

  private boolean isTrue() {
    return a.isLargerThan(b) == larger;
  }

  @Override
  public Set<String> keys() {
    return Set.of(a.name(), b.name());
  }

  @Override
  public String truth() {
    return claim(isTrue());
  }

  @Override
  public List<String> claims() {
    return List.of(claim(true), claim(false));
  }

  private String claim(boolean yes) {
    String form = yes ? "yes , the %s is %s than the %s" : "no , the %s is not %s than the %s";
    return form.formatted(a.name(), adjective(), b.name());
  }
}
