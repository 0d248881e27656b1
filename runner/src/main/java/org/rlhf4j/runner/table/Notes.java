package org.rlhf4j.runner.table;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.evaluation.Cell;

/** The notes of a table, numbered from 1 as they come. */
public final class Notes {
  private final List<String> notes = new ArrayList<>();

  /** Without any yet. */
  public Notes() {}

  /** The number of a cell's note; 0 where it has none. */
  public int number(Cell cell) {
    if (cell.note().isEmpty()) {
      return 0;
    }
    if (!notes.contains(cell.note())) {
      notes.add(cell.note());
    }
    return notes.indexOf(cell.note()) + 1;
  }

  /** All of them, the first having the number 1. */
  public List<String> all() {
    return List.copyOf(notes);
  }
}
