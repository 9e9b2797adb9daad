package dev.assay.broker.core;

/** Has the last word on a cited decision. */
@FunctionalInterface
public interface Ruling {

  /** What is so, is so. */
  Ruling HONEST = (citation, who, condition) -> condition;

  /** What the broker takes {@code condition} for; only a deviant says otherwise. */
  boolean outcome(Citation citation, Subject who, boolean condition);
}
