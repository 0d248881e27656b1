package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.testkit.TestContext;

/**
 * What the runner relies upon to list a plugin, to read specs for it, and to make what it makes.
 *
 * @param <T> what the plugin makes
 */
public interface PluginContract<T> extends Contract<T> {

  /** The plugin. */
  Plugin<T, ?> plugin();

  /**
   * The plugin with the options that the tests use: its defaults, or others where those are not
   * enough to make anything or take long.
   */
  default Part<T> part() {
    return Part.of(plugin());
  }

  /** What the plugin finds around it: a new one each time. */
  default PluginContext context() {
    return new TestContext();
  }

  /** Whether module-info or META-INF/services names the plugin, as a plugin in a jar must be. */
  default boolean isProvided() {
    return true;
  }

  @Override
  default T make() {
    return context().create(part());
  }

  @Test
  @DisplayName("PL1: the id is kebab-case")
  default void idIsKebabCase() {
    String id = plugin().id();
    Seen.that(
        id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"),
        "\"" + id + "\"",
        "ids are small letters and digits, words joined by one hyphen: it stands in specs, in paths"
            + " and with stored results, and never changes");
  }

  @Test
  @DisplayName("PL2: the summary is one line")
  default void summaryIsOneLine() {
    String summary = plugin().summary();
    Seen.that(
        !summary.isBlank() && summary.lines().count() == 1 && summary.length() <= 120,
        "\"" + summary + "\" (" + summary.length() + " characters)",
        "it stands in the list of plugins: a few words, at most 120 characters, no line breaks");
  }

  @Test
  @DisplayName("PL3: the class says where what it does was published")
  default void sourceIsNamed() {
    Source[] sources = plugin().getClass().getAnnotationsByType(Source.class);
    Seen.that(
        sources.length > 0,
        plugin().getClass().getName() + " has no @Source",
        "it is missing: @Source(\"Authors year, title, arXiv id\"), or @Source(\"our own\")");
    for (Source source : sources) {
      Seen.that(!source.value().isBlank(), source.toString(), "its text was left empty");
    }
  }

  @Test
  @DisplayName("PL4: options are public records in exported packages")
  default void optionsAreOpen() {
    for (Class<? extends Record> type : OptionRules.records(plugin().defaults())) {
      boolean open = true;
      for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
        open &= Modifier.isPublic(c.getModifiers()) || c.isInterface();
      }
      Seen.that(
          open && type.getModule().isExported(type.getPackageName()),
          type.getName()
              + (open ? " is in a package that is not exported" : " is not public")
              + ", so that the reader of specs cannot make it",
          "a missing \"public\" or \"exports " + type.getPackageName() + "\" in module-info");
    }
  }

  @Test
  @DisplayName("PL5: every option is described by @Option in one line")
  default void optionsAreDescribed() {
    List<String> missing = new ArrayList<>();
    for (Class<? extends Record> type : OptionRules.records(plugin().defaults())) {
      for (RecordComponent component : type.getRecordComponents()) {
        Option option = component.getAnnotation(Option.class);
        if (option == null || option.value().isBlank() || option.value().lines().count() != 1) {
          missing.add(type.getSimpleName() + "." + component.getName());
        }
      }
    }
    Seen.that(
        missing.isEmpty(),
        missing + " are not described",
        "@Option(\"what it does\") is missing at the component, or empty");
  }

  @Test
  @DisplayName("PL6: defaults are within the ranges that @Option declares")
  default void defaultsAreInRange() {
    List<String> bad = OptionRules.outOfRange(plugin().defaults());
    Seen.that(
        bad.isEmpty(),
        String.join("; ", bad),
        "the range was narrowed and the default forgotten",
        "a required option has a default: then it is not required");
  }

  @Test
  @DisplayName("PL7: options hold only what a spec can say")
  default void optionsAreReadable() {
    List<String> bad = new ArrayList<>();
    for (Class<? extends Record> type : OptionRules.records(plugin().defaults())) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!OptionRules.isReadable(component.getGenericType())) {
          bad.add(
              type.getSimpleName()
                  + "."
                  + component.getName()
                  + " is a "
                  + component.getGenericType().getTypeName());
        }
      }
    }
    Seen.that(
        bad.isEmpty(),
        String.join("; ", bad),
        "a spec holds int, long, double, boolean, String, enums, records, Part<...>, List and"
            + " Map<String, ...> of these; take a path as String and resolve it in create");
  }

  @Test
  @DisplayName("PL8: the defaults pass the checks of their own record, and are always the same")
  default void defaultsAreLegal() {
    Record defaults = plugin().defaults();
    Seen.that(
        defaults.equals(plugin().defaults()),
        defaults + ", and then " + plugin().defaults(),
        "a default that is drawn, or read from the clock or the environment",
        "a component whose class has no equals, such as an array");
    for (Record record : OptionRules.nested(defaults)) {
      String problem = OptionRules.rebuild(record);
      Seen.that(
          problem.isEmpty(),
          record + ": " + problem,
          "the canonical constructor refuses or changes what defaults() made by another one; a spec"
              + " that overrides one option goes through the canonical constructor with all"
              + " others");
    }
  }

  @Test
  @DisplayName("PL9: the defaults make it, or a UserException says what is missing")
  default void defaultsMakeItOrSayWhatIsMissing() throws Exception {
    Record defaults = plugin().defaults();
    try {
      OptionRules.close(context().create(Part.of(plugin())));
    } catch (UserException e) {
      List<String> absent = OptionRules.absent(defaults);
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      Seen.that(
          absent.stream().anyMatch(name -> message.contains(name.toLowerCase(Locale.ROOT))),
          "\"" + e.getMessage() + "\", which names none of what has no default: " + absent,
          "the message is for people: name the option, what it may be, and an example",
          "a default that does not work together with the others");
    } catch (RuntimeException e) {
      Seen.that(
          false,
          "defaults throw " + e,
          "an option without a default is used before it is checked: throw a UserException that"
              + " names it");
    }
  }

  @Test
  @DisplayName("PL10: the options of the tests make it")
  default void partMakesIt() throws Exception {
    T made = make();
    Seen.that(made != null, "create returned null", "a branch that makes nothing");
    OptionRules.close(made);
  }

  @Test
  @DisplayName("PL11: the service loader finds it")
  default void isFound() {
    assumeTrue(isProvided(), "this plugin is not provided as a service");
    Class<?> type = plugin().getClass();
    List<String> found = new ArrayList<>();
    for (Class<? extends Plugin<?, ?>> kind : Catalog.KINDS.keySet()) {
      if (kind.isInstance(plugin())) {
        Catalog.load(List.of()).all(kind).forEach(p -> found.add(p.getClass().getName()));
      }
    }
    Seen.that(
        found.contains(type.getName()),
        type.getName() + " is not among " + found,
        "module-info lacks \"provides <the plugin interface> with " + type.getSimpleName() + "\"",
        "META-INF/services/<the plugin interface> lacks its name, or stands in the wrong folder");
  }
}
