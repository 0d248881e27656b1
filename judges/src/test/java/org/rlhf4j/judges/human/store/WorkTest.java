package org.rlhf4j.judges.human.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.human.AnnotatorOptions.Role;
import org.rlhf4j.judges.human.Desk;
import org.rlhf4j.judges.human.TaskType;
import org.rlhf4j.judges.human.store.Person.Qualification;
import org.rlhf4j.judges.human.store.Standing.Phase;
import org.rlhf4j.judges.human.task.BadLabelException;

/** Who gets which item. */
final class WorkTest {
  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final Desk desk = new Desk();
  private Store store;

  private Store open() {
    close();
    store =
        new Store(
            folder.resolve("labels.sqlite"), desk.setup(), () -> Instant.ofEpochMilli(now.get()));
    return store;
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  private Person person(String name) {
    return store.people().get(store.people().add(name, Role.CROWD));
  }

  private Person again(Person person) {
    return store.people().get(person.id());
  }

  private static JsonObject grade(int grade) {
    JsonObject shown = new JsonObject();
    shown.addProperty("grade", grade);
    return shown;
  }

  /** Prefers the answer of the lower number in the file. */
  private void label(Person person, Assignment assignment) {
    store.work().label(person, assignment.id(), grade(assignment.order()[0] == 0 ? 2 : -2), 1000);
  }

  private int labelAll(Person person) {
    int labels = 0;
    for (Optional<Assignment> next = store.work().next(again(person)); next.isPresent(); labels++) {
      label(again(person), next.get());
      next = store.work().next(again(person));
    }
    return labels;
  }

  @Test
  void eachItemGetsAsManyLabelsAsWanted() {
    desk.items = 20;
    open();
    List<Person> people = List.of(person("a"), person("b"), person("c"), person("d"));
    boolean more = true;
    while (more) {
      more = false;
      for (Person person : people) {
        Optional<Assignment> next = store.work().next(person);
        more |= next.isPresent();
        next.ifPresent(assignment -> label(person, assignment));
      }
    }
    Map<String, Set<Long>> byItem = new HashMap<>();
    for (Given given : store.given()) {
      boolean fresh =
          byItem
              .computeIfAbsent(given.item().key(), k -> new HashSet<>())
              .add(given.annotator().id());
      assertTrue(fresh, "two labels of one person");
      assertEquals(2, given.judgement().label().pairs().get(0).strength());
      assertEquals(1, given.judgement().label().pairs().get(0).sign());
    }
    assertEquals(20, byItem.size());
    assertTrue(byItem.values().stream().allMatch(who -> who.size() == 2));
    assertEquals(new Work.Progress(20, 20, 40, 40), store.work().progress());
    assertEquals(Phase.FINISHED, store.work().standing(people.get(0)).phase());
  }

  @Test
  void beganItemsComeFirst() {
    desk.items = 10;
    open();
    Person a = person("a");
    String first = store.work().next(a).orElseThrow().item().key();
    assertEquals(first, store.work().next(person("b")).orElseThrow().item().key());
    assertFalse(first.equals(store.work().next(person("c")).orElseThrow().item().key()));
    assertEquals(first, store.work().next(a).orElseThrow().item().key(), "asked twice");
  }

  @Test
  void aReservationEndsAndALateLabelCounts() {
    desk.items = 1;
    desk.overlap = 1;
    open();
    Person slow = person("slow");
    Person other = person("other");
    Assignment kept = store.work().next(slow).orElseThrow();
    assertTrue(store.work().next(other).isEmpty());
    now.addAndGet(31 * 60_000);
    label(other, store.work().next(other).orElseThrow());
    label(slow, kept);
    assertEquals(2, store.given().size());
    assertEquals(new Work.Progress(1, 1, 1, 1), store.work().progress());
  }

  @Test
  void theSameLabelTwiceIsOneAndAChangedOneReplaces() {
    open();
    Person a = person("a");
    Assignment one = store.work().next(a).orElseThrow();
    store.work().label(a, one.id(), grade(2), 500);
    String state = store.state();
    store.work().label(a, one.id(), grade(2), 500);
    assertEquals(state, store.state());
    store.work().label(a, one.id(), grade(-1), 500);
    assertEquals(1, store.given().size());
    assertEquals(1000, store.given().get(0).millis());
    assertEquals(1, store.given().get(0).judgement().label().pairs().get(0).strength());
    assertEquals(one.id(), store.work().before(a, Long.MAX_VALUE).orElseThrow().id());
  }

  @Test
  void skippedItemsComeBack() {
    desk.items = 3;
    open();
    Person a = person("a");
    Assignment first = store.work().next(a).orElseThrow();
    store.work().draft(a, first.id(), grade(1));
    store.work().skip(a, first.id());
    Assignment second = store.work().next(a).orElseThrow();
    assertEquals(1, store.work().standing(a).unmarked());
    Assignment back = store.work().unmarked(a).orElseThrow();
    assertEquals(first.id(), back.id());
    assertEquals(grade(1).toString(), back.shown());
    assertEquals(second.id(), store.work().unmarked(a).orElseThrow().id(), "it was skipped then");
    assertEquals(3, store.work().standing(a).total());
    assertEquals(3, labelAll(a));
    assertEquals(new Standing(Phase.FINISHED, 3, 3, 0), store.work().standing(a));
  }

  @Test
  void whoFailsTheQualificationGetsNothing() {
    desk.goldQuestions = 5;
    desk.qualification = 5;
    desk.pass = 0.8;
    open();
    Person good = person("good");
    Person bad = person("bad");
    Person expert = store.people().get(store.people().add("expert", Role.EXPERT));
    assertEquals(Qualification.PASSED, expert.qualification());
    for (int i = 0; i < 5; i++) {
      Assignment mine = store.work().next(good).orElseThrow();
      assertTrue(mine.qualification());
      int right = mine.order()[0] == 0 ? 2 : -2;
      store.work().label(good, mine.id(), grade(i == 0 ? -right : right), 10);
      Assignment theirs = store.work().next(bad).orElseThrow();
      right = theirs.order()[0] == 0 ? 1 : -1;
      store.work().label(bad, theirs.id(), grade(i <= 1 ? -right : right), 10);
      assertThrows(BadLabelException.class, () -> store.work().skip(bad, theirs.id()));
    }
    assertEquals(0.8, again(good).score(), 1e-12);
    assertEquals(Qualification.PASSED, again(good).qualification());
    assertEquals(0.6, again(bad).score(), 1e-12);
    assertEquals(Phase.FAILED, store.work().standing(again(bad)).phase());
    assertTrue(store.work().next(again(bad)).isEmpty());
    assertTrue(store.work().next(again(good)).isPresent());
    store.people().admit(bad.id());
    assertTrue(store.work().next(again(bad)).isPresent());
  }

  @Test
  void oneOfEachFewItemsIsGold() {
    desk.items = 12;
    desk.goldQuestions = 9;
    desk.every = 4;
    open();
    Person a = person("a");
    List<Use> uses = new ArrayList<>();
    assertEquals(16, store.work().standing(a).total());
    for (int i = 0; i < 16; i++) {
      label(a, store.work().next(a).orElseThrow());
    }
    store.given().forEach(g -> uses.add(g.use()));
    assertEquals(4, uses.stream().filter(u -> u == Use.GOLD).count());
    assertEquals(Phase.FINISHED, store.work().standing(a).phase());
  }

  @Test
  void nobodyLabelsMoreThanTheirShare() {
    desk.perAnnotator = 3;
    open();
    Person a = person("a");
    assertEquals(3, store.work().standing(a).total());
    assertEquals(3, labelAll(a));
  }

  @Test
  void whoIsRetiredGivesTheirItemsBack() {
    desk.items = 2;
    desk.overlap = 1;
    open();
    Person a = person("a");
    Person b = person("b");
    assertEquals(2, labelAll(a));
    assertTrue(store.work().next(b).isEmpty());
    store.people().retire(a.id(), true);
    assertTrue(store.work().next(again(a)).isEmpty());
    assertEquals(0, store.work().progress().labels());
    assertEquals(2, labelAll(b));
    assertEquals(4, store.given().size(), "they stay on file");
    store.people().retire(a.id(), false);
    assertEquals(2, store.work().progress().labels(), "two wanted, though there are four");
  }

  @Test
  void onesOwnItemsOnly() {
    open();
    Person a = person("a");
    Assignment mine = store.work().next(a).orElseThrow();
    Person b = person("b");
    assertThrows(BadLabelException.class, () -> store.work().label(b, mine.id(), grade(1), 1));
    assertThrows(BadLabelException.class, () -> store.work().draft(b, mine.id(), grade(1)));
    assertThrows(BadLabelException.class, () -> store.work().skip(b, mine.id()));
    assertEquals(List.of(), store.given());
  }

  @Test
  void everythingIsThereAgain() {
    desk.annotators = List.of("a");
    open();
    Person a = store.people().all().get(0);
    String token = store.people().newLink(a.id());
    String session = store.people().enter(token, "browser", "").orElseThrow();
    label(a, store.work().next(a).orElseThrow());
    Assignment open = store.work().next(a).orElseThrow();
    desk.items = 5;
    open();
    assertEquals(1, store.people().all().size());
    assertEquals(a, store.people().bySession(session).orElseThrow());
    assertEquals(1, store.given().size());
    assertEquals(open.id(), store.work().next(a).orElseThrow().id());
    assertEquals(5, store.work().standing(a).total());
    store.people().newLink(a.id());
    assertTrue(store.people().bySession(session).isEmpty(), "the old way in is closed");
    assertTrue(store.people().enter(token, "browser", "").isEmpty());
  }

  @Test
  void whatWasLabelledMustNotChange() {
    open();
    desk.items = 3;
    String gone = assertThrows(UserException.class, this::open).getMessage();
    assertTrue(gone.contains("the item \"item3\"") && gone.contains("is gone"), gone);
    desk.items = 4;
    desk.answers = 3;
    desk.task = TaskType.RANKING;
    String other = assertThrows(UserException.class, this::open).getMessage();
    assertTrue(other.contains("collected for another task: PAIRWISE"), other);
  }
}
