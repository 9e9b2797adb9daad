package dev.assay.broker.rules;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Decision;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.PacketSizes;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.core.Step;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Violation;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A core with some actors around it: what each sends, and what each has received. */
final class Stage {
  private static final PacketSizes SIZES =
      (version, packet) -> PacketWriter.of(version).sizeOf(packet);

  private final List<Step> steps = new ArrayList<>();
  private final BrokerCore core;
  private final BrokerState memory = new BrokerState();
  private final Map<Long, List<Packet>> inboxes = new LinkedHashMap<>();
  private final Map<Long, Boolean> closed = new LinkedHashMap<>();
  private long lastConnection;

  Stage() {
    this(BrokerConfig.DEFAULT, Choices.DEFAULT);
  }

  Stage(BrokerConfig config, Choices choices) {
    Recorder recorder = new Recorder(this::onStep);
    core = recorder.around(MqttBroker.honest(memory, config, choices, SIZES, recorder, recorder));
  }

  Stage(Deviant deviant) {
    Recorder recorder = new Recorder(this::onStep);
    core = recorder.around(
        deviant.broker(BrokerConfig.DEFAULT, Choices.DEFAULT, SIZES, recorder, recorder));
  }

  private void onStep(Step step) {
    steps.add(step);
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Sent sent) {
        inboxes.computeIfAbsent(sent.connection(), absent -> new ArrayList<>()).add(sent.packet());
      } else if (effect instanceof Effect.Closed) {
        closed.put(effect.connection(), true);
      }
    }
  }

  void tell(Input input) {
    core.on(input);
  }

  void timeIs(double seconds) {
    core.on(new Input.TimePassed(Math.round(seconds * 1000)));
  }

  /** What an honest core remembers and has counted. */
  BrokerView view() {
    return memory;
  }

  List<Step> steps() {
    return steps;
  }

  /** The statements that the core has cited so far. */
  Set<Statement> cited() {
    return steps.stream()
        .flatMap(step -> step.decisions().stream())
        .map(Decision::statements)
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  /** A new connection that has sent nothing yet. */
  Actor open() {
    long number = ++lastConnection;
    tell(new Input.ConnectionOpened(number, "127.0.0.1:" + number));
    return new Actor(number);
  }

  /** A client with a clean start, its CONNACK taken off. */
  Actor client(MqttVersion version, String clientId) {
    return client(Hello.of(version, clientId));
  }

  /** A client with this CONNECT, its CONNACK taken off. */
  Actor client(Hello hello) {
    Actor actor = open();
    actor.send(hello.packet());
    actor.expect(ConnAck.class);
    return actor;
  }

  /** A CONNECT to be varied. */
  record Hello(
      MqttVersion version,
      String clientId,
      boolean cleanStart,
      int keepAliveSeconds,
      Will will,
      Properties properties) {

    static Hello of(MqttVersion version, String clientId) {
      return new Hello(version, clientId, true, 0, null, Properties.NONE);
    }

    Hello resuming() {
      return new Hello(version, clientId, false, keepAliveSeconds, will, properties);
    }

    Hello keepAlive(int seconds) {
      return new Hello(version, clientId, cleanStart, seconds, will, properties);
    }

    Hello will(Will left) {
      return new Hello(version, clientId, cleanStart, keepAliveSeconds, left, properties);
    }

    Hello with(PropertyId id, long value) {
      return new Hello(
          version,
          clientId,
          cleanStart,
          keepAliveSeconds,
          will,
          properties.toBuilder().with(id, value).build());
    }

    Connect packet() {
      return new Connect(
          version, clientId, cleanStart, keepAliveSeconds, will, null, null, properties);
    }
  }

  static Subscribe subscribe(int id, String filter, Qos qos) {
    return new Subscribe(
        id, Properties.NONE, List.of(Subscription.of(TopicFilter.of(filter), qos)));
  }

  static Publish publish(String topic, String payload) {
    return publish(Qos.AT_MOST_ONCE, 0, topic, payload);
  }

  static Publish publish(Qos qos, int id, String topic, String payload) {
    return new Publish(
        false, qos, false, TopicName.of(topic), id, Properties.NONE, Payload.of(payload));
  }

  static Publish retained(Qos qos, int id, String topic, String payload) {
    return new Publish(
        false, qos, true, TopicName.of(topic), id, Properties.NONE, Payload.of(payload));
  }

  /** One end of a connection. */
  final class Actor {
    private final long number;

    private Actor(long number) {
      this.number = number;
    }

    long number() {
      return number;
    }

    void send(Packet... packets) {
      for (Packet packet : packets) {
        tell(new Input.PacketArrived(number, packet));
      }
    }

    /** Sends bytes that break this statement. */
    void malformed(Statement statement, ReasonCode code) {
      malformed(new Violation("field", 1, "something right", "something wrong", statement, code));
    }

    void malformed(Violation violation) {
      tell(new Input.BytesMalformed(number, violation, Payload.EMPTY));
    }

    /** The network fails. */
    void drop() {
      tell(new Input.ConnectionLost(number));
    }

    boolean isClosed() {
      return closed.containsKey(number);
    }

    /** Takes off everything that has come so far. */
    List<Packet> received() {
      List<Packet> inbox = inboxes.getOrDefault(number, new ArrayList<>());
      List<Packet> taken = List.copyOf(inbox);
      inbox.clear();
      return taken;
    }

    /** Takes off everything that has come so far, of which only the publications count. */
    List<Publish> publications() {
      return received().stream()
          .filter(Publish.class::isInstance)
          .map(Publish.class::cast)
          .toList();
    }

    /** Takes off everything that has come so far: what the publications said. */
    List<String> payloads() {
      return publications().stream().map(packet -> packet.payload().asText()).toList();
    }

    /** Takes off the next packet, which has to be of this kind. */
    <P extends Packet> P expect(Class<P> kind) {
      List<Packet> inbox = inboxes.getOrDefault(number, new ArrayList<>());
      if (inbox.isEmpty()) {
        throw new AssertionError("expected " + kind.getSimpleName() + ", but nothing came");
      }
      Packet next = inbox.remove(0);
      if (!kind.isInstance(next)) {
        throw new AssertionError("expected " + kind.getSimpleName() + ", but " + next + " came");
      }
      return kind.cast(next);
    }
  }
}
