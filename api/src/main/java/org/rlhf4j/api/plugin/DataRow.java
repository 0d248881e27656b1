package org.rlhf4j.api.plugin;

import java.util.List;
import org.rlhf4j.api.UserException;

/** One row of a file that others made; see {@link PluginContext#rows}. */
public interface DataRow {

  /** The number of its line, or of the object in a JSON array, from 1. */
  int line();

  /** The names of what is in it, in the order of the file. */
  List<String> columns();

  /** Whether there is something of this name; an empty field of CSV and a JSON null are nothing. */
  boolean has(String column);

  /**
   * A text.
   *
   * @throws UserException if there is none of this name; the message lists the names that there are
   */
  String text(String column);

  /**
   * A number, which may be written as a text.
   *
   * @throws UserException if there is none of this name, or it is not a finite number
   */
  double number(String column);

  /**
   * A whole number, which may be written as a text.
   *
   * @throws UserException if there is none of this name, or it is not whole
   */
  int integer(String column);

  /**
   * Texts: a JSON array of them.
   *
   * @throws UserException if there is none of this name, or it is something else
   */
  List<String> texts(String column);

  /**
   * Any value as JSON text, for what has a form of its own.
   *
   * @throws UserException if there is none of this name
   */
  String json(String column);
}
