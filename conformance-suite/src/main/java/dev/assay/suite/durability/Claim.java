package dev.assay.suite.durability;

import dev.assay.spec.Durability;

/**
 * What a broker's own documentation promises about one kind of memory, in the configuration in which it is judged.
 *
 * @param level what that memory is said to outlast
 * @param source where the documentation says so; for a reader who wants to look it up
 */
public record Claim(Durability level, String source) {

  /** Whether a loss in such an event breaks the promise. */
  boolean covers(Event event) {
    return level.compareTo(event.level()) >= 0;
  }
}
