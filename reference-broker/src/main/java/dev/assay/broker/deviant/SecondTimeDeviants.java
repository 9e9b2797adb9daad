package dev.assay.broker.deviant;

import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.Wills;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What goes well the first time, and wrong the second. */
final class SecondTimeDeviants {
  /** No client of a case gets that far. */
  private static final int OWN_PACKET_ID = 65_002;

  private SecondTimeDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named(
                "forgets-what-awaits-pubrel-on-the-second-resume",
                "Forgets which Packet Identifiers await PUBREL when a session is resumed for the second time.")
            .mustFail(
                "session/second-resume-finds-all-of-it",
                Mqtt5.MQTT_4_3_3_10,
                "no-duplicate-delivery")
            .mustFail(
                "session/second-resume-finds-all-of-it",
                Mqtt311.MQTT_4_3_3_2,
                "no-duplicate-onward")
            .by(ReleasedOnSecondResume::new),
        Deviant.named(
                "forgets-subscriptions-on-the-second-resume",
                "Ends the subscriptions of a session that is resumed for the second time.")
            .mustFail("session/second-resume-finds-all-of-it", Mqtt5.MQTT_3_1_2_5)
            .mustFail(
                "session/second-resume-finds-all-of-it",
                Mqtt311.MQTT_3_1_2_4,
                "resume-stored-session")
            .by(UnsubscribedOnSecondResume::new),
        Deviant.named(
                "sends-again-backwards-the-second-time",
                "Sends unacknowledged messages in the opposite order on the second resume.")
            .mustFail(
                "order/second-resume-keeps-the-order",
                Mqtt311.MQTT_4_6_0_6,
                "resend-in-original-order")
            .by(BackwardsOnSecondResume::new),
        Deviant.named(
                "publishes-one-will-for-each-client",
                "Publishes the first Will of a client and no other.")
            .mustFail(
                "will/of-each-connection-is-published",
                Mqtt5.MQTT_3_1_2_8,
                "publish-at-session-end")
            .mustFail(
                "will/of-each-connection-is-published",
                Mqtt311.MQTT_3_1_2_8,
                "publish-will-on-close")
            .by(OneWill::new),
        Deviant.named(
                "replaces-aliases-once",
                "Leaves a Topic Alias its second meaning, whatever it is sent with after that.")
            .mustFail("alias/is-replaced-each-time", Rule.V5_TOPIC_ALIAS_IS_REPLACED)
            .by(() -> new Replacing(false)),
        Deviant.named(
                "replaces-all-aliases",
                "Gives all Topic Aliases of a connection the topic that replaces that of one.")
            .mustFail("alias/is-replaced-each-time", Rule.V5_TOPIC_ALIAS_IS_REPLACED)
            .by(() -> new Replacing(true)));
  }

  /** Counts how often each session was resumed; a new session begins anew. */
  private static final class Resumes {
    // lives as long as the broker, by Client Identifier
    private final Map<String, Integer> counted = new HashMap<>();

    /** Whether this input resumes a session that was resumed before. */
    boolean isSecond(Input input, BrokerView broker) {
      Connect connect = ConnectTwists.firstConnect(input, broker);
      if (connect == null) {
        return false;
      }
      if (connect.cleanStart() || !broker.hasSession(connect.clientId())) {
        counted.remove(connect.clientId());
        return false;
      }
      return counted.merge(connect.clientId(), 1, Integer::sum) == 2;
    }
  }

  private static final class ReleasedOnSecondResume implements Twist {
    private final Resumes resumes = new Resumes();
    // lives as long as the broker, by Client Identifier
    private final Map<String, Set<Integer>> awaiting = new HashMap<>();
    // lives as long as an input
    private boolean releasing;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      releasing = resumes.isSecond(input, broker);
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      List<Input> all = new ArrayList<>(List.of(input));
      if (releasing) {
        String client = ((Connect) arrived.packet()).clientId();
        awaiting
            .getOrDefault(client, Set.of())
            .forEach(id -> all.add(new Input.PacketArrived(arrived.connection(), new PubRel(id))));
        awaiting.remove(client);
      }
      Set<Integer> ids = awaiting.computeIfAbsent(
          String.valueOf(broker.clientOf(arrived.connection())), any -> new TreeSet<>());
      if (arrived.packet() instanceof Publish publish && publish.qos() == Qos.EXACTLY_ONCE) {
        ids.add(publish.packetId());
      }
      if (arrived.packet() instanceof PubRel rel) {
        ids.remove(rel.packetId());
      }
      return all;
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOwn =
          releasing && effect instanceof Effect.Sent sent && sent.packet() instanceof PubComp;
      return isOwn ? List.of() : List.of(effect);
    }
  }

  private static final class UnsubscribedOnSecondResume implements Twist {
    private final Resumes resumes = new Resumes();

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!resumes.isSecond(input, broker)
          || !(input instanceof Input.PacketArrived arrived)
          || !(arrived.packet() instanceof Connect connect)
          || broker.filtersOf(connect.clientId()).isEmpty()) {
        return List.of(input);
      }
      return List.of(
          input,
          new Input.PacketArrived(
              arrived.connection(),
              new Unsubscribe(
                  OWN_PACKET_ID, Properties.NONE, broker.filtersOf(connect.clientId()))));
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      boolean isOwn = effect instanceof Effect.Sent sent
          && sent.packet() instanceof UnsubAck ack
          && ack.packetId() == OWN_PACKET_ID;
      return isOwn ? List.of() : List.of(effect);
    }
  }

  private static final class BackwardsOnSecondResume implements Twist {
    private final Resumes resumes = new Resumes();
    private final List<Effect.Sent> held = new ArrayList<>();
    // lives as long as an input
    private boolean holding;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      for (int i = held.size() - 1; i >= 0; i--) {
        held.get(i).applyTo(outbox);
      }
      held.clear();
      holding = resumes.isSecond(input, broker);
      return List.of(input);
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (holding && effect instanceof Effect.Sent sent && sent.packet() instanceof Publish) {
        held.add(sent);
        return List.of();
      }
      return List.of(effect);
    }
  }

  private static final class OneWill implements Twist {
    // lives as long as the broker
    private final Set<String> published = new HashSet<>();

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      boolean isDue = citation == Wills.DUE || citation == Wills.DUE_BY_SESSION_END;
      return condition && (!isDue || published.add(who.name()));
    }
  }

  /** Topic Aliases that are looked up here, and not in the core. */
  private static final class Replacing implements Twist {
    private record Alias(long connection, long number) {}

    private final boolean all;
    // live as long as the broker
    private final Map<Alias, TopicName> topics = new HashMap<>();
    private final Map<Alias, Integer> replaced = new HashMap<>();

    Replacing(boolean all) {
      this.all = all;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)
          || !(arrived.packet() instanceof Publish publish)
          || !publish.properties().has(PropertyId.TOPIC_ALIAS)) {
        return List.of(input);
      }
      Alias alias =
          new Alias(arrived.connection(), publish.properties().number(PropertyId.TOPIC_ALIAS, 0));
      if (!publish.topic().isNone()) {
        set(alias, publish.topic());
        return List.of(input);
      }
      TopicName meant = topics.get(alias);
      return meant == null
          ? List.of(input)
          : List.of(new Input.PacketArrived(arrived.connection(), Publishes.with(publish, meant)));
    }

    private void set(Alias alias, TopicName topic) {
      boolean isNew = !topics.containsKey(alias);
      int times = isNew ? 0 : replaced.merge(alias, 1, Integer::sum);
      if (all && !isNew) {
        topics.replaceAll((each, was) -> each.connection() == alias.connection() ? topic : was);
      } else if (all || times <= 1) {
        topics.put(alias, topic);
      }
    }
  }
}
