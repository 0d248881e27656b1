package org.rlhf4j.runner.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;

/**
 * Every component of every options record, nested ones too, stands in the committed schema with its
 * type, description, range and default, and nothing else does. It reads records by itself and not
 * by what makes the schema. So a component that is added, taken away, renamed or changed is noticed
 * here, with its name.
 */
final class SchemaCoverageTest {
  private static final JsonObject SCHEMA = read();

  private static JsonObject read() {
    try (Reader in = Files.newBufferedReader(Path.of("..", "docs", "spec.schema.json"))) {
      return JsonParser.parseReader(in).getAsJsonObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyOptionOfEveryPlugin() {
    Catalog catalog = Catalog.load(List.of());
    return Catalog.KINDS.entrySet().stream()
        .flatMap(
            kind ->
                catalog.all(kind.getKey()).stream()
                    .map(
                        plugin ->
                            DynamicTest.dynamicTest(
                                kind.getValue() + " " + plugin.id(),
                                () -> covers(kind.getValue(), plugin))));
  }

  private static void covers(String kind, Plugin<?, ?> plugin) throws Exception {
    String name = kind.replace(' ', '-') + "." + plugin.id();
    JsonObject definition = SCHEMA.getAsJsonObject("definitions").getAsJsonObject(name);
    assertNotNull(definition, name);
    Record defaults = plugin.defaults();
    check(defaults.getClass(), defaults, definition, name);
  }

  private static void check(Class<?> type, Record defaults, JsonObject node, String path)
      throws Exception {
    assertFalse(node.get("additionalProperties").getAsBoolean(), path);
    JsonObject properties = node.getAsJsonObject("properties");
    Set<String> names = new LinkedHashSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(component.getName());
      String here = path + "." + component.getName();
      JsonObject property = properties.getAsJsonObject(component.getName());
      assertNotNull(property, here + " is not in the schema");
      Option option = component.getAnnotation(Option.class);
      assertNotNull(option, here + " has no @Option");
      assertTrue(property.get("description").getAsString().startsWith(option.value()), here);
      assertEquals(
          option.convention(),
          property.get("description").getAsString().endsWith("(a convention)"),
          here);
      component.getAccessor().setAccessible(true);
      Object value = defaults == null ? null : component.getAccessor().invoke(defaults);
      checkType(component, option, value, property, here);
      if (option.required()) {
        assertTrue(node.getAsJsonArray("required").toString().contains(component.getName()), here);
      }
    }
    assertEquals(names, properties.keySet(), path);
  }

  private static void checkType(
      RecordComponent component, Option option, Object value, JsonObject property, String path)
      throws Exception {
    Type type = component.getGenericType();
    if (type instanceof Class<?> c && c.isRecord()) {
      Record nested = value == null ? fresh(c) : (Record) value;
      check(c, nested, objectOf(property), path);
      return;
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      Type element = generic.getActualTypeArguments()[0];
      if (element instanceof Class<?> c && c.isRecord()) {
        check(c, fresh(c), property.getAsJsonObject("items"), path + "[]");
      }
      assertEquals(value != null, property.has("default"), path);
      return;
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      JsonObject values = property.getAsJsonObject("additionalProperties");
      if (generic.getActualTypeArguments()[1] == Double.class) {
        checkLimit(option.min(), values.get("minimum"), path);
        checkLimit(option.max(), values.get("maximum"), path);
      }
      assertTrue(property.has("default"), path);
      return;
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == Part.class) {
      assertTrue(property.toString().contains("#/definitions/"), path);
      return;
    }
    if (value != null) {
      checkDefault(value, property.get("default"), path);
    } else {
      assertFalse(property.has("default"), path);
    }
    checkLimit(option.min(), property.get("minimum"), path);
    checkLimit(option.max(), property.get("maximum"), path);
    if (type instanceof Class<?> c && c.isEnum()) {
      for (Object constant : c.getEnumConstants()) {
        String word = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertTrue(property.get("enum").toString().contains("\"" + word + "\""), path);
      }
    }
  }

  private static JsonObject objectOf(JsonObject property) {
    return property.has("anyOf")
        ? property.getAsJsonArray("anyOf").get(0).getAsJsonObject()
        : property;
  }

  private static Record fresh(Class<?> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 0) {
        constructor.setAccessible(true);
        return (Record) constructor.newInstance();
      }
    }
    return null;
  }

  private static void checkDefault(Object value, JsonElement found, String path) {
    assertNotNull(found, path + " has no default in the schema");
    if (value instanceof Number number) {
      assertEquals(number.doubleValue(), found.getAsDouble(), path);
    } else if (value instanceof Boolean yes) {
      assertEquals(yes, found.getAsBoolean(), path);
    } else if (value instanceof Enum<?> constant) {
      String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertEquals(word, found.getAsString(), path);
    } else if (value instanceof String text) {
      assertEquals(text, found.getAsString(), path);
    }
  }

  private static void checkLimit(double limit, JsonElement found, String path) {
    if (Double.isFinite(limit)) {
      assertNotNull(found, path + " has no limit in the schema");
      assertEquals(limit, found.getAsDouble(), path);
    } else {
      assertTrue(found == null, path);
    }
  }
}
