package org.rlhf4j.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names and explains one number of a step record, as it stands in {@code metrics.jsonl}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Metric {

  /** The name in the log; TRL's where it has one. */
  String name();

  /** What it is, with its formula and unit. */
  String doc();
}
