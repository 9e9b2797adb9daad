package dev.assay.suite.durability;

import dev.assay.client.Arrival;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.RunSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client whose session is to outlive its connections: Clean Start 0 with a Session Expiry Interval, in 3.1.1 CleanSession 0. One
 * thread at a time uses it; {@link #drop} may come from any.
 */
final class Guest implements AutoCloseable {
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final long SESSION_SECONDS = 3_600;
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final long PATIENCE_MILLIS = 8_000;
  private static final long QUIET_MILLIS = 2_000;
  /** However much comes, and however slowly. */
  private static final long COLLECTING_MILLIS_MAX = 20_000;

  private static final int SUBSCRIBE_ID = 1;

  private final RunSettings settings;
  private final MqttVersion version;
  private final String clientId;
  private final String name;
  private final AtomicBoolean hidesSessions;
  // lives as long as the connection
  private volatile @Nullable WireClient wire;
  // of Server Keep Alive; 0 where the broker leaves it at what the client keeps to anyway
  private long keepAliveNanos;
  private long lastSentNanos;
  /** One for each PINGREQ that is to be answered: whether it was sent for Keep Alive alone. */
  private final Queue<Boolean> pings = new ArrayDeque<>();

  /** What is done with a packet that came. */
  interface Reader {
    void on(Packet packet);
  }

  /**
   * One that is not connected.
   *
   * @param names where its trial keeps to itself
   * @param client the end of its Client Identifier
   * @param name for people
   */
  Guest(RunSettings settings, Trial.Names names, String client, String name) {
    this.settings = settings;
    this.version = names.version();
    this.clientId = names.clientId(client);
    this.hidesSessions = names.hidesSessions();
    this.name = name;
  }

  private Duration scaled(long millis) {
    return Duration.ofNanos((long) (millis * 1e6 * settings.timeScale()));
  }

  /** The same, where nothing is to come but CONNACK. */
  boolean connect(Transcript transcript) throws Undecided {
    return connect(transcript, packet -> {});
  }

  /**
   * Opens a connection and lets the session begin, or go on.
   *
   * @param meanwhile reads what comes before CONNACK, which other cases judge [5.0 and 3.1.1 MQTT-3.2.0-1] and here would be
   *     lost otherwise
   * @return whether the broker says that it has the session (Session Present); true of one that says so never, whose sessions
   *     have to be told by what they do
   */
  boolean connect(Transcript transcript, Reader meanwhile) throws Undecided {
    close();
    WireClient opened;
    try {
      opened = WireClient.open(settings.url(), version, name, transcript, scaled(PATIENCE_MILLIS));
    } catch (ConnectFailed e) {
      throw Undecided.because(String.valueOf(e.getMessage()));
    }
    wire = opened;
    keepAliveNanos = 0;
    pings.clear();
    Properties properties = version == MqttVersion.V5
        ? Properties.builder()
            .with(PropertyId.SESSION_EXPIRY_INTERVAL, SESSION_SECONDS)
            .build()
        : Properties.NONE;
    opened.send(new Connect(
        version,
        clientId,
        false,
        KEEP_ALIVE_SECONDS,
        null,
        settings.userName(),
        settings.password(),
        properties));
    ConnAck[] answer = new ConnAck[1];
    collect(
        packet -> {
          if (packet instanceof ConnAck ack) {
            answer[0] = ack;
          } else {
            meanwhile.on(packet);
          }
        },
        () -> answer[0] != null,
        PATIENCE_MILLIS);
    ConnAck ack = answer[0];
    if (ack == null) {
      throw Undecided.because("CONNECT of the " + name + " was not answered by CONNACK");
    }
    if (ack.reasonCode().isError()) {
      throw Undecided.because(
          "CONNECT of the " + name + " was refused: " + ack.reasonCode().inConnAck(version));
    }
    if (ack.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, SESSION_SECONDS) == 0) {
      throw Undecided.declared(
          "not offered: CONNACK says Session Expiry Interval 0, so that no session is kept");
    }
    keepAliveNanos = imposedSeconds(ack) * 1_000_000_000;
    return ack.sessionPresent() || hidesSessions.get();
  }

  /** Server Keep Alive, where it is another value than the one asked for [5.0 MQTT-3.1.2-21]. */
  private static long imposedSeconds(ConnAck ack) {
    long told = ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, KEEP_ALIVE_SECONDS);
    return told == KEEP_ALIVE_SECONDS ? 0 : told;
  }

  /**
   * Subscribes to topics.
   *
   * @param filters with the QoS asked for, in order
   * @return what was granted to each; an error where it was refused
   */
  List<ReasonCode> subscribe(Map<String, Qos> filters, Reader meanwhile) throws Undecided {
    List<Subscription> subscriptions = filters.entrySet().stream()
        .map(each -> Subscription.of(TopicFilter.of(each.getKey()), each.getValue()))
        .toList();
    send(new Subscribe(SUBSCRIBE_ID, Properties.NONE, subscriptions));
    SubAck[] answer = new SubAck[1];
    collect(
        packet -> {
          if (packet instanceof SubAck ack) {
            answer[0] = ack;
          } else {
            meanwhile.on(packet);
          }
        },
        () -> answer[0] != null);
    if (answer[0] == null) {
      throw Undecided.because("SUBSCRIBE of the " + name + " was not answered by SUBACK");
    }
    return answer[0].reasonCodes();
  }

  void send(Packet packet) {
    if (packet instanceof PingReq) {
      pings.add(false);
    }
    pass(packet);
  }

  private void pass(Packet packet) {
    lastSentNanos = System.nanoTime();
    connection().send(packet);
  }

  /**
   * Sends PINGREQ if this client has said nothing for half of the Server Keep Alive. {@link #next} does so by itself; who waits for something
   * else calls this now and then.
   */
  void keepAlive() {
    if (keepAliveNanos > 0 && System.nanoTime() - lastSentNanos > keepAliveNanos / 2) {
      pings.add(true);
      pass(new PingReq());
    }
  }

  /** What comes next within a moment; null for nothing. */
  @Nullable
  Packet next() throws Undecided {
    keepAlive();
    Arrival arrival = connection().next(SLICE);
    if (arrival instanceof Arrival.Silence) {
      return null;
    }
    Packet packet = packetOf(arrival);
    if (packet == null) {
      throw Undecided.because("the broker ended the connection of the " + name
          + (arrival instanceof Arrival.Broken broken ? ": it sent " + broken.violation() : ""));
    }
    boolean isOwnAffair = packet instanceof PingResp && Boolean.TRUE.equals(pings.poll());
    return isOwnAffair ? null : packet;
  }

  private static @Nullable Packet packetOf(Arrival arrival) {
    return arrival instanceof Arrival.Received received ? received.packet() : null;
  }

  /**
   * Reads until there is nothing left to wait for, or until nothing has come for a while and the broker shows by PINGRESP that it
   * is there and has nothing more to say.
   *
   * @throws Undecided if the connection ends, or PINGREQ is not answered
   */
  void collect(Reader reader, BooleanSupplier isDone) throws Undecided {
    collect(reader, isDone, QUIET_MILLIS);
  }

  /** The same, without waiting: for a connection on which whatever is to come has had its time. */
  void collectWhatIsThere(Reader reader, BooleanSupplier isDone) throws Undecided {
    collect(reader, isDone, 0);
  }

  private void collect(Reader reader, BooleanSupplier isDone, long quietMillis) throws Undecided {
    long begin = System.nanoTime();
    long quietSince = begin;
    boolean hasAsked = false;
    while (!isDone.getAsBoolean()
        && System.nanoTime() - begin < scaled(COLLECTING_MILLIS_MAX).toNanos()) {
      Packet packet = next();
      if (packet instanceof PingResp && hasAsked) {
        return;
      }
      if (packet != null) {
        reader.on(packet);
        quietSince = System.nanoTime();
      } else if (!hasAsked
          && System.nanoTime() - quietSince > scaled(quietMillis).toNanos()) {
        send(new PingReq());
        hasAsked = true;
        quietSince = System.nanoTime();
      } else if (hasAsked
          && System.nanoTime() - quietSince > scaled(PATIENCE_MILLIS).toNanos()) {
        throw Undecided.because("PINGREQ of the " + name + " was not answered");
      }
    }
  }

  /** Says goodbye; the session stays. */
  void leave() {
    WireClient open = wire;
    if (open != null && open.isOpen()) {
      open.send(new Disconnect(ReasonCode.SUCCESS));
    }
    close();
  }

  /** Breaks the connection off, as a client that crashes does. */
  void drop() {
    WireClient open = wire;
    if (open != null) {
      open.abort();
    }
  }

  @Override
  public void close() {
    WireClient open = wire;
    if (open != null) {
      open.close();
    }
  }

  MqttVersion version() {
    return version;
  }

  private WireClient connection() {
    WireClient open = wire;
    if (open == null) {
      throw new IllegalStateException(name + " is not connected");
    }
    return open;
  }
}
