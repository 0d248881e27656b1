package org.rlhf4j.policies.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.UserException;

/**
 * Against what Jinja2 makes of published templates, and of the idioms that templates are made of.
 */
final class ChatTemplateTest {
  private static final LocalDate TODAY = LocalDate.of(2024, 7, 26);

  /** Jinja2 renders these; here they are refused, because nothing that was seen needs them. */
  private static final String REFUSED =
      "add call1 f10 f11 f13 f21 f22 f5 f6 f7 f9 fn1 l18 l4 l5 m12 m14 m17 m6 op10 op14 op16 op17"
          + " op19 op20 op30 str11 str7 str8 var_empty var_eq with1";

  private static JsonObject read(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ChatTemplateTest.class.getResourceAsStream(name), name)) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    }
  }

  private static List<Message> conversation(JsonObject file, String name) {
    List<Message> messages = new ArrayList<>();
    for (JsonElement m : file.getAsJsonObject("conversations").getAsJsonArray(name)) {
      JsonObject one = m.getAsJsonObject();
      String role = one.get("role").getAsString().toUpperCase(Locale.ROOT);
      messages.add(new Message(Message.Role.valueOf(role), one.get("content").getAsString()));
    }
    return messages;
  }

  private static Map<String, String> specials(JsonObject file) {
    Map<String, String> specials = new TreeMap<>();
    file.getAsJsonObject("specials")
        .entrySet()
        .forEach(e -> specials.put(e.getKey(), e.getValue().getAsString()));
    return specials;
  }

  @TestFactory
  List<DynamicTest> publishedTemplatesAreRenderedAsByJinja2() throws IOException {
    JsonObject file = read("templates.json");
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, JsonElement> e : file.getAsJsonObject("templates").entrySet()) {
      JsonObject model = e.getValue().getAsJsonObject();
      ChatTemplate template =
          new ChatTemplate(model.get("template").getAsString(), specials(file), TODAY, e.getKey());
      for (Map.Entry<String, JsonElement> r : model.getAsJsonObject("renderings").entrySet()) {
        boolean generation = r.getKey().endsWith(" +");
        List<Message> messages = conversation(file, r.getKey().replace(" +", ""));
        tests.add(
            DynamicTest.dynamicTest(
                e.getKey() + ", " + r.getKey(),
                () -> {
                  if (r.getValue() instanceof JsonObject error) {
                    String message =
                        assertThrows(
                                UserException.class, () -> template.render(messages, generation))
                            .getMessage();
                    assertTrue(message.contains(error.get("error").getAsString()), message);
                  } else {
                    assertEquals(r.getValue().getAsString(), template.render(messages, generation));
                  }
                }));
      }
    }
    assertTrue(tests.size() > 100, "only " + tests.size());
    return tests;
  }

  @Test
  void idiomsAreRenderedAsByJinja2OrRefused() throws IOException {
    JsonObject file = read("templates.json");
    List<Message> messages = conversation(file, "turns");
    TreeSet<String> refused = new TreeSet<>();
    int right = 0;
    for (Map.Entry<String, JsonElement> e :
        read("idioms.json").getAsJsonObject("idioms").entrySet()) {
      JsonObject idiom = e.getValue().getAsJsonObject();
      String source = idiom.get("template").getAsString();
      JsonElement expected = idiom.get("rendering");
      try {
        String text =
            new ChatTemplate(source, specials(file), TODAY, "here").render(messages, true);
        assertTrue(!expected.isJsonNull(), () -> e.getKey() + ": Jinja2 refuses " + source);
        assertEquals(expected.getAsString(), text, () -> e.getKey() + ": " + source);
        right++;
      } catch (UserException refusal) {
        assertTrue(refusal.getMessage().startsWith("here"), refusal.getMessage());
        if (!expected.isJsonNull()) {
          refused.add(e.getKey());
        }
      }
    }
    assertEquals(REFUSED, String.join(" ", refused));
    assertTrue(right > 100, "only " + right);
  }

  /** Ways out of a template that are known from other engines. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ messages[0].content.getClass().forName('java.lang.Runtime') }}",
        "{{ messages.getClass() }}",
        "{{ messages[0].hashCode() }}",
        "{{ ____int3rpr3t3r____.getConfig() }}",
        "{{ ____int3rpr3t3r____.config.elResolver }}",
        "{{ raise_exception.getClass() }}",
        "{{ strftime_now.evaluate('%Y') }}",
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
        "{% extends '/etc/passwd' %}",
        "{% set x = messages.append('y') %}",
        "{% set x = messages[0].put('content', 'y') %}",
        "{{ messages | map('getClass') }}",
        "{{ 'x' | attr('class') }}",
        "{{ type(messages) }}",
        "{{ 'a'.format('b') }}",
      })
  void aTemplateReachesNothingButTheConversation(String source) {
    ChatTemplate template = new ChatTemplate(source, Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    assertThrows(UserException.class, () -> template.render(messages, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ ''.class }}", "{{ messages.class }}", "{{ messages[0].class }}"})
  void whatIsJavaIsUndefined(String source) {
    ChatTemplate template = new ChatTemplate(source, Map.of(), TODAY, "here");
    assertEquals("", template.render(List.of(new Message(Message.Role.USER, "hi")), true));
  }

  @Test
  void aTemplateThatNeverStopsWritingIsStopped() {
    String source =
        "{% for a in range(100000) %}{% for b in range(100) %}{{ messages[0].content }}"
            + "{% endfor %}{% endfor %}";
    ChatTemplate template = new ChatTemplate(source, Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "x".repeat(100_000)));
    assertThrows(UserException.class, () -> template.render(messages, true));
  }

  /** Small programs that would run for years, or make more than fits into any memory. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }} ; 'f'",
        "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }} ; 'f'",
        "{% macro f(x) %}{% if x > 0 %}{{ f(x - 1) }}{{ f(x - 1) }}{% endif %}{% endmacro %}"
            + "{{ f(60) }} ; more than 1000000 steps",
        "{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}"
            + "{% endfor %}{{ ns.s }} ; more than 16000000 letters",
        "{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}"
            + "{% endfor %}{{ ns.s }} ; more than 16000000 letters",
        "{% set ns = namespace(s='xx') %}{% for i in range(60) %}"
            + "{% set ns.s = ns.s.replace('x', ns.s) %}{% endfor %} ; more than 16000000 letters",
        "{% set ns = namespace(s='xx') %}{% for i in range(60) %}"
            + "{% set ns.s = ns.s | replace('x', ns.s) %}{% endfor %} ; more than 16000000 letters",
        "{% set ns = namespace(s=['xx']) %}{% for i in range(60) %}"
            + "{% set ns.s = ns.s + ns.s %}{% endfor %} ; more than 100000 elements",
        "{% set ns = namespace(s=['xx']) %}{% for i in range(60) %}"
            + "{% set ns.s = [ns.s, ns.s] %}{% endfor %} ; more than 100000 elements",
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"
            + " ; more than 1000000 steps",
        "{{ messages | tojson(indent=2000000000) }} ; indent must be in [0, 100]",
      })
  void aTemplateThatWouldNotEndIsRefused(String source, String reason) {
    ChatTemplate template = new ChatTemplate(source, Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    String message =
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThrows(UserException.class, () -> template.render(messages, true)))
            .getMessage();
    assertTrue(message.startsWith("here"), message);
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 20_000})
  void bracketsMayBeHundredDeep(int depth) {
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    ChatTemplate deep =
        new ChatTemplate(
            "{{ " + "(".repeat(depth) + "1" + ")".repeat(depth) + " }}", Map.of(), TODAY, "here");
    String message =
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThrows(UserException.class, () -> deep.render(messages, true)))
            .getMessage();
    assertTrue(message.contains("line 1: brackets are nested more than 100 deep"), message);
    ChatTemplate legal =
        new ChatTemplate(
            "{{ " + "(".repeat(100) + "1" + ")".repeat(100) + " }}", Map.of(), TODAY, "here");
    assertEquals(
        "1", assertTimeoutPreemptively(Duration.ofSeconds(30), () -> legal.render(messages, true)));
  }

  @Test
  void aLongListInManyBracketsIsReadInOneGo() {
    String list = "[" + "1, ".repeat(20_000) + "1]";
    ChatTemplate template =
        new ChatTemplate(
            "{{ " + "(".repeat(90) + list + ")".repeat(90) + " | length }}",
            Map.of(),
            TODAY,
            "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    assertEquals(
        "20001",
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> template.render(messages, true)));
  }

  @Test
  void aTemplateThatIsTooLongIsRefused() {
    ChatTemplate template = new ChatTemplate("x".repeat(1_000_001), Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    String message =
        assertThrows(UserException.class, () -> template.render(messages, true)).getMessage();
    assertTrue(message.contains("1000001 letters; templates have at most 1000000"), message);
  }

  @Test
  void theLimitsAreForEachRendering() {
    ChatTemplate template =
        new ChatTemplate(
            "{% for i in range(100000) %}{{ 'x' ~ i }}{% endfor %}", Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    String first = template.render(messages, true);
    for (int i = 0; i < 2; i++) {
      assertEquals(first, template.render(messages, true));
    }
  }

  /** Jinja2 writes 12 as well. */
  @Test
  void aMacroThatCountsItsCallsIsCalledOnce() {
    ChatTemplate template =
        new ChatTemplate(
            "{% set ns = namespace(n=0) %}{% macro f() %}{% set ns.n = ns.n + 1 %}{{ ns.n }}"
                + "{% endmacro %}{{ f() }}{{ f() }}",
            Map.of(), TODAY, "here");
    assertEquals("12", template.render(List.of(new Message(Message.Role.USER, "hi")), true));
  }

  @Test
  void anExpressionThatCannotBeReadIsShownWhole() {
    ChatTemplate template =
        new ChatTemplate("{{ messages[0].content + * 3 }}", Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    String message =
        assertThrows(UserException.class, () -> template.render(messages, true)).getMessage();
    assertTrue(message.contains("'messages[0].content + * 3'"), message);
    assertEquals(message.indexOf("+ * 3"), message.lastIndexOf("+ * 3"), message);
  }

  @Test
  void whatTheConversationSaysIsNoTemplate() {
    ChatTemplate template = new ChatTemplate("{{ messages[0].content }}", Map.of(), TODAY, "here");
    String odd = "{{ 7 * 7 }} {% if x %} {# c #} ${x} #{y} \\n <b>&amp;</b> 'q' \"q\"";
    assertEquals(odd, template.render(List.of(new Message(Message.Role.USER, odd)), true));
    assertEquals(
        "'quoted'", template.render(List.of(new Message(Message.Role.USER, "'quoted'")), true));
  }

  @Test
  void nothingOfOneRenderingIsLeftForTheNext() {
    ChatTemplate template =
        new ChatTemplate(
            "{% if f is defined or x is defined %}left{% endif %}{% set x = 1 %}"
                + "{% macro f() %}a{% endmacro %}{{ f() }}",
            Map.of(), TODAY, "here");
    List<Message> messages = List.of(new Message(Message.Role.USER, "hi"));
    assertEquals("a", template.render(messages, true));
    assertEquals("a", template.render(messages, true));
  }
}
