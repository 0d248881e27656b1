package org.rlhf4j.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.rlhf4j.api.plugin.PluginContext;

/** Describes one component of an options record to those who write specs. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

  /** What it does, in one line. */
  String value();

  /** The smallest legal number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The largest legal number. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether the spec must give it; its default is then null. */
  boolean required() default false;

  /**
   * Whether it is a convention: a choice on which implementations of one and the same method
   * disagree, often without saying so. Conventions are written into the folder of a run, and {@code
   * diff} names those that changed before anything else.
   */
  boolean convention() default false;

  /**
   * Whether it says how work is done and not what comes of it, as a number of threads, a budget or
   * a place for a cache do. It is then no part of what {@link PluginContext#describe} tells.
   */
  boolean howOnly() default false;
}
