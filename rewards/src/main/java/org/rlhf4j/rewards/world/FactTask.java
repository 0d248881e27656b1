package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** "what color is the bee ?": "the bee is yellow ." */
record FactTask(Thing thing, Attribute attribute) implements ClosedTask {

  static final List<Pattern> FORMS = Attribute.ALL.stream().map(Attribute::form).toList();

  static Stream<Instruction> all() {
    return Thing.ALL.stream()
        .flatMap(t -> Attribute.ALL.stream().map(a -> new FactTask(t, a)))
        .flatMap(
            task ->
                task.attribute.questions().stream()
                    .map(q -> new Instruction(q.formatted(task.thing.name()), task)));
  }

  @Override
  public Set<String> keys() {
    return Set.of(thing.name());
  }

  @Override
  public String truth() {
    return claim(attribute.truth().apply(thing));
  }

  @Override
  public List<String> claims() {
    return attribute.values().stream().map(this::claim).toList();
  }

  private String claim(String value) {
    return "the " + thing.name() + " is " + attribute.before() + value;
  }
}
