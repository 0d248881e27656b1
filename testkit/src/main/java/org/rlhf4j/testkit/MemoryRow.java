package org.rlhf4j.testkit;

import java.util.List;
import java.util.Map;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/** A row that a test wrote down. */
record MemoryRow(int line, Map<String, Object> values) implements DataRow {

  @Override
  public List<String> columns() {
    return List.copyOf(values.keySet());
  }

  @Override
  public boolean has(String column) {
    Object value = values.get(column);
    return value != null && !value.equals("");
  }

  @Override
  public String text(String column) {
    return value(column).toString();
  }

  @Override
  public double number(String column) {
    Object value = value(column);
    try {
      double number =
          value instanceof Number n ? n.doubleValue() : Double.parseDouble(text(column));
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, with the value
    }
    throw new UserException(column + " must be a finite number, found " + value);
  }

  @Override
  public int integer(String column) {
    double number = number(column);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw new UserException(column + " must be a whole number, found " + value(column));
    }
    return (int) number;
  }

  @Override
  public List<String> texts(String column) {
    if (value(column) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new UserException(column + " must be a list of texts, found " + value(column));
  }

  @Override
  public String json(String column) {
    return OptionsJson.of(value(column));
  }

  private Object value(String column) {
    Object value = values.get(column);
    if (value == null || value.equals("")) {
      throw new UserException(
          column + " is missing; there is " + String.join(", ", values.keySet()));
    }
    return value;
  }
}
