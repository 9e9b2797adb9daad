package dev.assay.suite;

/** Who can start the target again. Called by one thread at a time, and never while a case is at work. */
@FunctionalInterface
public interface Revival {
  /**
   * Starts the target again, at the same place.
   *
   * @param obituary one line for people: why the target counts as dead, and what ran meanwhile
   * @return whether it serves clients again
   */
  boolean revive(String obituary);
}
