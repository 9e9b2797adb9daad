package dev.assay.spec;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a broker's memory outlasts, weakest first. There is no level above the death of the process: what a disk still holds once
 * the power is gone cannot be seen by ending a process.
 */
public enum Durability {
  /** It ends with the process. */
  NONE("none"),
  /** It is there after the broker was stopped in order and started again. */
  RESTART("restart"),
  /** It is there after the process was killed (SIGKILL) in the middle of its work, too. */
  PROCESS_KILL("process kill");

  /** How the name of a {@link ProfileFact} begins that tells the level observed for one kind of memory. */
  public static final String FACT = "Durability of ";

  private final String text;

  Durability(String text) {
    this.text = text;
  }

  /** The words for people and files. */
  public String text() {
    return text;
  }

  /** The level with these words; {@code kill} is short for {@code process kill}. */
  public static Optional<Durability> of(String text) {
    return Arrays.stream(values())
        .filter(each -> each.text.equals(text) || each.text.equals("process " + text))
        .findFirst();
  }
}
