package org.rlhf4j.rewards.world;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** "name two red things .": "here are two red things : the fox and the bus ." */
record ListTask(int count, String group, List<String> members) implements Task {

  static final Pattern FORM;

  static {
    String item = "the " + Words.oneOf(Thing.NAMES);
    String group =
        "(?:(?:%s )?(?:%s|things)|things in the %s)"
            .formatted(
                Words.oneOf(Stream.concat(Thing.SIZES.stream(), Thing.COLORS.stream()).toList()),
                Words.oneOf(Thing.KINDS.stream().map(k -> k + "s").toList()),
                Words.oneOf(Thing.PLACES));
    FORM =
        Pattern.compile(
            "here are %s %s : (?<items>%s(?: , %s)* and %s)"
                .formatted(Words.oneOf(Words.NUMBERS), group, item, item, item));
  }

  private static final List<String> QUESTIONS =
      List.of(
          "name %s %s .",
          "list %s %s .", "tell me %s %s .", "give me a list of %s %s .", "what are %s %s ?");

  static Stream<Instruction> all() {
    Stream<ListTask> kinds =
        Thing.KINDS.stream().flatMap(k -> of(k + "s", t -> t.kind().equals(k)));
    Stream<ListTask> places =
        Thing.PLACES.stream().flatMap(p -> of("things in the " + p, t -> t.place().equals(p)));
    Stream<ListTask> colors =
        Thing.COLORS.stream().flatMap(c -> of(c + " things", t -> t.color().equals(c)));
    Stream<ListTask> sizes =
        Thing.SIZES.stream().flatMap(s -> of(s + " things", t -> t.size().equals(s)));
    Stream<ListTask> sizedKinds =
        Thing.KINDS.stream()
            .flatMap(
                k ->
                    Thing.SIZES.stream()
                        .flatMap(
                            s ->
                                of(
                                    s + " " + k + "s",
                                    t -> t.size().equals(s) && t.kind().equals(k))));
    return Stream.of(kinds, places, colors, sizes, sizedKinds)
        .flatMap(tasks -> tasks)
        .flatMap(
            task ->
                QUESTIONS.stream()
                    .map(
                        q ->
                            new Instruction(
                                q.formatted(Words.NUMBERS.get(task.count), task.group), task)));
  }

  /** Lists of two and of three, where the group is large enough. */
  private static Stream<ListTask> of(String group, Predicate<Thing> isMember) {
    List<String> members = Thing.ALL.stream().filter(isMember).map(Thing::name).toList();
    return Stream.of(2, 3)
        .filter(count -> count <= members.size())
        .map(count -> new ListTask(count, group, members));
  }

  /** The words that name the group; "things in the" names none. */
  @Override
  public Set<String> keys() {
    return Arrays.stream(group.split(" "))
        .filter(w -> !Set.of("things", "in", "the").contains(w))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String right(RandomGenerator random) {
    return say(Words.pickSeveral(members, count, random));
  }

  /** Things as they come to mind. */
  @Override
  public String wrong(RandomGenerator random) {
    List<String> items = Words.pickSeveral(Thing.NAMES, count, random);
    while (members.containsAll(items)) {
      items = Words.pickSeveral(Thing.NAMES, count, random);
    }
    return say(items);
  }

  private String say(List<String> items) {
    String head = String.join(" , the ", items.subList(0, items.size() - 1));
    String last = items.get(items.size() - 1);
    return "here are %s %s : the %s and the %s"
        .formatted(Words.NUMBERS.get(count), group, head, last);
  }

  /** Different right items as a share of the items wanted or given, whichever are more. */
  @Override
  public OptionalDouble grade(String sentence) {
    Matcher m = FORM.matcher(sentence);
    if (!m.matches()) {
      return OptionalDouble.empty();
    }
    List<String> items =
        Arrays.stream(m.group("items").split(" ")).filter(Thing.NAMES::contains).toList();
    Set<String> right = new HashSet<>(items);
    right.retainAll(members);
    return OptionalDouble.of((double) right.size() / Math.max(count, items.size()));
  }
}
