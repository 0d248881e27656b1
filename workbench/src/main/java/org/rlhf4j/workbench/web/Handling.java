package org.rlhf4j.workbench.web;

import com.google.gson.JsonObject;
import java.util.function.Function;

/** What is to be done about a request once its headers are known. */
sealed interface Handling {

  /** This goes back; a body is of no interest. */
  record Now(PageReply reply) implements Handling {}

  /**
   * The body decides.
   *
   * @param mostBytes that it may have
   * @param then what goes back
   */
  record AfterBody(int mostBytes, Function<JsonObject, PageReply> then) implements Handling {}

  static Handling now(PageReply reply) {
    return new Now(reply);
  }
}
