package dev.assay.suite.durability;

import dev.assay.spec.Durability;

/** How the broker's process ends. */
public enum Event {
  /** Stopped in order, while no client does anything. */
  RESTART(Durability.RESTART, "a clean restart"),
  /** Killed (SIGKILL) while clients publish, receive, come and go. */
  KILL(Durability.PROCESS_KILL, "SIGKILL under load");

  private final Durability level;
  private final String text;

  Event(Durability level, String text) {
    this.level = level;
    this.text = text;
  }

  /** What has outlasted this, and the weaker events, has this level. */
  public Durability level() {
    return level;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
