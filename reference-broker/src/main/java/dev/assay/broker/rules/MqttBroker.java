package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.core.Ruling;
import dev.assay.broker.core.Subject;
import dev.assay.broker.core.Witness;
import dev.assay.broker.state.Authentication;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.BrokerView;
import dev.assay.broker.state.Connection;
import dev.assay.broker.state.Message;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;

/**
 * The broker: who handles what. MQTT 3.1.1 and 5.0 share it, and their clients exchange messages.
 *
 * <pre>
 *   input ----&gt; ConnectRules, AuthRules ---&gt; Sessions ---&gt; Wills ---.
 *         ----&gt; PublishRules ------------------------------+--&gt; Publications ---&gt; Retention, Deliveries ---&gt; Outgoing
 *         ----&gt; SubscribeRules --------------------------------&gt; Retention
 *         ----&gt; DisconnectRules, KeepAlive ---&gt; Endings ---&gt; Wills, Sessions
 * </pre>
 */
public final class MqttBroker implements BrokerCore, Input.Receiver {

  /** Only the first packet is a CONNECT. */
  public static final Citation SECOND_CONNECT = cite(Mqtt5.MQTT_3_1_0_2, Mqtt311.MQTT_3_1_0_2);

  public static final Citation PING_ANSWERED = cite(Mqtt5.MQTT_3_12_4_1, Mqtt311.MQTT_3_12_4_1);

  /** What only a server sends. */
  public static final Citation NOT_FROM_CLIENT = cite(Mqtt5.MQTT_4_13_1_1, Mqtt311.MQTT_4_8_0_1);

  /** Who publishes what the server itself says. */
  private static final Subject SERVER = new Subject() {
    @Override
    public long connection() {
      return AWAY;
    }

    @Override
    public String name() {
      return "the server";
    }

    @Override
    public MqttVersion version() {
      return MqttVersion.V5;
    }
  };

  private final BrokerState state;
  private final Law law;
  private final Outgoing outgoing;
  private final Deliveries deliveries;
  private final Endings endings;
  private final Publications publications;
  private final KeepAlive keepAlive;
  private final ConnectRules connecting;
  private final AuthRules authenticating;
  private final PublishRules publishing;
  private final SubscribeRules subscribing;
  private final DisconnectRules disconnecting;

  /**
   * A broker.
   *
   * @param memory what it remembers to begin with; it belongs to the broker from now on
   * @param ruling has the last word on cited decisions; {@link Ruling#HONEST} for a broker that keeps the standard
   */
  public MqttBroker(
      BrokerState memory,
      BrokerConfig config,
      Choices choices,
      PacketSizes sizes,
      Outbox outbox,
      Witness witness,
      Ruling ruling) {
    state = memory;
    law = Law.of(witness, ruling);
    outgoing = new Outgoing(outbox, sizes, law);
    Parts parts = new Parts(config, choices, law, state, outgoing);
    TopicAliases aliases = new TopicAliases(parts);
    deliveries = new Deliveries(parts, aliases);
    SharedSubscriptions sharing = new SharedSubscriptions(parts, deliveries);
    Retention retention = new Retention(parts, deliveries);
    publications = new Publications(parts, deliveries, retention, sharing);
    Wills wills = new Wills(parts, publications);
    Sessions sessions = new Sessions(parts, wills, sharing);
    Authenticator authenticator = new Authenticator(config);
    endings = new Endings(parts, sessions, wills, sharing, aliases, authenticator);
    keepAlive = new KeepAlive(parts, endings);
    Permissions permissions = new Permissions(parts);
    connecting = new ConnectRules(
        parts, sessions, wills, deliveries, keepAlive, authenticator, permissions, endings);
    authenticating = new AuthRules(parts, authenticator, connecting, endings);
    publishing = new PublishRules(parts, publications, retention, aliases, permissions, endings);
    subscribing = new SubscribeRules(parts, retention, permissions, endings);
    disconnecting = new DisconnectRules(parts, wills, endings);
  }

  /** A broker that keeps the standard in everything that it does, and remembers nothing yet. */
  public static MqttBroker honest(
      BrokerConfig config, Choices choices, PacketSizes sizes, Outbox outbox, Witness witness) {
    return honest(new BrokerState(), config, choices, sizes, outbox, witness);
  }

  /**
   * A broker that keeps the standard in everything that it does.
   *
   * @param memory what it remembers to begin with; it belongs to the broker from now on
   */
  public static MqttBroker honest(
      BrokerState memory,
      BrokerConfig config,
      Choices choices,
      PacketSizes sizes,
      Outbox outbox,
      Witness witness) {
    return new MqttBroker(memory, config, choices, sizes, outbox, witness, Ruling.HONEST);
  }

  /** What the broker remembers, to look at. */
  public BrokerView view() {
    return state;
  }

  @Override
  public void on(Input input) {
    input.reach(this);
  }

  @Override
  public void onConnectionOpened(Input.ConnectionOpened input) {
    keepAlive.onOpened(state.open(input.connection(), input.peer()));
  }

  /** Whatever comes counts as a sign of life [5.0 MQTT-3.1.2-22, 3.1.1 MQTT-3.1.2-24]. */
  @Override
  public void onPacketArrived(Input.PacketArrived input) {
    Connection from = state.connection(input.connection());
    if (from == null) {
      return;
    }
    from.heardAt(state.nowMillis());
    if (from.isEstablished()) {
      onPacket(from, input.packet());
    } else {
      onFirstPacket(from, input.packet());
    }
  }

  /** What waits to be told counts as well [5.0 MQTT-3.1.2-22, 3.1.1 MQTT-3.1.2-24]. */
  @Override
  public void onPacketsWait(Input.PacketsWait input) {
    Connection from = state.connection(input.connection());
    if (from != null) {
      from.heardAt(state.nowMillis());
    }
  }

  /** What is malformed ends the connection [5.0 MQTT-4.13.1-1, 3.1.1 MQTT-4.8.0-1]. */
  @Override
  public void onBytesMalformed(Input.BytesMalformed input) {
    Connection from = state.connection(input.connection());
    if (from != null) {
      endings.onMalformed(from, input.violation());
    }
  }

  /** A connection that ends without DISCONNECT publishes the will [MQTT-3.1.2-8, both versions]. */
  @Override
  public void onConnectionLost(Input.ConnectionLost input) {
    Connection lost = state.connection(input.connection());
    if (lost != null) {
      endings.onConnectionGone(lost);
    }
  }

  /** Nobody is silent whom the shell has not listened to yet [5.0 MQTT-3.1.2-22, 3.1.1 MQTT-3.1.2-24]. */
  @Override
  public void onTimePassed(Input.TimePassed input) {
    if (input.catchesUp()) {
      state.timers().setNowMillis(input.nowMillis());
    } else {
      state.timers().advanceTo(input.nowMillis());
    }
  }

  @Override
  public void onRestarted(Input.Restarted input) {
    endings.onRestarted();
  }

  @Override
  public void onStopping(Input.Stopping input) {
    endings.onStopping();
  }

  /** A topic that begins with a dollar sign is the server's to use (4.7.2, both versions). */
  @Override
  public void onServerPublished(Input.ServerPublished input) {
    publications.publish(
        SERVER, Message.ofServer(input.topic(), input.payload(), state.nowMillis()));
  }

  /** A connection begins with CONNECT [MQTT-3.1.0-1, both versions]. */
  private void onFirstPacket(Connection from, Packet packet) {
    Authentication underWay = from.authentication();
    if (underWay != null) {
      authenticating.beforeConnAck(from, underWay, packet);
    } else if (packet instanceof Connect connect) {
      connecting.onConnect(from, connect);
    } else {
      endings.onOtherFirstPacket(from);
    }
  }

  private void onPacket(Connection from, Packet packet) {
    switch (packet.type()) {
      case CONNECT -> onSecondConnect(from);
      case PUBLISH -> publishing.onPublish(from, (Publish) packet);
      case PUBACK -> deliveries.onPubAck(from, (PubAck) packet);
      case PUBREC -> deliveries.onPubRec(from, (PubRec) packet);
      case PUBREL -> publishing.onPubRel(from, (PubRel) packet);
      case PUBCOMP -> deliveries.onPubComp(from, (PubComp) packet);
      case SUBSCRIBE -> subscribing.onSubscribe(from, (Subscribe) packet);
      case UNSUBSCRIBE -> subscribing.onUnsubscribe(from, (Unsubscribe) packet);
      case PINGREQ -> onPingReq(from);
      case DISCONNECT -> disconnecting.onDisconnect(from, (Disconnect) packet);
      case AUTH -> authenticating.onAuth(from, (Auth) packet);
      case CONNACK, SUBACK, UNSUBACK, PINGRESP -> onServerPacket(from, packet.type());
    }
  }

  /** A client that says hello twice has to go [MQTT-3.1.0-2, both versions]. */
  private void onSecondConnect(Connection from) {
    if (law.holds(from, SECOND_CONNECT, true, "a second CONNECT on the same connection")) {
      endings.giveUp(from, ReasonCode.PROTOCOL_ERROR, "a second CONNECT");
    }
  }

  /** PINGRESP answers PINGREQ [MQTT-3.12.4-1, both versions]. */
  private void onPingReq(Connection from) {
    if (law.holds(from, PING_ANSWERED, true, "PINGREQ: PINGRESP")) {
      outgoing.send(from, new PingResp());
    }
  }

  /** What only a server sends is an error of the client [5.0 MQTT-4.13.1-1, 3.1.1 MQTT-4.8.0-1]. */
  private void onServerPacket(Connection from, PacketType type) {
    if (law.holds(from, NOT_FROM_CLIENT, true, "{} comes from servers alone", type)) {
      endings.giveUp(from, ReasonCode.PROTOCOL_ERROR, "only a server sends this");
    }
  }
}
