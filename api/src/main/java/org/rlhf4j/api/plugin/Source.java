package org.rlhf4j.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where what a plugin does was published, and where the plugin departs from that. It stands at the
 * class of the {@link Plugin} and is shown by {@code plugins ID}. A plugin that nobody described
 * before says {@code @Source("rlhf4j's own")}, or whose own it is.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Sources.class)
public @interface Source {

  /** Authors, year, title and place, with the equation or section where there is one. */
  String value();

  /** How the plugin differs from it; empty where it does as it says there. */
  String differs() default "";
}
