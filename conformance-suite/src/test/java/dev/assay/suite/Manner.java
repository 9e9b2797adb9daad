package dev.assay.suite;

import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.net.CoreFactory;
import dev.assay.broker.rules.MqttBroker;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.MqttVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a broker may behave on the wire that keeps everything the standard demands: the honest core, and what it sends written,
 * timed, numbered or ordered in another way. A case that fails on one of these is stricter than the standard.
 */
enum Manner {
  /** Messages reach their subscribers when their publisher has long had its answer (no clause says how soon they go out). */
  LATE_PUBLICATIONS {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      if (packet.type() == PacketType.PUBLISH) {
        wire.later(connection, LATE_MILLIS, () -> wire.pass(connection, version, packet));
      } else {
        wire.pass(connection, version, packet);
      }
    }
  },

  /**
   * The answer to a PUBLISH of QoS 0 or 1 comes at once, and its subscribers are looked for when others have subscribed meanwhile (4.3.2: ownership is
   * passed on when PUBACK is sent, and nothing says when the message goes out).
   */
  LATE_MATCHING {
    @Override
    boolean holds(Wire wire, long connection, Packet packet) {
      return packet instanceof Publish publish && wire.isPlain(connection, publish);
    }
  },

  /** Messages come before the SUBACK of their subscription, and answers take their time (3.8.4: permitted). */
  LATE_ANSWERS {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      if (ANSWERS.contains(packet.type())) {
        wire.later(connection, LATE_MILLIS, () -> wire.pass(connection, version, packet));
      } else {
        wire.pass(connection, version, packet);
      }
    }
  },

  /** What a resume has to bring again comes by a timer, after six and a half seconds, and what comes behind it waits (4.4: a MUST without a time). */
  LATE_REPEATS {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      if (packet instanceof Publish publish && publish.dup()) {
        wire.repeatsAt.putIfAbsent(connection, wire.nowMillis + LATE_REPEAT_MILLIS);
      }
      long waits = wire.repeatsAt.getOrDefault(connection, wire.nowMillis) - wire.nowMillis;
      if (packet.type() == PacketType.PUBLISH && waits > 0) {
        wire.later(connection, waits, () -> wire.pass(connection, version, packet));
      } else {
        wire.pass(connection, version, packet);
      }
    }
  },

  /** Wills are published by a clock, six and a half seconds after they are due (3.1.2.5: that they be prompt is a SHOULD). */
  LATE_WILLS {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      if (packet instanceof Publish publish && wire.isWill(publish)) {
        wire.later(connection, LATE_REPEAT_MILLIS, () -> wire.pass(connection, version, packet));
      } else {
        wire.pass(connection, version, packet);
      }
    }
  },

  /** A connection that is over, and is no longer read, is closed two seconds later (4.13: a MUST without a time). */
  LATE_CLOSES {
    @Override
    void close(Wire wire, long connection) {
      wire.stopReading(connection);
      wire.later(connection, LATE_CLOSE_MILLIS, () -> wire.passClose(connection));
    }
  },

  /** Reason Strings and User Properties wherever 5.0 lets a server add them, as far as the client takes them. */
  TALKATIVE {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      Packet more =
          version == MqttVersion.V5 ? talking(packet, wire.wantsProblems(connection)) : packet;
      wire.pass(connection, version, wire.fits(connection, version, more) ? more : packet);
    }
  },

  /** CONNACK says what silence would have meant (5.0 3.2.2.3). */
  EXPLICIT {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      Connect connect = wire.connects.get(connection);
      boolean accepts = packet instanceof ConnAck ack && ack.reasonCode() == ReasonCode.SUCCESS;
      Packet more = accepts && version == MqttVersion.V5 && connect != null
          ? explicit((ConnAck) packet, connect)
          : packet;
      wire.pass(connection, version, wire.fits(connection, version, more) ? more : packet);
    }
  },

  /** The order of messages on several topics, and of several QoS, is not that in which they were published (4.6). */
  TOPICS_OUT_OF_ORDER {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      if (packet instanceof Publish publish) {
        wire.batch(connection, version, publish);
      } else {
        wire.pass(connection, version, packet);
      }
    }
  },

  /**
   * PUBRELs go in the order of the Packet Identifiers, which is that of the PUBLISHes: what a client that keeps to 3.1.1 MQTT-4.6.0-3 cannot tell from
   * the order of its PUBRECs.
   */
  RELEASES_IN_ORDER_OF_PUBLISHES {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      if (packet instanceof PubRel release) {
        wire.releases.add(new Wire.Release(connection, version, release));
      } else {
        wire.pass(connection, version, packet);
      }
    }
  },

  /** Packet Identifiers are counted down from 65,535 (2.2.1: any that is not in use). */
  IDENTIFIERS_FROM_ABOVE {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      Packet other = packet;
      if (packet instanceof Publish it && it.qos() != Qos.AT_MOST_ONCE) {
        other = new Publish(
            it.dup(),
            it.qos(),
            it.retain(),
            it.topic(),
            otherId(it.packetId()),
            it.properties(),
            it.payload());
      } else if (packet instanceof PubRel it) {
        other = new PubRel(otherId(it.packetId()), it.reasonCode(), it.properties());
      }
      wire.pass(connection, version, other);
    }

    @Override
    Packet read(Packet packet) {
      if (packet instanceof PubAck it) {
        return new PubAck(otherId(it.packetId()), it.reasonCode(), it.properties());
      }
      if (packet instanceof PubRec it) {
        return new PubRec(otherId(it.packetId()), it.reasonCode(), it.properties());
      }
      if (packet instanceof PubComp it) {
        return new PubComp(otherId(it.packetId()), it.reasonCode(), it.properties());
      }
      return packet;
    }
  },

  /** Reason Code and Property Length are there also where they could be left out (5.0 3.4.2.1 and its like, 3.14.2.1). */
  LONG_FORMS {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      byte[] bytes = version == MqttVersion.V5 ? longForm(packet) : NOTHING;
      if (bytes.length == 0) {
        wire.pass(connection, version, packet);
      } else {
        wire.out.sendBytes(connection, Payload.owning(bytes));
      }
    }
  },

  /** A session lives for a minute at least, and CONNACK says so (5.0 3.2.2.3.2). */
  KEEPS_SESSIONS_LONGER {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      Connect connect = wire.connects.get(connection);
      boolean isRaised = version == MqttVersion.V5
          && packet instanceof ConnAck ack
          && ack.reasonCode() == ReasonCode.SUCCESS
          && connect != null
          && connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0)
              < LEAST_EXPIRY_SECONDS;
      if (!isRaised) {
        wire.pass(connection, version, packet);
      } else if (wire.fits(connection, version, raised((ConnAck) packet))) {
        wire.pass(connection, version, raised((ConnAck) packet));
      }
    }

    @Override
    Packet read(Packet packet) {
      return packet instanceof Connect connect && connect.version() == MqttVersion.V5
          ? longer(connect)
          : packet;
    }
  },

  /**
   * Every message has a Topic Alias where the client takes any, the highest: it is given a new meaning with each topic (3.3.2.3.4 of 5.0:
   * which aliases are used, and when, is the sender's affair).
   */
  ONE_ALIAS_FOR_ALL {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      int alias = wire.aliasMaximumOf(connection);
      if (version != MqttVersion.V5 || alias == 0 || !(packet instanceof Publish publish)) {
        wire.pass(connection, version, packet);
        return;
      }
      boolean isKnown = publish.topic().equals(wire.aliased.get(connection));
      Publish shorter = aliased(publish, isKnown ? TopicName.NONE : publish.topic(), alias);
      if (!wire.fits(connection, version, shorter)) {
        wire.pass(connection, version, publish);
        return;
      }
      wire.aliased.put(connection, publish.topic());
      wire.pass(connection, version, shorter);
    }
  },

  /** What a 3.1.1 client does not acknowledge within a second it gets again on the same connection (3.1.1 4.4 leaves that free). */
  SENDS_AGAIN {
    @Override
    void send(Wire wire, long connection, MqttVersion version, Packet packet) {
      wire.pass(connection, version, packet);
      if (version == MqttVersion.V3_1_1) {
        wire.repeat(connection, packet);
      }
    }
  };

  private static final long LATE_MILLIS = 700;
  private static final long LATE_CLOSE_MILLIS = 2_000;
  private static final long LATE_REPEAT_MILLIS = 6_500;
  private static final long AGAIN_MILLIS = 1_000;
  private static final long LEAST_EXPIRY_SECONDS = 60;
  private static final byte[] NOTHING = {};
  private static final Set<PacketType> ANSWERS = EnumSet.of(
      PacketType.PUBACK,
      PacketType.PUBREC,
      PacketType.PUBCOMP,
      PacketType.SUBACK,
      PacketType.UNSUBACK);

  // what a broker does at once though it still looks for subscribers
  private static final Set<PacketType> PASSING =
      EnumSet.of(PacketType.PINGREQ, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE);

  /** Does with what the core sends what this broker does. */
  void send(Wire wire, long connection, MqttVersion version, Packet packet) {
    wire.pass(connection, version, packet);
  }

  void close(Wire wire, long connection) {
    wire.forget(connection);
    wire.passClose(connection);
  }

  /** Whether the core is told of it later; its answer is given at once. */
  boolean holds(Wire wire, long connection, Packet packet) {
    return false;
  }

  /** What the core is told of what came. */
  Packet read(Packet packet) {
    return packet;
  }

  /** The honest core, with these manners. */
  CoreFactory cores() {
    return (memory, config, choices, sizes, outbox, witness) -> {
      Wire wire = new Wire(this, outbox, sizes);
      wire.core = MqttBroker.honest(memory, config, choices, sizes, wire, witness);
      return wire;
    };
  }

  /** Whether the core gives Topic Aliases; not where it would not know what became of them. */
  boolean leavesAliasesToTheCore() {
    return this != TOPICS_OUT_OF_ORDER && this != ONE_ALIAS_FOR_ALL;
  }

  private static Publish aliased(Publish it, TopicName shown, int alias) {
    return new Publish(
        it.dup(),
        it.qos(),
        it.retain(),
        shown,
        it.packetId(),
        it.properties().toBuilder().with(PropertyId.TOPIC_ALIAS, alias).build(),
        it.payload());
  }

  private static ConnAck raised(ConnAck ack) {
    return new ConnAck(
        ack.sessionPresent(),
        ack.reasonCode(),
        ack.properties().toBuilder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, LEAST_EXPIRY_SECONDS)
            .build());
  }

  private static Connect longer(Connect it) {
    long asked = it.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
    return asked >= LEAST_EXPIRY_SECONDS
        ? it
        : new Connect(
            it.version(),
            it.clientId(),
            it.cleanStart(),
            it.keepAliveSeconds(),
            it.will(),
            it.userName(),
            it.password(),
            it.properties().without(PropertyId.SESSION_EXPIRY_INTERVAL).toBuilder()
                .with(PropertyId.SESSION_EXPIRY_INTERVAL, LEAST_EXPIRY_SECONDS)
                .build());
  }

  private static int otherId(int id) {
    return 65_536 - id;
  }

  private static Properties more(Properties properties) {
    return properties.toBuilder().withUser("server", "talks").build();
  }

  private static Properties reasons(Properties properties) {
    Properties.Builder builder = more(properties).toBuilder();
    if (!properties.has(PropertyId.REASON_STRING)) {
      builder.with(PropertyId.REASON_STRING, "because");
    }
    return builder.build();
  }

  private static Packet talking(Packet packet, boolean ofAll) {
    if (packet instanceof Publish it) {
      return new Publish(
          it.dup(),
          it.qos(),
          it.retain(),
          it.topic(),
          it.packetId(),
          more(it.properties()),
          it.payload());
    }
    if (packet instanceof ConnAck it) {
      return new ConnAck(it.sessionPresent(), it.reasonCode(), reasons(it.properties()));
    }
    if (packet instanceof Disconnect it) {
      return new Disconnect(it.reasonCode(), reasons(it.properties()));
    }
    return ofAll ? talkingAnswer(packet) : packet;
  }

  private static Packet talkingAnswer(Packet packet) {
    if (packet instanceof PubAck it) {
      return new PubAck(it.packetId(), it.reasonCode(), reasons(it.properties()));
    }
    if (packet instanceof PubRec it) {
      return new PubRec(it.packetId(), it.reasonCode(), reasons(it.properties()));
    }
    if (packet instanceof PubRel it) {
      return new PubRel(it.packetId(), it.reasonCode(), reasons(it.properties()));
    }
    if (packet instanceof PubComp it) {
      return new PubComp(it.packetId(), it.reasonCode(), reasons(it.properties()));
    }
    if (packet instanceof SubAck it) {
      return new SubAck(it.packetId(), reasons(it.properties()), it.reasonCodes());
    }
    if (packet instanceof UnsubAck it) {
      return new UnsubAck(it.packetId(), reasons(it.properties()), it.reasonCodes());
    }
    return packet instanceof Auth it ? new Auth(it.reasonCode(), reasons(it.properties())) : packet;
  }

  private static ConnAck explicit(ConnAck ack, Connect connect) {
    Properties.Builder builder = ack.properties().toBuilder();
    Map<PropertyId, Long> meant = new LinkedHashMap<>();
    meant.put(
        PropertyId.SESSION_EXPIRY_INTERVAL,
        connect.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0));
    meant.put(PropertyId.RECEIVE_MAXIMUM, 65_535L);
    meant.put(PropertyId.RETAIN_AVAILABLE, 1L);
    meant.put(PropertyId.TOPIC_ALIAS_MAXIMUM, 0L);
    meant.put(PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE, 1L);
    meant.put(PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1L);
    meant.put(PropertyId.SHARED_SUBSCRIPTION_AVAILABLE, 1L);
    meant.put(PropertyId.SERVER_KEEP_ALIVE, (long) connect.keepAliveSeconds());
    meant.forEach((id, value) -> {
      if (!ack.properties().has(id)) {
        builder.with(id, value);
      }
    });
    return new ConnAck(ack.sessionPresent(), ack.reasonCode(), builder.build());
  }

  private static byte[] longForm(Packet packet) {
    if (packet instanceof PubAck it && it.properties().isEmpty()) {
      return longForm(0x40, it.packetId(), it.reasonCode());
    }
    if (packet instanceof PubRec it && it.properties().isEmpty()) {
      return longForm(0x50, it.packetId(), it.reasonCode());
    }
    if (packet instanceof PubRel it && it.properties().isEmpty()) {
      return longForm(0x62, it.packetId(), it.reasonCode());
    }
    if (packet instanceof PubComp it && it.properties().isEmpty()) {
      return longForm(0x70, it.packetId(), it.reasonCode());
    }
    return packet instanceof Disconnect it && it.properties().isEmpty()
        ? new byte[] {(byte) 0xE0, 2, (byte) it.reasonCode().value(), 0}
        : NOTHING;
  }

  private static byte[] longForm(int firstByte, int id, ReasonCode code) {
    return new byte[] {(byte) firstByte, 4, (byte) (id >> 8), (byte) id, (byte) code.value(), 0};
  }

  /** Between the honest core and the network. */
  static final class Wire implements BrokerCore, Outbox {
    private final Manner manner;
    private final Outbox out;
    private final PacketSizes sizes;
    private final Map<Long, Connect> connects = new HashMap<>();
    // those of all connections until now
    private final Set<Said> wills = new HashSet<>();
    // when what a resume brings again is sent, by connection
    private final Map<Long, Long> repeatsAt = new HashMap<>();
    private final Set<Long> unread = new HashSet<>();
    // what the one alias of a connection means
    private final Map<Long, TopicName> aliased = new HashMap<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<Long, List<Batched>> batches = new LinkedHashMap<>();
    private final Set<Long> accepted = new HashSet<>();
    // what the core does not know of yet, and the identifiers that were acknowledged before it did
    private final Deque<Unread> unreadYet = new ArrayDeque<>();
    private final Map<Long, Deque<Integer>> acknowledged = new HashMap<>();
    // PUBRELs until the next tick
    private final List<Release> releases = new ArrayList<>();
    private BrokerCore core = input -> {};
    private long nowMillis;

    private record Held(long connection, long dueMillis, Packet packet, Runnable action) {}

    private record Release(long connection, MqttVersion version, PubRel packet) {}

    private record Unread(long dueMillis, Input.PacketArrived arrived) {}

    private record Said(TopicName topic, Payload payload) {}

    private record Batched(MqttVersion version, Publish publish) {}

    private Wire(Manner manner, Outbox out, PacketSizes sizes) {
      this.manner = manner;
      this.out = out;
      this.sizes = sizes;
    }

    @Override
    public void on(Input input) {
      if (input instanceof Input.TimePassed passed) {
        boolean tick = passed.nowMillis() / 50 > nowMillis / 50;
        nowMillis = passed.nowMillis();
        if (tick) {
          sendBatches();
          sendReleases();
        }
        sendDue();
        readIf(it -> it.dueMillis() <= nowMillis);
        core.on(input);
      } else if (input instanceof Input.PacketArrived arrived) {
        onPacket(arrived);
      } else if (input instanceof Input.BytesMalformed broken) {
        readAllOf(broken.connection());
        if (!unread.contains(broken.connection())) {
          core.on(input);
        }
      } else if (input instanceof Input.ConnectionLost lost) {
        readAllOf(lost.connection());
        forget(lost.connection());
        if (!unread.remove(lost.connection())) {
          core.on(input);
        }
      } else {
        core.on(input);
      }
    }

    private void onPacket(Input.PacketArrived arrived) {
      long connection = arrived.connection();
      if (unread.contains(connection)) {
        return;
      }
      Packet packet = arrived.packet();
      if (packet instanceof Connect connect) {
        connects.putIfAbsent(connection, connect);
        if (connect.will() != null) {
          wills.add(new Said(connect.will().topic(), connect.will().payload()));
        }
      }
      if (manner.holds(this, connection, packet)) {
        hold(arrived, (Publish) packet);
        return;
      }
      readWhatGoesBefore(connection, packet);
      settle(connection, packet);
      core.on(new Input.PacketArrived(connection, manner.read(packet)));
    }

    /** Whether nothing can be wrong with it that only the core would notice. */
    boolean isPlain(long connection, Publish publish) {
      return accepted.contains(connection)
          && publish.qos() != Qos.EXACTLY_ONCE
          && !publish.retain()
          && !publish.topic().isNone()
          && !publish.properties().has(PropertyId.TOPIC_ALIAS)
          && !publish.properties().has(PropertyId.SUBSCRIPTION_IDENTIFIER);
    }

    private void hold(Input.PacketArrived arrived, Publish publish) {
      long connection = arrived.connection();
      unreadYet.add(new Unread(nowMillis + LATE_MILLIS, arrived));
      if (publish.qos() == Qos.AT_LEAST_ONCE) {
        acknowledged.computeIfAbsent(connection, any -> new ArrayDeque<>()).add(publish.packetId());
        pass(connection, connects.get(connection).version(), new PubAck(publish.packetId()));
      }
    }

    /** What was sent before on this connection, where what comes now could end it or goes by what was published, and before the session goes over to another one. */
    private void readWhatGoesBefore(long connection, Packet packet) {
      if (!PASSING.contains(packet.type())) {
        readAllOf(connection);
      }
      if (packet instanceof Connect connect) {
        readIf(it -> connects.get(it.arrived().connection()).clientId().equals(connect.clientId()));
      }
    }

    private void readAllOf(long connection) {
      readIf(it -> it.arrived().connection() == connection);
    }

    private void readIf(Predicate<Unread> test) {
      List<Unread> now = unreadYet.stream().filter(test).toList();
      unreadYet.removeAll(now);
      now.forEach(it -> core.on(it.arrived()));
    }

    /** Whether the core says what was said already. */
    private boolean isAcknowledged(long connection, Packet packet) {
      return packet instanceof PubAck ack
          && acknowledged
              .getOrDefault(connection, new ArrayDeque<>())
              .removeFirstOccurrence(ack.packetId());
    }

    @Override
    public void send(long connection, MqttVersion version, Packet packet) {
      if (packet instanceof ConnAck ack && ack.reasonCode() == ReasonCode.SUCCESS) {
        accepted.add(connection);
      }
      if (isAcknowledged(connection, packet)) {
        return;
      }
      manner.send(this, connection, version, packet);
    }

    @Override
    public void sendBytes(long connection, Payload bytes) {
      out.sendBytes(connection, bytes);
    }

    @Override
    public void close(long connection) {
      manner.close(this, connection);
    }

    void pass(long connection, MqttVersion version, Packet packet) {
      out.send(connection, version, packet);
    }

    void passClose(long connection) {
      unread.remove(connection);
      out.close(connection);
    }

    void later(long connection, long millis, Runnable action) {
      held.add(
          new Held(connection, nowMillis + millis, new Disconnect(ReasonCode.SUCCESS), action));
    }

    void stopReading(long connection) {
      unread.add(connection);
    }

    void forget(long connection) {
      repeatsAt.remove(connection);
      accepted.remove(connection);
      acknowledged.remove(connection);
      unreadYet.removeIf(it -> it.arrived().connection() == connection);
      held.removeIf(it -> it.connection() == connection);
      batches.remove(connection);
      releases.removeIf(it -> it.connection() == connection);
      connects.remove(connection);
      aliased.remove(connection);
    }

    /** Whether it is a Will that is published, not one that is retained. */
    boolean isWill(Publish publish) {
      return !publish.retain() && wills.contains(new Said(publish.topic(), publish.payload()));
    }

    int aliasMaximumOf(long connection) {
      Connect connect = connects.get(connection);
      return connect == null
          ? 0
          : (int) connect.properties().number(PropertyId.TOPIC_ALIAS_MAXIMUM, 0);
    }

    boolean wantsProblems(long connection) {
      Connect connect = connects.get(connection);
      return connect == null
          || connect.properties().number(PropertyId.REQUEST_PROBLEM_INFORMATION, 1) == 1;
    }

    /** Whether the client is known, and takes a packet of this size. */
    boolean fits(long connection, MqttVersion version, Packet packet) {
      Connect connect = connects.get(connection);
      return connect != null
          && sizes.sizeBytes(version, packet)
              <= connect.properties().number(PropertyId.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
    }

    private void sendDue() {
      for (Held first = held.peek();
          first != null && first.dueMillis() <= nowMillis;
          first = held.peek()) {
        held.remove();
        first.action().run();
      }
    }

    private void sendReleases() {
      releases.sort(Comparator.comparing(release -> release.packet().packetId()));
      releases.forEach(it -> pass(it.connection(), it.version(), it.packet()));
      releases.clear();
    }

    void batch(long connection, MqttVersion version, Publish publish) {
      batches
          .computeIfAbsent(connection, any -> new ArrayList<>())
          .add(new Batched(version, publish));
    }

    private void sendBatches() {
      Map<Long, List<Batched>> full = new LinkedHashMap<>(batches);
      batches.clear();
      full.forEach((connection, batch) -> {
        if (batch.stream().noneMatch(it -> it.publish().dup())) {
          batch.sort(Comparator.comparing((Batched it) -> it.publish().topic().text())
              .reversed()
              .thenComparing(it -> it.publish().qos()));
        }
        batch.forEach(it -> pass(connection, it.version(), it.publish()));
      });
    }

    void repeat(long connection, Packet packet) {
      boolean repeats = packet instanceof PubRel
          || (packet instanceof Publish publish && publish.qos() != Qos.AT_MOST_ONCE);
      if (repeats) {
        held.add(new Held(connection, nowMillis + AGAIN_MILLIS, packet, () -> {
          Packet again = packet instanceof Publish publish ? Packets.duplicate(publish) : packet;
          pass(connection, MqttVersion.V3_1_1, again);
          repeat(connection, packet);
        }));
      }
    }

    /** What is acknowledged is not sent again. */
    private void settle(long connection, Packet packet) {
      for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
        Held it = all.next();
        if (it.connection() == connection && settles(packet, it.packet())) {
          all.remove();
        }
      }
    }

    private static boolean settles(Packet packet, Packet waiting) {
      if (waiting instanceof Publish publish) {
        return (packet instanceof PubAck ack && ack.packetId() == publish.packetId())
            || (packet instanceof PubRec rec && rec.packetId() == publish.packetId());
      }
      return waiting instanceof PubRel rel
          && packet instanceof PubComp comp
          && comp.packetId() == rel.packetId();
    }
  }
}
