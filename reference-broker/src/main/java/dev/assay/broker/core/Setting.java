package dev.assay.broker.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a configuration record decides, in words that the command line can show too: there is one place for them.
 *
 * <p>The record has a method {@code with} that takes a change of its {@code Draft}, which has a field for each component.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it decides, with its unit and bounds: a part of a sentence, without full stop. */
  String value();

  /** Where the standard leaves it open, or says what it means. */
  String clause() default "";

  /** Why the default is what it is; empty where there is nothing to explain. */
  String because() default "";
}
