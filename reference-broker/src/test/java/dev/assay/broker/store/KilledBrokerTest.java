package dev.assay.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.store.BrokerProcess.Acknowledges;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.FlowHistory;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker's process is killed again and again while a publisher and a subscriber use it at QoS 1 and 2. {@code -Dassay.kills=N}
 * says how often, {@code -Dassay.kill.seed=N} how many messages go by in between.
 */
class KilledBrokerTest {
  private static final int KILLS = Integer.getInteger("assay.kills", 10);
  private static final long SEED = Long.getLong("assay.kill.seed", 20_261_125);
  private static final int ACKNOWLEDGED_UNTIL_KILL_MAX = 400;
  private static final int WINDOW = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path data;

  private final Map<Qos, FlowHistory> flows = new EnumMap<>(Map.of(
      Qos.AT_LEAST_ONCE, new FlowHistory(Qos.AT_LEAST_ONCE),
      Qos.EXACTLY_ONCE, new FlowHistory(Qos.EXACTLY_ONCE)));
  // both clients block; the common pool of later JDKs has one thread on a machine of two processors
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> lostSessions = new CopyOnWriteArrayList<>();
  private final Publisher publisher = new Publisher();
  private final Subscriber subscriber = new Subscriber();

  @Test
  void killsLoseNothingThatWasAcknowledgedAndRepeatNothingOfQosTwo() throws Exception {
    killAgainAndAgain(KILLS, Acknowledges.AFTER_COMMIT);

    finish(Acknowledges.AFTER_COMMIT);

    System.out.println(KILLS + " kills, seed " + SEED + ", acknowledged: "
        + flows.get(Qos.AT_LEAST_ONCE).acknowledgedCount() + " of QoS 1, "
        + flows.get(Qos.EXACTLY_ONCE).acknowledgedCount() + " of QoS 2");
    assertThat(lostSessions).isEmpty();
    assertThat(flows.get(Qos.AT_LEAST_ONCE).faults()).isEmpty();
    assertThat(flows.get(Qos.EXACTLY_ONCE).faults()).isEmpty();
  }

  @Test
  void brokerThatAcknowledgesBeforeItCommitsIsFoundOut() throws Exception {
    killAgainAndAgain(2, Acknowledges.BEFORE_COMMIT);

    finish(Acknowledges.BEFORE_COMMIT);

    List<String> faults = new ArrayList<>(lostSessions);
    flows.values().forEach(flow -> faults.addAll(flow.faults()));
    assertThat(faults).isNotEmpty();
  }

  private void killAgainAndAgain(int times, Acknowledges when) throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < times; i++) {
      int enough = acknowledged() + 1 + random.nextInt(ACKNOWLEDGED_UNTIL_KILL_MAX);
      run(when, () -> acknowledged() >= enough);
    }
  }

  /** One last message for each flow; with it everything that was acknowledged before has come, since the order is kept. */
  private void finish(Acknowledges when) throws Exception {
    publisher.isClosing = true;
    run(
        when,
        () -> publisher.inFlight.isEmpty()
            && publisher.sent.entrySet().stream()
                .allMatch(flow -> flows.get(flow.getKey()).hasReceived(flow.getValue())));
  }

  private int acknowledged() {
    return flows.values().stream().mapToInt(FlowHistory::acknowledgedCount).sum();
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  /** One life of the broker. */
  private void run(Acknowledges when, BooleanSupplier until) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(data, when)) {
      CompletableFuture<Void> reached = new CompletableFuture<>();
      Runnable onProgress = () -> {
        if (until.getAsBoolean()) {
          reached.complete(null);
        }
      };
      CompletableFuture<Void> subscribed = new CompletableFuture<>();
      subscriber.subscribed = subscribed;
      CompletableFuture<Void> both = CompletableFuture.allOf(
          CompletableFuture.runAsync(() -> subscriber.use(broker.url(), onProgress), threads),
          subscribed.thenRunAsync(() -> publisher.use(broker.url(), onProgress), threads));
      CompletableFuture.anyOf(reached, both).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      broker.kill();
      both.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** A client whose session outlives every connection. */
  private abstract class Client {
    private final MqttVersion version;
    private final String clientId;
    private boolean hasSession;

    Client(MqttVersion version, String clientId) {
      this.version = version;
      this.clientId = clientId;
    }

    /** Connects and does its work until the connection ends. */
    void use(String url, Runnable onProgress) {
      try (WireClient wire = WireClient.open(
          BrokerUrl.parse(url), version, clientId, new Transcript(List.of()), PATIENCE)) {
        Properties properties = version == MqttVersion.V5
            ? Properties.builder()
                .with(PropertyId.SESSION_EXPIRY_INTERVAL, 3_600)
                .build()
            : Properties.NONE;
        wire.send(new Connect(version, clientId, false, 60, null, null, null, properties));
        if (!(next(wire) instanceof ConnAck connAck)) {
          return;
        }
        if (hasSession && !connAck.sessionPresent()) {
          lostSessions.add("the session of " + clientId + " is gone");
        }
        hasSession = true;
        begin(wire);
        onProgress.run();
        for (Packet packet = next(wire); packet != null; packet = next(wire)) {
          on(packet, wire);
          onProgress.run();
        }
      } catch (ConnectFailed e) {
        // killed that early
      }
    }

    private static Packet next(WireClient wire) {
      Arrival arrival = wire.next();
      return arrival instanceof Arrival.Received received ? received.packet() : null;
    }

    abstract void begin(WireClient wire);

    abstract void on(Packet packet, WireClient wire);
  }

  /** A message that is not completely acknowledged. */
  private record Sent(Qos qos, int number, boolean released) {}

  private final class Publisher extends Client {
    private final Map<Integer, Sent> inFlight = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<Qos, Integer> sent = new ConcurrentHashMap<>();
    private volatile boolean isClosing;
    private int lastPacketId;

    Publisher() {
      super(MqttVersion.V5, "publisher");
    }

    @Override
    void begin(WireClient wire) {
      new LinkedHashMap<>(inFlight).forEach((id, each) -> {
        if (each.released()) {
          wire.send(new PubRel(id));
        } else {
          wire.send(publish(id, each, true));
        }
      });
      if (isClosing) {
        flows.keySet().forEach(qos -> sendNext(qos, wire));
      } else {
        sendMore(wire);
      }
    }

    private void sendMore(WireClient wire) {
      while (!isClosing && inFlight.size() < WINDOW) {
        flows.keySet().forEach(qos -> sendNext(qos, wire));
      }
    }

    private void sendNext(Qos qos, WireClient wire) {
      do {
        lastPacketId = lastPacketId == PacketId.MAX ? PacketId.MIN : lastPacketId + 1;
      } while (inFlight.containsKey(lastPacketId));
      Sent next = new Sent(qos, sent.merge(qos, 1, Integer::sum), false);
      inFlight.put(lastPacketId, next);
      wire.send(publish(lastPacketId, next, false));
    }

    private static Publish publish(int id, Sent each, boolean dup) {
      return new Publish(
          dup,
          each.qos(),
          false,
          TopicName.of("flow/" + each.qos().level()),
          id,
          Properties.NONE,
          Payload.of(String.valueOf(each.number())));
    }

    @Override
    void on(Packet packet, WireClient wire) {
      if (packet instanceof PubAck ack) {
        Sent done = inFlight.remove(ack.packetId());
        flows.get(done.qos()).acknowledged(done.number());
      } else if (packet instanceof PubRec ack) {
        Sent taken = inFlight.get(ack.packetId());
        flows.get(taken.qos()).acknowledged(taken.number());
        inFlight.put(ack.packetId(), new Sent(taken.qos(), taken.number(), true));
        wire.send(new PubRel(ack.packetId()));
      } else if (packet instanceof PubComp ack) {
        inFlight.remove(ack.packetId());
      }
      sendMore(wire);
    }
  }

  private final class Subscriber extends Client {
    // publications before it would reach nobody
    private volatile CompletableFuture<Void> subscribed = new CompletableFuture<>();
    // packet identifiers of QoS 2 whose PUBREL is still to come
    private final Set<Integer> awaitingPubRel = new HashSet<>();

    Subscriber() {
      super(MqttVersion.V3_1_1, "subscriber");
    }

    @Override
    void begin(WireClient wire) {
      Subscription all = Subscription.of(TopicFilter.of("flow/#"), Qos.EXACTLY_ONCE);
      wire.send(new Subscribe(1, Properties.NONE, List.of(all)));
    }

    @Override
    void on(Packet packet, WireClient wire) {
      if (packet instanceof Publish publish) {
        boolean isNew = publish.qos() != Qos.EXACTLY_ONCE || awaitingPubRel.add(publish.packetId());
        if (isNew) {
          int number = Integer.parseInt(publish.payload().asText());
          flows.get(publish.qos()).received(number);
        }
        wire.send(
            publish.qos() == Qos.EXACTLY_ONCE
                ? new PubRec(publish.packetId())
                : new PubAck(publish.packetId()));
      } else if (packet instanceof PubRel pubRel) {
        awaitingPubRel.remove(pubRel.packetId());
        wire.send(new PubComp(pubRel.packetId()));
      } else if (packet instanceof SubAck) {
        subscribed.complete(null);
      }
    }
  }
}
