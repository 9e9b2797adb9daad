package dev.assay.broker.deviant;

import dev.assay.broker.rules.Retention;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import java.util.List;

/** What can go wrong with retained messages. */
final class RetainedDeviants {
  private RetainedDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("retains-empty-messages", "Retains a message without payload as such.")
            .mustFail("retained/empty-never-stored", Mqtt5.MQTT_3_3_1_7, Mqtt311.MQTT_3_3_1_11)
            .by(() -> Twists.deciding(Retention.CLEARED, false)),
        Deviant.named(
                "sends-retained-on-renewal",
                "Sends retained messages for a renewed subscription in spite of Retain Handling 1.")
            .mustFail(
                "retained/handling-1", Mqtt5.MQTT_3_3_1_10, "withhold-for-existing-subscription")
            .by(() -> Twists.deciding(Retention.SENT_IF_NEW, true)));
  }
}
