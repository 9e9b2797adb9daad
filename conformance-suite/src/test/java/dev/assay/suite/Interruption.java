package dev.assay.suite;

import dev.assay.broker.core.Input;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to a broker besides what its clients do.
 *
 * @param restartsAtRest whether its process ends whenever somebody connects and nobody else is there
 * @param killedAfter after how many inputs its process ends, whoever is there; 0 for never
 * @param stopsAfter after how many inputs it is told to stop, though nobody stops it then; 0 for never
 * @param speaksEvery after how many inputs it says something itself, again and again; 0 for never
 */
record Interruption(boolean restartsAtRest, long killedAfter, long stopsAfter, long speaksEvery) {
  static final Interruption NONE = new Interruption(false, 0, 0, 0);
  static final Interruption RESTARTS_AT_REST = new Interruption(true, 0, 0, 0);

  private static final int[] MOMENTS = {8, 14, 20, 30, 50};

  /** Which no client expects: to be watched, not to be judged. */
  static List<Interruption> sudden() {
    List<Interruption> all = new ArrayList<>();
    for (int moment : MOMENTS) {
      all.add(new Interruption(false, moment, 0, 0));
      all.add(new Interruption(false, 0, moment, 0));
    }
    all.add(new Interruption(false, 0, 0, 5));
    return all;
  }

  /** What the broker is told behind its {@code inputs}th input. */
  List<Input> besides(long inputs) {
    if (stopsAfter > 0 && inputs == stopsAfter) {
      return List.of(new Input.Stopping());
    }
    if (speaksEvery > 0 && inputs % speaksEvery == 0) {
      return List.of(new Input.ServerPublished(
          TopicName.of("$SYS/broker/inputs"), Payload.of(String.valueOf(inputs))));
    }
    return List.of();
  }

  @Override
  public String toString() {
    if (killedAfter > 0) {
      return "killed after " + killedAfter + " inputs";
    }
    if (stopsAfter > 0) {
      return "stops after " + stopsAfter + " inputs";
    }
    return speaksEvery > 0 ? "says something itself" : "restarts at rest " + restartsAtRest;
  }
}
