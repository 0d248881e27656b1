package org.rlhf4j.judges.human.web;

import com.google.gson.JsonObject;
import java.util.function.Function;

/** What is to be done about a request once its headers are known. */
sealed interface Outcome {

  /** This goes back; a body is of no interest. */
  record Now(Reply reply) implements Outcome {}

  /**
   * The body decides.
   *
   * @param mostBytes that it may have
   * @param then what goes back
   */
  record AfterBody(int mostBytes, Function<JsonObject, Reply> then) implements Outcome {}

  static Outcome now(Reply reply) {
    return new Now(reply);
  }
}
