package dev.assay.broker.deviant;

import dev.assay.broker.rules.Wills;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.List;

/** What can go wrong with Will Messages. */
final class WillDeviants {
  private WillDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "publishes-will-after-goodbye",
                "Publishes the will of a client that disconnected properly.")
            .mustFail("disconnect/discards-the-will", Mqtt5.MQTT_3_14_4_3, Mqtt311.MQTT_3_14_4_3)
            .by(() -> Twists.deciding(Wills.DISCARDED_BY_DISCONNECT, false)),
        Deviant.named(
                "forgets-to-cancel-the-will",
                "Publishes a delayed will although its client came back in time.")
            .mustFail("will/not-published-when-resumed-in-time", Mqtt5.MQTT_3_1_3_9)
            .by(() -> Twists.deciding(Wills.CLIENT_IS_BACK, false)));
  }
}
