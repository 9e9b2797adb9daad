package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.TopicAliases;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can go wrong with the Topic Aliases of clients. */
final class TopicAliasDeviants {
  private static final int LAST_ALIAS = 10;

  private TopicAliasDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "keeps-the-first-topic-of-an-alias",
                "Gives no new meaning to a Topic Alias that has one.")
            .mustFail("alias/is-replaced", Rule.V5_TOPIC_ALIAS_IS_REPLACED)
            .by(KeepingTheFirst::new),
        Deviant.named(
                "keeps-topic-aliases", "Keeps a client's Topic Aliases for its next connection.")
            .mustFail("alias/is-forgotten-with-the-connection", Mqtt5.MQTT_3_3_2_7)
            .by(Keeping::new),
        Deviant.named("refuses-the-last-alias", "Refuses the Topic Alias that is the maximum.")
            .mustFail("alias/all-up-to-the-maximum-are-taken", Mqtt5.MQTT_3_3_2_12)
            .by(RefusingTheLast::new),
        Deviant.named(
                "says-alias-invalid-and-goes-on",
                "Answers a Topic Alias above its maximum by DISCONNECT 0x94 and does not close.")
            .mustFail("alias/above-the-maximum-is-refused", Rule.V5_TOPIC_ALIAS_INVALID)
            .by(() -> new ComplainingAndStaying(TopicAliases.TOO_LARGE)),
        Deviant.named(
                "says-alias-unknown-and-goes-on",
                "Answers a Topic Alias that means nothing by DISCONNECT 0x82 and does not close.")
            .mustFail("alias/unknown-is-refused", Rule.V5_TOPIC_ALIAS_UNKNOWN)
            .by(() -> new ComplainingAndStaying(TopicAliases.UNKNOWN)));
  }

  private static final class Keeping implements Twist {
    // by Client Identifier and alias
    private final Map<String, TopicName> kept = new HashMap<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS)) {
        String key = broker.clientOf(arrived.connection()) + " "
            + publish.properties().number(PropertyId.TOPIC_ALIAS, 0);
        if (!publish.topic().equals(TopicName.NONE)) {
          kept.put(key, publish.topic());
        } else if (kept.containsKey(key)) {
          return List.of(new Input.PacketArrived(
              arrived.connection(),
              Publishes.with(publish, kept.getOrDefault(key, TopicName.NONE))));
        }
      }
      return List.of(input);
    }
  }

  private static final class RefusingTheLast implements Twist {
    private boolean isLast;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isLast = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().number(PropertyId.TOPIC_ALIAS, 0) == LAST_ALIAS;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition || (citation == TopicAliases.TOO_LARGE && isLast);
    }
  }

  private static final class KeepingTheFirst implements Twist {
    // connection and alias; lives as long as the broker
    private final Set<String> known = new HashSet<>();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Publish publish
          && publish.properties().has(PropertyId.TOPIC_ALIAS)
          && !publish.topic().equals(TopicName.NONE)
          && !known.add(arrived.connection() + " "
              + publish.properties().number(PropertyId.TOPIC_ALIAS, 0))) {
        return List.of(new Input.PacketArrived(
            arrived.connection(),
            Publishes.with(publish, publish.properties().without(PropertyId.TOPIC_ALIAS))));
      }
      return List.of(input);
    }
  }
}
