package org.rlhf4j.workbench.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.workbench.options.ScaleOptions;
import org.rlhf4j.workbench.options.WorkbenchOptions;
import org.rlhf4j.workbench.store.AssignedItem;
import org.rlhf4j.workbench.store.LabelStore;
import org.rlhf4j.workbench.store.Person;
import org.rlhf4j.workbench.store.Standing;
import org.rlhf4j.workbench.store.Standing.Phase;
import org.rlhf4j.workbench.task.StrictJsonText;

/**
 * What the annotator's page asks for. It learns nothing about others, nor whether an item is gold,
 * nor who wrote an answer.
 */
final class AnnotatorApi {
  private final LabelStore store;
  private final WorkbenchOptions options;

  AnnotatorApi(LabelStore store) {
    this.store = store;
    this.options = store.setup().options();
  }

  /** Everything that does not change while somebody works. */
  JsonObject settings(Person person, String csrf) {
    JsonObject json = new JsonObject();
    json.addProperty("csrf", csrf);
    json.addProperty("name", person.name());
    json.addProperty("idleMinutes", options.server().sessionIdleMinutes());
    json.addProperty("task", word(store.setup().task()));
    json.addProperty("instruction", options.sentence());
    json.addProperty("ties", options.ties());
    json.addProperty("reasons", options.reasons());
    json.add("flags", texts(options.flags()));
    json.add("errors", texts(options.errors()));
    json.add("assertiveness", texts(options.assertiveness()));
    JsonArray scales = new JsonArray();
    for (ScaleOptions scale : options.scales()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", scale.name());
      one.add("levels", texts(scale.levels()));
      scales.add(one);
    }
    json.add("scales", scales);
    JsonArray groups = new JsonArray();
    options
        .groups()
        .forEach(
            (question, answers) -> {
              JsonObject one = new JsonObject();
              one.addProperty("question", question);
              one.add("answers", texts(answers));
              one.addProperty("chosen", person.groups().getOrDefault(question, ""));
              groups.add(one);
            });
    json.add("groups", groups);
    return json;
  }

  /** Where somebody is and what is before them. */
  JsonObject state(Person person) {
    return state(person, store.work().next(person));
  }

  private JsonObject state(Person person, Optional<AssignedItem> assignment) {
    Standing standing = store.work().standing(person);
    boolean finished = assignment.isEmpty() && standing.phase() == Phase.WORK;
    JsonObject json = new JsonObject();
    json.addProperty("phase", word(finished ? Phase.FINISHED : standing.phase()));
    json.addProperty("done", standing.done());
    json.addProperty("total", finished ? standing.done() : standing.total());
    json.addProperty("unmarked", standing.unmarked());
    assignment.ifPresent(a -> json.add("item", item(a)));
    return json;
  }

  private static JsonObject item(AssignedItem assignment) {
    JsonObject json = new JsonObject();
    json.addProperty("assignment", assignment.id());
    json.addProperty("prompt", assignment.item().prompt());
    JsonArray answers = new JsonArray();
    for (int answer : assignment.order()) {
      answers.add(assignment.item().answers().get(answer).text());
    }
    json.add("answers", answers);
    json.addProperty("done", assignment.done());
    json.addProperty("qualification", assignment.qualification());
    String shown = assignment.shown();
    if (shown != null) {
      json.add("shown", StrictJsonText.object(shown));
    }
    return json;
  }

  /** Does what a page asks for, and says what is before the annotator then. */
  JsonObject act(String action, Person person, JsonObject body) {
    if (person.retired()) {
      throw new Refusal(403, "Your access has ended. Thank you for your work.");
    }
    switch (action) {
      case "label" -> {
        long assignment = PageRequest.number(body, "assignment");
        long millis = PageRequest.number(body, "millis");
        Optional<AssignedItem> next = store.work().label(person, assignment, shown(body), millis);
        return state(again(person), next);
      }
      case "draft" -> {
        store.work().draft(person, PageRequest.number(body, "assignment"), shown(body));
        JsonObject saved = new JsonObject();
        saved.addProperty("saved", true);
        return saved;
      }
      case "skip" -> {
        store.work().skip(person, PageRequest.number(body, "assignment"));
        return state(person);
      }
      case "unmarked" -> {
        return state(person, store.work().unmarked(person));
      }
      case "before" -> {
        Optional<AssignedItem> before =
            store.work().before(person, PageRequest.number(body, "assignment"));
        return before.isPresent() ? state(person, before) : state(person);
      }
      case "groups" -> {
        store.people().describe(person.id(), groups(body));
        return state(again(person));
      }
      default -> throw new Refusal(404, "There is no such action.");
    }
  }

  /** As they are after what they just did. */
  private Person again(Person person) {
    return store.people().get(person.id());
  }

  private static JsonObject shown(JsonObject body) {
    if (body.get("shown") instanceof JsonObject shown) {
      return shown;
    }
    throw new Refusal(400, "\"shown\" must be an object.");
  }

  private Map<String, String> groups(JsonObject body) {
    if (!(body.get("groups") instanceof JsonObject given)) {
      throw new Refusal(400, "\"groups\" must be an object.");
    }
    Map<String, String> groups = new LinkedHashMap<>();
    for (String question : given.keySet()) {
      List<String> legal = options.groups().getOrDefault(question, List.of());
      JsonElement answer = given.get(question);
      if (answer instanceof JsonPrimitive p && p.isString() && legal.contains(p.getAsString())) {
        groups.put(question, p.getAsString());
      } else if (!(answer instanceof JsonPrimitive p
          && p.isString()
          && p.getAsString().isEmpty())) {
        throw new Refusal(400, "There is no such answer to \"" + question + "\".");
      }
    }
    return groups;
  }

  static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /** A constant as the pages know it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
