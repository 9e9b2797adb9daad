package dev.assay.suite;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.spec.Statement;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What one judgement of a case is about: for each version at most one statement, and one demand of it. Stands at a {@link
 * Judged} parameter. A version without a statement here is a version in which this judgement is not made.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Covers {

  /** The statement of 5.0: none or one. */
  Mqtt5[] v5() default {};

  /** The statement of 3.1.1: none or one. */
  Mqtt311[] v311() default {};

  /** Demands without a number, in place of {@link #v5()} or {@link #v311()}: at most one for each version. */
  Rule[] rules() default {};

  /** Which demand of the statement of 5.0; needed where that lists several. */
  String demandV5() default Statement.WHOLE;

  /** Which demand of the statement of 3.1.1; needed where that lists several. */
  String demandV311() default Statement.WHOLE;

  /** Whether this judgement can only be made by a window in which nothing arrives (see {@link Step#silence()}). */
  boolean bySilence() default false;
}
