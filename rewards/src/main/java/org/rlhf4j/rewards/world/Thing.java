package org.rlhf4j.rewards.world;

import java.util.List;

/**
 * Something that one can talk about, with all that is true of it in this world.
 *
 * @param name one word
 * @param kind such as {@code animal}; its plural ends in s
 * @param color one of eight
 * @param size one of {@link #SIZES}
 * @param place where it is
 */
record Thing(String name, String kind, String color, String size, String place) {

  /** From the smallest to the largest. */
  static final List<String> SIZES = List.of("tiny", "small", "large", "huge");

  static final List<Thing> ALL =
      """
      ant animal black tiny garden
      bee animal yellow tiny garden
      mouse animal gray tiny house
      frog animal green tiny river
      cat animal white small house
      fox animal red small forest
      hen animal brown small farm
      dog animal brown small house
      cow animal black large farm
      horse animal brown large farm
      bear animal brown large forest
      whale animal blue huge sea
      pea food green tiny garden
      rice food white tiny kitchen
      lemon food yellow small kitchen
      apple food red small garden
      bread food brown small kitchen
      pen tool blue tiny school
      spoon tool gray tiny kitchen
      hammer tool black small house
      broom tool yellow large school
      ladder tool gray large farm
      rose plant red small garden
      bush plant green large garden
      tree plant green huge forest
      bike vehicle blue small school
      boat vehicle white large river
      bus vehicle red large city
      train vehicle black huge city
      ship vehicle gray huge sea
      """
          .lines()
          .map(line -> line.split(" "))
          .map(w -> new Thing(w[0], w[1], w[2], w[3], w[4]))
          .toList();

  static final List<String> NAMES = ALL.stream().map(Thing::name).toList();
  static final List<String> KINDS = ALL.stream().map(Thing::kind).distinct().toList();
  static final List<String> COLORS = ALL.stream().map(Thing::color).distinct().toList();
  static final List<String> PLACES = ALL.stream().map(Thing::place).distinct().toList();

  boolean isLargerThan(Thing other) {
    return SIZES.indexOf(size) > SIZES.indexOf(other.size);
  }

  boolean isAsLargeAs(Thing other) {
    return size.equals(other.size);
  }
}
