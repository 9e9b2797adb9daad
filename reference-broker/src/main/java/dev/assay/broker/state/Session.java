package dev.assay.broker.state;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Subject;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lasts between broker and client beyond a connection (4.1, both versions). Every field lives as long as the session. */
public final class Session implements Subject {
  private final String clientId;
  private MqttVersion version;
  private @Nullable Connection connection;
  private long expirySeconds;

  private @Nullable Will will;
  // runs while the will waits for its delay, with the client away
  private @Nullable Timer willTimer;
  // runs while the client is away
  private @Nullable Timer expiryTimer;

  private final Map<TopicFilter, Subscription> subscriptions = new LinkedHashMap<>();

  // from the client: QoS 2, by packet identifier, until its PUBREL
  private final Map<Integer, Message> awaitingPubRel = new LinkedHashMap<>();

  // to the client, in the order of their first PUBLISH
  private final Map<Integer, InFlight> inFlight = new LinkedHashMap<>();
  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private int lastPacketId = PacketId.NONE;

  public Session(String clientId, MqttVersion version) {
    this.clientId = clientId;
    this.version = version;
  }

  /** Ties the session to the connection over which its client is back. */
  public void attach(Connection to) {
    connection = to;
    version = to.version();
  }

  /** The client is away. */
  public void detach() {
    connection = null;
  }

  /** The connection of its client, or null while that is away. */
  public @Nullable Connection link() {
    return connection;
  }

  @Override
  public long connection() {
    return connection == null ? AWAY : connection.connection();
  }

  @Override
  public String name() {
    return clientId;
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  /** How long the session outlasts its connection. */
  public long expirySeconds() {
    return expirySeconds;
  }

  public void expireAfterSeconds(long seconds) {
    expirySeconds = seconds;
  }

  public boolean endsWithItsConnection() {
    return expirySeconds == 0;
  }

  public boolean neverExpires() {
    return expirySeconds == BrokerConfig.NEVER_SECONDS;
  }

  public @Nullable Will will() {
    return will;
  }

  /** Replaces the will, or with null removes it. */
  public void setWill(@Nullable Will replacement) {
    will = replacement;
  }

  public void setWillTimer(@Nullable Timer timer) {
    if (willTimer != null) {
      willTimer.cancel();
    }
    willTimer = timer;
  }

  public void setExpiryTimer(@Nullable Timer timer) {
    if (expiryTimer != null) {
      expiryTimer.cancel();
    }
    expiryTimer = timer;
  }

  /** By Topic Filter, in the order of their first subscription; the {@link SubscriptionTree} has them too. */
  public Map<TopicFilter, Subscription> subscriptions() {
    return subscriptions;
  }

  /** Messages of QoS 2 from this client whose PUBREL is still to come, by packet identifier. */
  public Map<Integer, Message> awaitingPubRel() {
    return awaitingPubRel;
  }

  /** Sent to this client and not completely acknowledged, by packet identifier, in the order of their first PUBLISH. */
  public Map<Integer, InFlight> inFlight() {
    return inFlight;
  }

  /** Not yet sent to this client, in their order. */
  public Deque<Delivery> waiting() {
    return waiting;
  }

  /** Whether another delivery of QoS 1 or 2 finds a packet identifier. */
  public boolean hasFreePacketId() {
    return inFlight.size() < PacketId.MAX;
  }

  /** Puts a delivery of QoS 1 or 2 in flight under the next packet identifier that is free. */
  public InFlight begin(Delivery delivery) {
    if (!hasFreePacketId()) {
      throw new IllegalStateException("all packet identifiers to " + clientId + " are in use");
    }
    do {
      lastPacketId = lastPacketId == PacketId.MAX ? PacketId.MIN : lastPacketId + 1;
    } while (inFlight.containsKey(lastPacketId));
    InFlight begun = new InFlight(lastPacketId, delivery, connection());
    inFlight.put(lastPacketId, begun);
    return begun;
  }
}
