package dev.assay.broker.core;

import dev.assay.codec.packet.Qos;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the broker offers and how much it takes; each component says its unit, bounds and clause. A 5.0 client learns of each limit
 * that concerns it from the CONNACK.
 *
 * @param underWayMaxBytes from how many bytes on no further message of QoS 1 or 2 goes to a client, at least 1; one always goes
 * @param access who may come in and do what
 * @param nonceSeed from which the nonces of enhanced authentication are derived; null offers none [5.0 4.12]
 */
public record BrokerConfig(
    @Setting(
        value = "unacknowledged messages of QoS 1 and 2 that a 5.0 client may have under way, "
            + "1 to 65,535",
        clause = "5.0 3.2.2.3.3")
    int receiveMaximum,

    @Setting(
        value = "the largest packet that is read, in bytes with the fixed header, at least 1",
        clause = "5.0 3.2.2.3.6")
    int maximumPacketSizeBytes,

    @Setting(value = "the highest QoS at which a 5.0 client may publish", clause = "5.0 3.2.2.3.4")
    Qos maximumQos,

    @Setting(value = "whether a 5.0 client may use retained messages", clause = "5.0 3.2.2.3.5")
    boolean retainAvailable,

    @Setting(
        value = "whether Topic Filters may have wildcards",
        clause = "5.0 3.2.2.3.11, 3.1.1 3.8.3-2")
    boolean wildcardsAvailable,

    @Setting(
        value = "the highest Topic Alias that a 5.0 client may use, 0 to 65,535, of which 0 "
            + "forbids them",
        clause = "5.0 3.2.2.3.8")
    int topicAliasMaximum,

    @Setting(
        value = "whether a subscription may have a Subscription Identifier",
        clause = "5.0 3.2.2.3.12")
    boolean subscriptionIdentifiersAvailable,

    @Setting(value = "whether 5.0 clients may share a subscription", clause = "5.0 3.2.2.3.13")
    boolean sharedSubscriptionsAvailable,

    @Setting(
        value = "what a 5.0 client has to use in place of its own Keep Alive, 0 to 65,535 "
            + "seconds; none leaves it its own",
        clause = "5.0 3.2.2.3.14")
    @Nullable
    Integer serverKeepAliveSeconds,

    @Setting(
        value = "the longest Session Expiry Interval granted, 0 to 4,294,967,295 seconds, of "
            + "which the last means for ever; a session of 3.1.1 is kept no longer either, "
            + "though its client cannot be told, but for ever where this is 0: it has to be stored",
        clause = "5.0 3.2.2.3.2, 3.1.1 4.1, MQTT-3.1.2-5")
    long sessionExpiryMaxSeconds,

    @Setting(
        value = "how many seconds a connection may stay without CONNECT, at least 1; the "
            + "handshakes of TLS and WebSocket before it have as long again",
        clause = "3.1.4, both versions: SHOULD")
    int connectWithinSeconds,

    @Setting(
        value =
            "how many messages wait for a client that is away or slow, at least 1; "
                + "further ones are dropped for it alone and counted: who published them is answered as usual",
        clause = "5.0 4.1.1, 3.1.1 4.1")
    int queueMaxMessages,

    @Setting(
        value = "how many messages wait for all clients together, at least 1; further ones "
            + "are dropped in the same way",
        clause = "5.0 4.1.1, 3.1.1 4.1")
    int queueTotalMaxMessages,

    @Setting(
        value = "how many bytes the messages that wait for all clients together, or are not "
            + "acknowledged by them, may have, at least 1, each counted for every client; further ones are "
            + "dropped in the same way, but for who has acknowledged all before. What is kept until its "
            + "PUBREL counts as well, and is refused where there is no room. Each has 150 bytes "
            + "beside its message, and 20 for each Subscription Identifier",
        clause = "5.0 4.1.1, 3.1.1 4.1")
    long queueTotalMaxBytes,

    @Setting(
        value = "how many subscriptions a session may have, at least 1",
        clause = "5.0 3.9.3: 0x97")
    int subscriptionsPerSessionMax,

    @Setting(
        value = "how many subscriptions all sessions may have together, at least 1",
        clause = "5.0 3.9.3: 0x97, 3.1.1 3.9.3: 0x80")
    int subscriptionsMax,

    @Setting(
        value = "how many bytes the subscriptions of all sessions may take together, at least 1; "
            + "each takes about 200, 130 for each level of its filter and 4 for each character",
        clause = "5.0 3.9.3: 0x97, 3.1.1 3.9.3: 0x80")
    long subscriptionsMaxBytes,

    @Setting(
        value = "how much one SUBSCRIBE may look at of what is retained, at least 1, before its "
            + "further filters are refused, which may come in another packet: each retained message that "
            + "is looked at counts 1, and 1 more for each 64 bytes of its topic and properties",
        clause = "5.0 3.9.3: 0x97, 3.1.1 3.9.3: 0x80")
    int retainedLooksPerSubscribeMax,

    @Setting(
        value = "how many sessions there may be before no client gets a new one that outlasts "
            + "its connection, at least 1",
        clause = "5.0 3.2.2.2: 0x97, 3.1.1 3.2.2.3: 3")
    int sessionsMax,

    @Setting(
        value = "how many bytes the Client Identifiers and user names of all sessions may have "
            + "together, 2 for each character, at least 1; who asks then for a session that outlasts its "
            + "connection, or brings more than 256 characters, is not let in",
        clause = "5.0 3.2.2.2: 0x97, 3.1.1 3.2.2.3: 3")
    long sessionNamesMaxBytes,

    @Setting(
        value = "how many topics may retain a message, at least 1; of further ones a client is "
            + "told that they are not taken",
        clause = "5.0 3.4.2.1, 3.5.2.1: 0x97, 3.1.1 4.8")
    int retainedMaxMessages,

    @Setting(
        value = "how many bytes retained messages may have together, at least 1; the same",
        clause = "5.0 3.4.2.1, 3.5.2.1: 0x97, 3.1.1 4.8")
    long retainedMaxBytes,

    @Setting(
        value = "how many bytes the wills of all sessions may have together, at least 1; who "
            + "brings one that finds no room is not let in",
        clause = "5.0 3.2.2.2: 0x97, 3.1.1 3.2.2.3: 3")
    long willsMaxBytes,

    @Setting(
        value =
            "how many bytes the topics of all Topic Aliases of all connections may have, at least "
                + "1; the connection of a client that sets one that finds no room ends, and the broker gives clients none "
                + "that find no room in half of it. Each has 100 bytes beside its topic",
        clause = "5.0 3.14.2.1: 0x97")
    long topicAliasesMaxBytes,

    @Setting(
        value =
            "how many bytes all enhanced authentications under way may keep together, at least 1: the CONNECT, "
                + "which is accepted once it is proved who it is, and the messages so far; a client whose CONNECT or AUTH "
                + "finds no room is not let in, or its connection ends",
        clause = "5.0 3.2.2.2, 3.14.2.1: 0x97")
    long authenticationsMaxBytes,

    @Setting(
        value = "how many levels a Topic Name or Topic Filter may have, 1 to 65,536, of which "
            + "the last is no limit: the standard knows none",
        clause = "4.7.3, both versions")
    int topicLevelsMax,

    @Setting(
        value = "how many connections there may be at once, at least 1",
        clause = "5.0 3.2.2.2: 0x97, 3.1.1 3.2.2.3: 3")
    int connectionsMax,

    @Setting(
        value = "where clients are sent instead of being served; none serves them",
        clause = "5.0 4.11, 3.1.1 3.2.2.3: 3")
    @Nullable
    Redirection redirection,

    @Setting(
        value = "what Response Information begins with, before a slash and the Client "
            + "Identifier; none gives none",
        clause = "5.0 3.2.2.3.15")
    @Nullable
    String responseInformationPrefix,

    long underWayMaxBytes,
    Access access,
    @Nullable NonceSeed nonceSeed) {

  /** No limit to the levels of a topic but its length. */
  public static final int TOPIC_LEVELS_UNLIMITED = 65_536;

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
    check("queue length in total", queueTotalMaxMessages, 1, Integer.MAX_VALUE);
    check("bytes of queues in total", queueTotalMaxBytes, 1, Long.MAX_VALUE);
    check("subscriptions of a session", subscriptionsPerSessionMax, 1, Integer.MAX_VALUE);
    check("subscriptions", subscriptionsMax, 1, Integer.MAX_VALUE);
    check("bytes of subscriptions", subscriptionsMaxBytes, 1, Long.MAX_VALUE);
    check("looks at retained messages", retainedLooksPerSubscribeMax, 1, Integer.MAX_VALUE);
    check("sessions", sessionsMax, 1, Integer.MAX_VALUE);
    check("bytes of session names", sessionNamesMaxBytes, 1, Long.MAX_VALUE);
    check("retained messages", retainedMaxMessages, 1, Integer.MAX_VALUE);
    check("bytes of retained messages", retainedMaxBytes, 1, Long.MAX_VALUE);
    check("bytes of wills", willsMaxBytes, 1, Long.MAX_VALUE);
    check("bytes of Topic Aliases", topicAliasesMaxBytes, 1, Long.MAX_VALUE);
    check("bytes of authentications", authenticationsMaxBytes, 1, Long.MAX_VALUE);
    check("levels of a topic", topicLevelsMax, 1, TOPIC_LEVELS_UNLIMITED);
    check("connections", connectionsMax, 1, Integer.MAX_VALUE);
    check("bytes under way", underWayMaxBytes, 1, Long.MAX_VALUE);
  }

  private static void check(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " must be " + min + ".." + max + ", was " + value);
    }
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
    draft.queueTotalMaxMessages = queueTotalMaxMessages;
    draft.queueTotalMaxBytes = queueTotalMaxBytes;
    draft.subscriptionsPerSessionMax = subscriptionsPerSessionMax;
    draft.subscriptionsMax = subscriptionsMax;
    draft.subscriptionsMaxBytes = subscriptionsMaxBytes;
    draft.retainedLooksPerSubscribeMax = retainedLooksPerSubscribeMax;
    draft.sessionsMax = sessionsMax;
    draft.sessionNamesMaxBytes = sessionNamesMaxBytes;
    draft.retainedMaxMessages = retainedMaxMessages;
    draft.retainedMaxBytes = retainedMaxBytes;
    draft.willsMaxBytes = willsMaxBytes;
    draft.topicAliasesMaxBytes = topicAliasesMaxBytes;
    draft.authenticationsMaxBytes = authenticationsMaxBytes;
    draft.topicLevelsMax = topicLevelsMax;
    draft.connectionsMax = connectionsMax;
    draft.redirection = redirection;
    draft.responseInformationPrefix = responseInformationPrefix;
    draft.underWayMaxBytes = underWayMaxBytes;
    draft.access = access;
    draft.nonceSeed = nonceSeed;
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
    public int queueTotalMaxMessages = 1_000_000;
    public long queueTotalMaxBytes = 1024L * 1024 * 1024;
    public int subscriptionsPerSessionMax = 1_000_000;
    public int subscriptionsMax = 2_000_000;
    public long subscriptionsMaxBytes = 2L * 1024 * 1024 * 1024;
    public int retainedLooksPerSubscribeMax = 1_000_000;
    public int sessionsMax = 1_000_000;
    public long sessionNamesMaxBytes = 256L * 1024 * 1024;
    public int retainedMaxMessages = 2_000_000;
    public long retainedMaxBytes = 512L * 1024 * 1024;
    public long willsMaxBytes = 256L * 1024 * 1024;
    public long topicAliasesMaxBytes = 256L * 1024 * 1024;
    public long authenticationsMaxBytes = 256L * 1024 * 1024;
    public int topicLevelsMax = TOPIC_LEVELS_UNLIMITED;
    public int connectionsMax = 100_000;
    public @Nullable Redirection redirection;
    public @Nullable String responseInformationPrefix = "response";
    public long underWayMaxBytes = 8L * 1024 * 1024;
    public Access access = Access.EVERYBODY;
    public @Nullable NonceSeed nonceSeed;

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
          queueTotalMaxMessages,
          queueTotalMaxBytes,
          subscriptionsPerSessionMax,
          subscriptionsMax,
          subscriptionsMaxBytes,
          retainedLooksPerSubscribeMax,
          sessionsMax,
          sessionNamesMaxBytes,
          retainedMaxMessages,
          retainedMaxBytes,
          willsMaxBytes,
          topicAliasesMaxBytes,
          authenticationsMaxBytes,
          topicLevelsMax,
          connectionsMax,
          redirection,
          responseInformationPrefix,
          underWayMaxBytes,
          access,
          nonceSeed);
    }
  }
}
