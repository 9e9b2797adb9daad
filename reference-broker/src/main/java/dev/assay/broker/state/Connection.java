package dev.assay.broker.state;

import dev.assay.broker.core.Subject;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A network connection. Every field lives as long as it does. */
public final class Connection implements Subject {

  /** No Topic Alias. */
  public static final int NO_ALIAS = 0;

  private final long number;
  private final String peer;
  private MqttVersion version = MqttVersion.V5;
  private @Nullable Session session;
  private long lastPacketMillis;
  private @Nullable Timer timer;

  // what the client declared in CONNECT
  private int keepAliveSeconds;
  private int maximumPacketSizeBytes = Integer.MAX_VALUE;
  private boolean wantsProblemInformation = true;
  private boolean askedForNoExpiry;
  private int topicAliasMaximum;

  // as whom it came in, and how it proved that
  private @Nullable String userName;
  private @Nullable String authenticationMethod;
  private @Nullable Authentication authentication;

  // Topic Aliases: those that the client set, and those that it was given
  private final Map<Integer, TopicName> aliasesOfClient = new HashMap<>();
  private final Map<TopicName, Integer> aliasesForClient = new HashMap<>();

  // how many further PUBLISH packets of QoS 1 and 2 the client can take
  private int sendQuota = PacketId.MAX;
  // how many bytes the messages have that take from it
  private long underWayBytes;
  // PUBLISH packets of an earlier connection that have yet to be sent again, in their order
  // mostly empty, and an empty one of the usual size takes 88 bytes
  private final Deque<InFlight> toSendAgain = new ArrayDeque<>(0);
  // packet identifiers of QoS 2 that the client used on this connection and that are not completely
  // acknowledged
  private final Set<Integer> receiving = new HashSet<>();

  public Connection(long number, String peer, long nowMillis) {
    this.number = number;
    this.peer = peer;
    this.lastPacketMillis = nowMillis;
  }

  @Override
  public long connection() {
    return number;
  }

  @Override
  public String name() {
    return session == null ? peer : session.name();
  }

  /** What the client speaks; 5.0 until its first packet says otherwise. */
  @Override
  public MqttVersion version() {
    return version;
  }

  public void speaks(MqttVersion spoken) {
    version = spoken;
  }

  public boolean isV5() {
    return version == MqttVersion.V5;
  }

  /** Whether a CONNECT was accepted. */
  public boolean isEstablished() {
    return session != null;
  }

  /** The session, once a CONNECT was accepted. */
  public Session session() {
    if (session == null) {
      throw new IllegalStateException("no CONNECT was accepted yet");
    }
    return session;
  }

  public void establish(Session with) {
    session = with;
  }

  public long lastPacketMillis() {
    return lastPacketMillis;
  }

  public void heardAt(long nowMillis) {
    lastPacketMillis = nowMillis;
  }

  /** The one timer of a connection: for the CONNECT that has to come, then for the silence that Keep Alive forbids. */
  public void setTimer(@Nullable Timer replacement) {
    if (timer != null) {
      timer.cancel();
    }
    timer = replacement;
  }

  /** The Keep Alive in force, 0 if none is. */
  public int keepAliveSeconds() {
    return keepAliveSeconds;
  }

  public void setKeepAliveSeconds(int seconds) {
    keepAliveSeconds = seconds;
  }

  /** The largest packet that the client takes, fixed header included. */
  public int maximumPacketSizeBytes() {
    return maximumPacketSizeBytes;
  }

  public void setMaximumPacketSizeBytes(int bytes) {
    maximumPacketSizeBytes = bytes;
  }

  /** Whether Reason Strings are welcome on every packet. */
  public boolean wantsProblemInformation() {
    return wantsProblemInformation;
  }

  public void setWantsProblemInformation(boolean wants) {
    wantsProblemInformation = wants;
  }

  /** Whether CONNECT asked for a Session Expiry Interval of 0, which a DISCONNECT may not change. */
  public boolean askedForNoExpiry() {
    return askedForNoExpiry;
  }

  public void setAskedForNoExpiry(boolean asked) {
    askedForNoExpiry = asked;
  }

  /** As whom the client came in, or null if it is nameless. */
  public @Nullable String userName() {
    return userName;
  }

  /** The Authentication Method of the CONNECT that was accepted, or null if it named none. */
  public @Nullable String authenticationMethod() {
    return authenticationMethod;
  }

  /** The client came in. */
  public void knownAs(@Nullable String name, @Nullable String method) {
    userName = name;
    authenticationMethod = method;
  }

  /** The enhanced authentication that is under way, or null if none is. */
  public @Nullable Authentication authentication() {
    return authentication;
  }

  /** What it keeps is counted by who sets it. */
  public void setAuthentication(@Nullable Authentication underWay) {
    authentication = underWay;
  }

  /** The highest Topic Alias that the client takes, 0 for none. */
  public int topicAliasMaximum() {
    return topicAliasMaximum;
  }

  public void setTopicAliasMaximum(int maximum) {
    topicAliasMaximum = maximum;
  }

  /** What the client's Topic Aliases mean. */
  public Map<Integer, TopicName> aliasesOfClient() {
    return aliasesOfClient;
  }

  /** The Topic Aliases that the client was given, by what they mean. */
  public Map<TopicName, Integer> aliasesForClient() {
    return aliasesForClient;
  }

  public int sendQuota() {
    return sendQuota;
  }

  /** How many bytes the messages have that were sent on this connection and are not completely acknowledged. */
  public long underWayBytes() {
    return underWayBytes;
  }

  /** A PUBLISH of QoS 1 or 2 left: it takes from the send quota [5.0 4.9]. */
  public void begins(Message message) {
    sendQuota--;
    underWayBytes += message.sizeBytes();
  }

  /** It is completely acknowledged. */
  public void ends(Message message) {
    sendQuota++;
    underWayBytes -= message.sizeBytes();
  }

  public void setSendQuota(int quota) {
    sendQuota = quota;
  }

  public Deque<InFlight> toSendAgain() {
    return toSendAgain;
  }

  public Set<Integer> receiving() {
    return receiving;
  }
}
