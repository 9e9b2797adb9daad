package dev.assay.suite;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target offers in one version: declared in its CONNACK, given by the standard where it declares nothing, or seen by the
 * probe. In 3.1.1 nothing can be declared, so everything but QoS 2 reads as offered.
 *
 * @param maximumQos the highest that the target takes; in 3.1.1 QoS 1 where the probe saw QoS 2 answered by PUBACK
 * @param receiveMaximum unacknowledged publications of QoS 1 and 2 that the target takes at a time
 * @param topicAliasMaximum highest Topic Alias that the target takes; 0 for none
 * @param maximumPacketSizeBytes largest packet that the target takes
 * @param serverKeepAliveSeconds that the target imposes, or -1
 * @param emptyClientIdAccepted whether it gives an identifier to a client without one
 * @param roundTripMicros from PINGREQ to PINGRESP
 */
public record Profile(
    MqttVersion version,
    Qos maximumQos,
    boolean retainAvailable,
    boolean wildcardsAvailable,
    boolean subscriptionIdentifiersAvailable,
    boolean sharedSubscriptionsAvailable,
    int receiveMaximum,
    int topicAliasMaximum,
    long maximumPacketSizeBytes,
    int serverKeepAliveSeconds,
    boolean emptyClientIdAccepted,
    long roundTripMicros) {

  private static final int RECEIVE_MAXIMUM_DEFAULT = 65_535;
  /** The largest packet that the fixed header can express. */
  private static final long PACKET_SIZE_BYTES_MAX = 268_435_460L;

  /** Why a case cannot be judged here. */
  record Lack(Verdict verdict, String reason) {}

  /** What {@code ack} declares. */
  static Profile of(
      MqttVersion version, ConnAck ack, boolean emptyClientIdAccepted, long roundTripMicros) {
    var properties = ack.properties();
    return new Profile(
        version,
        Qos.of((int) properties.number(PropertyId.MAXIMUM_QOS, 2)),
        properties.number(PropertyId.RETAIN_AVAILABLE, 1) == 1,
        properties.number(PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE, 1) == 1,
        properties.number(PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1) == 1,
        properties.number(PropertyId.SHARED_SUBSCRIPTION_AVAILABLE, 1) == 1,
        (int) properties.number(PropertyId.RECEIVE_MAXIMUM, RECEIVE_MAXIMUM_DEFAULT),
        (int) properties.number(PropertyId.TOPIC_ALIAS_MAXIMUM, 0),
        properties.number(PropertyId.MAXIMUM_PACKET_SIZE, PACKET_SIZE_BYTES_MAX),
        (int) properties.number(PropertyId.SERVER_KEEP_ALIVE, -1),
        emptyClientIdAccepted,
        roundTripMicros);
  }

  /** The same target, which was seen to take no more than this QoS. */
  Profile withMaximumQos(Qos observed) {
    return observed(observed, wildcardsAvailable);
  }

  /** The same of a target that was seen to refuse wildcards, which 3.1.1 has no way to declare. */
  Profile withoutWildcards() {
    return observed(maximumQos, false);
  }

  private Profile observed(Qos maximum, boolean wildcards) {
    return new Profile(
        version,
        maximum,
        retainAvailable,
        wildcards,
        subscriptionIdentifiersAvailable,
        sharedSubscriptionsAvailable,
        receiveMaximum,
        topicAliasMaximum,
        maximumPacketSizeBytes,
        serverKeepAliveSeconds,
        emptyClientIdAccepted,
        roundTripMicros);
  }

  /** What the CONNACK says about limits, as facts with their source. 5.0. */
  static List<ProfileFact> declared(ConnAck ack) {
    List<ProfileFact> facts = new ArrayList<>();
    addNumber(facts, ack, PropertyId.RECEIVE_MAXIMUM, "65535", "default of 3.2.2.3.3");
    addNumber(facts, ack, PropertyId.MAXIMUM_QOS, "2", "default of 3.2.2.3.4");
    addNumber(facts, ack, PropertyId.RETAIN_AVAILABLE, "1", "default of 3.2.2.3.5");
    addNumber(facts, ack, PropertyId.MAXIMUM_PACKET_SIZE, "no limit", "default of 3.2.2.3.6");
    addNumber(facts, ack, PropertyId.TOPIC_ALIAS_MAXIMUM, "0", "default of 3.2.2.3.8");
    addNumber(facts, ack, PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE, "1", "default of 3.2.2.3.11");
    addNumber(
        facts, ack, PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE, "1", "default of 3.2.2.3.12");
    addNumber(facts, ack, PropertyId.SHARED_SUBSCRIPTION_AVAILABLE, "1", "default of 3.2.2.3.13");
    addNumber(facts, ack, PropertyId.SERVER_KEEP_ALIVE, "the client's", "default of 3.2.2.3.14");
    addNumber(
        facts, ack, PropertyId.SESSION_EXPIRY_INTERVAL, "the client's", "default of 3.2.2.3.2");
    return facts;
  }

  private static void addNumber(
      List<ProfileFact> facts, ConnAck ack, PropertyId id, String ifAbsent, String source) {
    boolean there = ack.properties().has(id);
    facts.add(new ProfileFact(
        MqttVersion.V5,
        id.title(),
        there ? Long.toString(ack.properties().number(id, 0)) : ifAbsent,
        there ? "CONNACK" : source));
  }

  /** What keeps a case with this need from being judged, or null if nothing does. */
  @Nullable
  Lack lack(Need need, RunSettings settings) {
    return switch (need) {
      case QOS_1 -> declaredAbsent(maximumQos.level() < 1, "Maximum QoS 0");
      case QOS_2 ->
        version == MqttVersion.V5
            ? declaredAbsent(maximumQos.level() < 2, "Maximum QoS " + maximumQos.level())
            : maximumQos.level() < 2
                ? new Lack(
                    Verdict.NOT_EXERCISED,
                    "the target has no QoS 2: it answers a PUBLISH of QoS 2 by PUBACK, which"
                        + " qos2/publish-is-answered-by-pubrec judges")
                : null;
      case RETAIN -> declaredAbsent(!retainAvailable, "Retain Available 0");
      case WILDCARDS ->
        version == MqttVersion.V5 || wildcardsAvailable
            ? declaredAbsent(!wildcardsAvailable, "Wildcard Subscription Available 0")
            : new Lack(
                Verdict.NOT_EXERCISED,
                "the target refuses Topic Filters with wildcards, as it may, which"
                    + " limit/wildcards-are-all-refused-or-none judges");
      case SUBSCRIPTION_IDENTIFIERS ->
        declaredAbsent(!subscriptionIdentifiersAvailable, "Subscription Identifier Available 0");
      case SHARED_SUBSCRIPTIONS ->
        declaredAbsent(!sharedSubscriptionsAvailable, "Shared Subscription Available 0");
      case TOPIC_ALIASES -> declaredAbsent(topicAliasMaximum == 0, "Topic Alias Maximum 0 or none");
      case EMPTY_CLIENT_ID ->
        emptyClientIdAccepted
            ? null
            : new Lack(
                Verdict.NOT_EXERCISED,
                "the target refuses an empty Client Identifier, as it may (3.1.3.1)");
      case WEB_SOCKET ->
        settings.url().scheme().isWebSocket()
            ? null
            : new Lack(
                Verdict.NOT_EXERCISED,
                "about WebSockets, and this run is over " + settings.url().transport());
      case DENIED_PUBLISH ->
        untold(
            settings.setup().deniedPublish(),
            "on which topic this target refuses a publication: denied-publish of --setup does");
      case DENIED_SUBSCRIBE ->
        untold(
            settings.setup().deniedSubscribe(),
            "to which topic this target refuses a subscription: denied-subscribe of --setup does");
      case EXCLUSIVE ->
        settings.exclusive()
            ? null
            : new Lack(
                Verdict.NOT_EXERCISED,
                "would disturb others who use the target; run with --exclusive to judge it");
    };
  }

  private static @Nullable Lack untold(@Nullable String told, String what) {
    return told == null ? new Lack(Verdict.NOT_EXERCISED, "nobody says " + what) : null;
  }

  private static @Nullable Lack declaredAbsent(boolean absent, String declaration) {
    return absent
        ? new Lack(Verdict.UNSUPPORTED, "the target declares in CONNACK: " + declaration)
        : null;
  }
}
