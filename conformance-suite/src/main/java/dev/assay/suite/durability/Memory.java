package dev.assay.suite.durability;

import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a broker is to remember, by kind; each with the statements that are broken where the broker
 * claims that nothing is lost.
 */
public enum Memory {
  /** A session that CONNACK has acknowledged: Session Present is 1 when its client comes back. */
  SESSIONS("sessions", "sessions", Promise.SESSION_STATE, null),
  /** A subscription that SUBACK has acknowledged: what is published after the start comes to the client that came back. */
  SUBSCRIPTIONS("subscriptions", "subscriptions", Promise.SESSION_STATE, null),
  /** A retained message that PUBACK has acknowledged: it, or a later one, comes to a new subscriber. */
  RETAINED("retained", "retained messages", Promise.RETAINED_MESSAGE, null),
  /** A QoS 1 message that PUBACK has acknowledged, for a client that is away the whole time: it comes when the client does. */
  QUEUED("queued", "QoS 1 messages for an absent client", Promise.PENDING_MESSAGE, null),
  /** A QoS 1 message that PUBACK has acknowledged and that has not come yet to a client that is there, or was a moment ago. */
  QOS_1("qos1", "QoS 1 messages on their way", Promise.QOS_1_OWNED, null),
  /** A QoS 2 message that PUBREC has acknowledged and that has not come yet to such a client: it comes, once, as all others do. */
  QOS_2("qos2", "QoS 2 messages on their way", Promise.QOS_2_OWNED, Promise.QOS_2_ONCE),
  /**
   * A QoS 2 PUBLISH that PUBREC has acknowledged and whose PUBREL has not been sent: repeated after the start it is acknowledged
   * again, PUBREL is answered, and one copy comes.
   */
  HANDSHAKES(
      "handshakes",
      "QoS 2 exchanges between PUBREC and PUBREL",
      Promise.QOS_2_OWNED,
      Promise.QOS_2_ONCE);

  /** What the standard promises, in both versions. */
  enum Promise {
    SESSION_STATE(Mqtt5.MQTT_3_1_2_23, Statement.WHOLE, Mqtt311.MQTT_4_1_0_1, Statement.WHOLE),
    RETAINED_MESSAGE(
        Mqtt5.MQTT_3_3_1_5, "store-message", Mqtt311.MQTT_3_3_1_5, "keep-retained-message"),
    PENDING_MESSAGE(Mqtt5.MQTT_4_5_0_1, Statement.WHOLE, Mqtt311.MQTT_4_5_0_1, Statement.WHOLE),
    QOS_1_OWNED(Mqtt5.MQTT_4_3_2_4, "take-ownership", Mqtt311.MQTT_4_5_0_1, Statement.WHOLE),
    QOS_2_OWNED(Mqtt5.MQTT_4_3_3_8, "take-ownership", Mqtt311.MQTT_4_5_0_1, Statement.WHOLE),
    QOS_2_ONCE(
        Mqtt5.MQTT_4_3_3_10, "no-duplicate-delivery", Mqtt311.MQTT_4_3_3_2, "no-duplicate-onward");

    private final Mqtt5 v5;
    private final String demandV5;
    private final Mqtt311 v311;
    private final String demandV311;

    Promise(Mqtt5 v5, String demandV5, Mqtt311 v311, String demandV311) {
      this.v5 = v5;
      this.demandV5 = demandV5;
      this.v311 = v311;
      this.demandV311 = demandV311;
    }

    Statement statement(MqttVersion version) {
      return version == MqttVersion.V5 ? v5 : v311;
    }

    String demand(MqttVersion version) {
      return version == MqttVersion.V5 ? demandV5 : demandV311;
    }
  }

  private final String key;
  private final String text;
  private final Promise kept;
  private final @Nullable Promise once;

  Memory(String key, String text, Promise kept, @Nullable Promise once) {
    this.key = key;
    this.text = text;
    this.kept = kept;
    this.once = once;
  }

  /** The word in case ids and in descriptions of targets. */
  public String key() {
    return key;
  }

  /** The words for people. */
  public String text() {
    return text;
  }

  /** The kind with this key. */
  public static Optional<Memory> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /** What a loss breaks. */
  Promise kept() {
    return kept;
  }

  /** What a second delivery, or a repeat that is not answered, breaks; null where neither is looked for. */
  @Nullable
  Promise once() {
    return once;
  }
}
