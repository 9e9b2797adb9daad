package dev.assay.suite;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import java.util.List;

/**
 * A statement that no case can judge, with a reason for a reader who doubts it.
 *
 * @param standing {@link Standing#UNOBSERVABLE} or {@link Standing#BY_CONSTRUCTION}
 */
public record Declared(Statement statement, Standing standing, String reason) {

  private static final String TWO_BYTE_LENGTH =
      "The length in front of the text has two bytes, so the wire cannot carry a longer topic and nobody can send or store one by"
          + " MQTT.";
  private static final String NO_TIME_IS_NAMED =
      "The standard names no time: however long a case waits for the close, the time that is reasonable to the broker may be"
          + " longer, and a close that comes may have another cause.";
  private static final String CARRIED_HERE =
      "A target without such a transport cannot be reached at all: every execution of every case was carried by one.";

  /** All of them, in the order of the standard. A statement that is not here and that no case judges is not covered yet. */
  public static List<Declared> all() {
    return List.of(
        new Declared(Mqtt311.MQTT_4_7_3_3, Standing.BY_CONSTRUCTION, TWO_BYTE_LENGTH),
        new Declared(
            Mqtt311.MQTT_4_8_0_2,
            Standing.UNOBSERVABLE,
            "Whether an error is transient only the broker knows. What a client can bring about, such as a packet that is too large or a"
                + " store that is full, may as well be a limit that stands, and a broker that met one and kept the connection looks like"
                + " a broker that met none."),
        new Declared(
            Mqtt311.MQTT_7_0_0_1,
            Standing.UNOBSERVABLE,
            "It speaks of a broker that also opens connections to other brokers. A client on one of its listeners sees none of"
                + " them."),
        new Declared(
            Mqtt311.MQTT_7_0_0_2,
            Standing.BY_CONSTRUCTION,
            "No case uses anything that is not in the standard. A target that required an extension would let none of them"
                + " begin."),
        new Declared(Mqtt311.MQTT_7_1_1_1, Standing.BY_CONSTRUCTION, CARRIED_HERE),
        new Declared(Rule.V3_1_1_CONNECT_IN_TIME, Standing.UNOBSERVABLE, NO_TIME_IS_NAMED),
        new Declared(Rule.V5_CONNECT_IN_TIME, Standing.UNOBSERVABLE, NO_TIME_IS_NAMED),
        new Declared(Mqtt5.MQTT_4_2_1, Standing.BY_CONSTRUCTION, CARRIED_HERE),
        new Declared(Mqtt5.MQTT_4_7_3_3, Standing.BY_CONSTRUCTION, TWO_BYTE_LENGTH));
  }
}
