package dev.assay.broker.core;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Qos;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the broker offers and how much it takes. A 5.0 client learns of each limit from the CONNACK.
 *
 * @param receiveMaximum unacknowledged messages of QoS 1 and 2 that a 5.0 client may have under way, 1 to 65,535 [5.0 3.2.2.3.3]
 * @param maximumPacketSizeBytes the largest packet that is read, fixed header included, at least 1 [5.0 3.2.2.3.6]
 * @param maximumQos the highest QoS at which a 5.0 client may publish [5.0 3.2.2.3.4]
 * @param retainAvailable whether a 5.0 client may use retained messages [5.0 3.2.2.3.5]
 * @param wildcardsAvailable whether Topic Filters may have wildcards [5.0 3.2.2.3.11, 3.1.1 3.8.3-2]
 * @param topicAliasMaximum the highest Topic Alias that a 5.0 client may use, 0 to 65,535, of which 0 forbids them [5.0 3.2.2.3.8]
 * @param subscriptionIdentifiersAvailable whether a subscription may have a Subscription Identifier [5.0 3.2.2.3.12]
 * @param sharedSubscriptionsAvailable whether 5.0 clients may share a subscription [5.0 3.2.2.3.13]
 * @param serverKeepAliveSeconds what a 5.0 client has to use in place of its own Keep Alive, 0 to 65,535; null leaves it its own
 *     [5.0 3.2.2.3.14]
 * @param sessionExpiryMaxSeconds the longest Session Expiry Interval granted, 0 to 4,294,967,295, of which the last means for
 *     ever [5.0 3.2.2.3.2]
 * @param connectWithinSeconds how long a connection may stay without CONNECT, at least 1 [3.1.4, both versions: SHOULD]
 * @param queueMaxMessages how many messages wait for a client that is away or slow, at least 1; further ones are dropped
 * @param passwords by user name; null lets everybody in, nameless clients too
 */
public record BrokerConfig(
    int receiveMaximum,
    int maximumPacketSizeBytes,
    Qos maximumQos,
    boolean retainAvailable,
    boolean wildcardsAvailable,
    int topicAliasMaximum,
    boolean subscriptionIdentifiersAvailable,
    boolean sharedSubscriptionsAvailable,
    @Nullable Integer serverKeepAliveSeconds,
    long sessionExpiryMaxSeconds,
    int connectWithinSeconds,
    int queueMaxMessages,
    @Nullable Map<String, Payload> passwords) {

  /** The Session Expiry Interval that never ends [5.0 3.1.2.11.2]. */
  public static final long NEVER_SECONDS = 0xFFFF_FFFFL;

  /** Receive Maximum 100, packets up to 8 MiB, no other limit, everybody let in. */
  public static final BrokerConfig DEFAULT = new Draft().config();

  public BrokerConfig {
    check("Receive Maximum", receiveMaximum, 1, 65_535);
    check("Maximum Packet Size", maximumPacketSizeBytes, 1, Integer.MAX_VALUE);
    check("Topic Alias Maximum", topicAliasMaximum, 0, 65_535);
    check("Session Expiry Interval", sessionExpiryMaxSeconds, 0, NEVER_SECONDS);
    check("time to CONNECT", connectWithinSeconds, 1, Integer.MAX_VALUE);
    check("queue length", queueMaxMessages, 1, Integer.MAX_VALUE);
    if (serverKeepAliveSeconds != null) {
      check("Server Keep Alive", serverKeepAliveSeconds, 0, 65_535);
    }
    passwords = passwords == null ? null : Map.copyOf(passwords);
  }

  private static void check(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " must be " + min + ".." + max + ", was " + value);
    }
  }

  /** Whether somebody with this user name and password may come in. */
  public boolean admits(@Nullable String userName, @Nullable Payload password) {
    if (passwords == null) {
      return true;
    }
    if (userName == null || password == null) {
      return false;
    }
    Payload expected = passwords.get(userName);
    return expected != null && expected.equals(password);
  }

  /** The passwords stay out of it. */
  @Override
  public String toString() {
    return "BrokerConfig[receiveMaximum=" + receiveMaximum + ", maximumPacketSizeBytes="
        + maximumPacketSizeBytes + ", maximumQos=" + maximumQos + ", retainAvailable="
        + retainAvailable + ", wildcardsAvailable=" + wildcardsAvailable
        + ", serverKeepAliveSeconds=" + serverKeepAliveSeconds + ", sessionExpiryMaxSeconds="
        + sessionExpiryMaxSeconds + ", connectWithinSeconds=" + connectWithinSeconds
        + ", queueMaxMessages=" + queueMaxMessages + ", passwords="
        + (passwords == null ? "none" : "given") + "]";
  }

  /**
   * This configuration with some of it changed:
   *
   * <pre>{@code
   * BrokerConfig.DEFAULT.with(the -> the.maximumQos = Qos.AT_LEAST_ONCE)
   * }</pre>
   *
   * @throws IllegalArgumentException if a value is outside its bounds
   */
  public BrokerConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.receiveMaximum = receiveMaximum;
    draft.maximumPacketSizeBytes = maximumPacketSizeBytes;
    draft.maximumQos = maximumQos;
    draft.retainAvailable = retainAvailable;
    draft.wildcardsAvailable = wildcardsAvailable;
    draft.topicAliasMaximum = topicAliasMaximum;
    draft.subscriptionIdentifiersAvailable = subscriptionIdentifiersAvailable;
    draft.sharedSubscriptionsAvailable = sharedSubscriptionsAvailable;
    draft.serverKeepAliveSeconds = serverKeepAliveSeconds;
    draft.sessionExpiryMaxSeconds = sessionExpiryMaxSeconds;
    draft.connectWithinSeconds = connectWithinSeconds;
    draft.queueMaxMessages = queueMaxMessages;
    draft.passwords = passwords;
    change.accept(draft);
    return draft.config();
  }

  /** A configuration in the making. */
  public static final class Draft {
    public int receiveMaximum = 100;
    public int maximumPacketSizeBytes = 8 * 1024 * 1024;
    public Qos maximumQos = Qos.EXACTLY_ONCE;
    public boolean retainAvailable = true;
    public boolean wildcardsAvailable = true;
    public int topicAliasMaximum = 10;
    public boolean subscriptionIdentifiersAvailable = true;
    public boolean sharedSubscriptionsAvailable = true;
    public @Nullable Integer serverKeepAliveSeconds;
    public long sessionExpiryMaxSeconds = NEVER_SECONDS;
    public int connectWithinSeconds = 8;
    public int queueMaxMessages = 100_000;
    public @Nullable Map<String, Payload> passwords;

    private Draft() {}

    private BrokerConfig config() {
      return new BrokerConfig(
          receiveMaximum,
          maximumPacketSizeBytes,
          maximumQos,
          retainAvailable,
          wildcardsAvailable,
          topicAliasMaximum,
          subscriptionIdentifiersAvailable,
          sharedSubscriptionsAvailable,
          serverKeepAliveSeconds,
          sessionExpiryMaxSeconds,
          connectWithinSeconds,
          queueMaxMessages,
          passwords);
    }
  }
}
