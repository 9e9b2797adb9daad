package dev.assay.suite;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A method that judges a broker: run once for each version of MQTT in which one of its {@link Covers judgements} applies and
 * that the target speaks. Its parameters are a {@link Bench} and one {@link Judged} for each judgement it makes, in the order
 * in which it makes them.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ConformanceExtension.class)
public @interface ConformanceCase {

  /** Stable for ever, such as {@code connect/second-connect-is-refused}: what it holds the broker to, never a position. */
  String id();

  /** One sentence: what the case holds the broker to. Reaches the report. */
  String title();

  /** Where to look, for one whose broker fails here; begins with "Look for". Reaches the report. */
  String advice();

  /**
   * Whether it waits for seconds, because the standard times in seconds what it judges (Keep Alive, delays, expiry). Where many
   * brokers are judged in a row, such cases are played only where they can tell something.
   */
  boolean takesSeconds() default false;

  /** What the target has to offer; where it does not, the case says so instead of judging. */
  Need[] needs() default {};
}
