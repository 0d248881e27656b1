package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.UserException;

/**
 * The JSON header of a safetensors file, held against the format's own rules: whole numbers, as
 * many bytes as the shape needs, and tensors that cover the file without gap or overlap.
 *
 * @param file for messages
 * @param base where the tensors' bytes begin in the file
 * @param size of the file in bytes
 */
record SafetensorsHeader(Path file, long base, long size) {

  private static final double LARGEST = 0x1p53; // whole numbers that a double holds

  /** Where each tensor stands. */
  Map<String, Safetensors.Entry> entries(JsonObject json) {
    Map<String, Safetensors.Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> e : json.entrySet()) {
      if (!e.getKey().equals("__metadata__")) {
        entries.put(e.getKey(), entry(ShardIndex.shown(e.getKey()), e.getValue()));
      }
    }
    requireWhole(entries);
    return entries;
  }

  private Safetensors.Entry entry(String name, JsonElement json) {
    if (!(json instanceof JsonObject o)
        || !(o.get("dtype") instanceof JsonPrimitive type && type.isString())) {
      throw malformed(name, "it needs dtype, shape and data_offsets", json);
    }
    long[] shape = numbers(name, o, "shape");
    long[] offsets = numbers(name, o, "data_offsets");
    if (offsets.length != 2 || offsets[1] < offsets[0]) {
      throw malformed(name, "data_offsets must be two numbers that rise", json);
    }
    if (offsets[1] > size - base) {
      throw new UserException(
          file
              + ": is truncated: tensor "
              + name
              + " ends at byte "
              + (base + offsets[1])
              + ", the file has "
              + size);
    }
    long bytes = offsets[1] - offsets[0];
    if (bytes(name, shape, type.getAsString()) != bytes) {
      throw new UserException(
          file
              + ": tensor "
              + name
              + " has "
              + bytes
              + " bytes, its shape "
              + Arrays.toString(shape)
              + " and type "
              + type.getAsString()
              + " need another number");
    }
    return new Safetensors.Entry(type.getAsString(), shape, base + offsets[0], base + offsets[1]);
  }

  private long[] numbers(String name, JsonObject json, String key) {
    if (!(json.get(key) instanceof JsonArray array)) {
      throw malformed(name, key + " is not a list", json);
    }
    return array.asList().stream().mapToLong(e -> number(name, key, e, json)).toArray();
  }

  private long number(String name, String key, JsonElement json, JsonObject entry) {
    double value = json instanceof JsonPrimitive p && p.isNumber() ? p.getAsDouble() : Double.NaN;
    if (!(value >= 0 && value <= LARGEST && value == Math.rint(value))) {
      throw malformed(
          name, key + " has " + json + "; whole numbers that are not negative serve", entry);
    }
    return (long) value;
  }

  private long bytes(String name, long[] shape, String type) {
    long bytes =
        switch (type) {
          case "F32", "I32", "U32" -> 4;
          case "F16", "BF16", "I16", "U16" -> 2;
          case "F64", "I64", "U64" -> 8;
          case "BOOL", "U8", "I8" -> 1;
          default ->
              throw new UserException(
                  file
                      + ": tensor "
                      + name
                      + " has the type "
                      + ShardIndex.shown(type)
                      + ", which is not supported; weights can be F32, F16 or BF16");
        };
    for (long d : shape) {
      if (d != 0 && bytes > size / d) {
        return -1; // more than the file has, and perhaps than a long
      }
      bytes *= d;
    }
    return bytes;
  }

  private void requireWhole(Map<String, Safetensors.Entry> entries) {
    List<Map.Entry<String, Safetensors.Entry>> sorted =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, Safetensors.Entry> e) -> e.getValue().from())
                    .thenComparingLong(e -> e.getValue().to()))
            .toList();
    long at = base;
    String before = "the header";
    for (Map.Entry<String, Safetensors.Entry> e : sorted) {
      String name = "tensor " + ShardIndex.shown(e.getKey());
      if (e.getValue().from() != at) {
        throw new UserException(
            file
                + ": "
                + name
                + " begins at byte "
                + e.getValue().from()
                + ", but "
                + before
                + " ends at byte "
                + at
                + "; tensors must follow each other without gap or overlap");
      }
      at = e.getValue().to();
      before = name;
    }
    if (at != size) {
      throw new UserException(
          file + ": has " + (size - at) + " bytes behind " + before + " that belong to no tensor");
    }
  }

  private UserException malformed(String name, String why, JsonElement entry) {
    return new UserException(
        file
            + ": the header's entry for tensor "
            + name
            + " is malformed or negative: "
            + why
            + ", but it is "
            + ShardIndex.shown(entry.toString()));
  }
}
