package org.rlhf4j.runner.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The {@code id} and {@code options} of this part stand among the other keys of its record, as in
 * {@code {"id": "dpo", "name": "dpo-b01", "options": {...}}}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Flat {}
