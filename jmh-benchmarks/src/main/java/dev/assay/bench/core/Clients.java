package dev.assay.bench.core;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One client that publishes, and some that subscribe and acknowledge what they get. All packets are made beforehand, so that a
 * measurement holds what the core does, the input made of each acknowledgement (24 bytes), and little else.
 */
final class Clients implements Outbox {
  private static final long PUBLISHER = 1;
  private static final int PUBLISHED_ID = 1;
  private static final String TOPIC = "site/berlin/hall/4/machine/17/temperature";

  private static final Packet[] PUB_ACKS = forEachId(PubAck::new);
  private static final Packet[] PUB_RECS = forEachId(PubRec::new);
  private static final Packet[] PUB_COMPS = forEachId(PubComp::new);
  private static final Packet PUB_REL = new PubRel(PUBLISHED_ID);

  // answers that the core has yet to get; a fan-out has one for each subscriber
  private final long[] answering = new long[1_024];
  private final Packet[] answers = new Packet[1_024];
  private int waiting;
  private int delivered;
  // so that the compiler cannot leave packets out that nobody writes
  private @Nullable Packet lastSent;

  private static Packet[] forEachId(IntFunction<Packet> packet) {
    return IntStream.rangeClosed(0, PacketId.MAX)
        .mapToObj(id -> packet.apply(Math.max(id, PacketId.MIN)))
        .toArray(Packet[]::new);
  }

  /** Connects everybody. */
  void enter(BrokerCore core, MqttVersion version, Qos qos, int subscribers) {
    core.on(new Input.TimePassed(0));
    connect(core, PUBLISHER, version);
    for (int i = 1; i <= subscribers; i++) {
      long number = PUBLISHER + i;
      connect(core, number, version);
      Subscription subscription = Subscription.of(TopicFilter.of("site/+/hall/#"), qos);
      core.on(new Input.PacketArrived(
          number, new Subscribe(1, Properties.NONE, List.of(subscription))));
    }
  }

  private static void connect(BrokerCore core, long number, MqttVersion version) {
    core.on(new Input.ConnectionOpened(number, "a client"));
    core.on(new Input.PacketArrived(
        number,
        new Connect(version, "client" + number, true, 0, null, null, null, Properties.NONE)));
  }

  /** A publication of 64 bytes on a topic of seven levels. */
  static Input publication(Qos qos) {
    return new Input.PacketArrived(
        PUBLISHER,
        new Publish(
            false,
            qos,
            false,
            TopicName.of(TOPIC),
            qos == Qos.AT_MOST_ONCE ? PacketId.NONE : PUBLISHED_ID,
            Properties.NONE,
            Payload.copyOf(new byte[64])));
  }

  /** Tells the core everything that the clients answer, until nobody has anything to say. */
  void answer(BrokerCore core) {
    while (waiting > 0) {
      waiting--;
      core.on(new Input.PacketArrived(answering[waiting], answers[waiting]));
    }
  }

  /** How many messages reached subscribers since the last time. */
  int takeDelivered() {
    int taken = delivered;
    delivered = 0;
    return taken;
  }

  @Nullable
  Packet lastSent() {
    return lastSent;
  }

  @Override
  public void send(long connection, MqttVersion version, Packet packet) {
    lastSent = packet;
    switch (packet.type()) {
      case PUBLISH -> onPublish(connection, (Publish) packet);
      case PUBREC -> willAnswer(connection, PUB_REL);
      case PUBREL -> willAnswer(connection, PUB_COMPS[((PubRel) packet).packetId()]);
      default -> {}
    }
  }

  private void onPublish(long connection, Publish packet) {
    delivered++;
    switch (packet.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> willAnswer(connection, PUB_ACKS[packet.packetId()]);
      case EXACTLY_ONCE -> willAnswer(connection, PUB_RECS[packet.packetId()]);
    }
  }

  private void willAnswer(long connection, Packet answer) {
    answering[waiting] = connection;
    answers[waiting] = answer;
    waiting++;
  }

  @Override
  public void sendBytes(long connection, Payload bytes) {
    throw new IllegalStateException("an honest core sends packets");
  }

  @Override
  public void close(long connection) {
    throw new IllegalStateException("the core closes a client that did nothing wrong");
  }
}
