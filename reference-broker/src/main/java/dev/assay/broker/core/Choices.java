package dev.assay.broker.core;

import dev.assay.codec.packet.Qos;
import java.util.function.Consumer;

/**
 * The freedoms that the standard leaves to a broker, and which of them this one takes; each component says what it decides, by which
 * clause, and why its default is what it is. A conformance case that fails under any of them is stricter than the standard.
 */
public record Choices(
    @Setting(
        value = "how often a message reaches a client that has several matching "
            + "subscriptions: once or once for each",
        clause = "5.0 3.3.4, 3.1.1 3.3.5",
        because = "one copy is what most readers expect")
    Overlap overlap,

    @Setting(
        value =
            "when a message of QoS 2 is passed on: as it comes in, or when PUBREL " + "releases it",
        clause = "4.3.3, both versions",
        because = "the diagram of 5.0 has it so")
    QosTwoDelivery qosTwoDelivery,

    @Setting(
        value = "whether a 5.0 client is told by DISCONNECT why it is closed",
        clause = "5.0 4.13.1: SHOULD",
        because = "the standard recommends it")
    boolean disconnectBeforeClose,

    @Setting(
        value = "whether PUBACK and PUBREC say 0x10 when nobody subscribes",
        clause = "5.0 3.4.2.1, 3.5.2.1: MAY",
        because = "it tells the learner more")
    boolean noMatchingSubscribers,

    @Setting(
        value = "whether messages of QoS 0 are kept for a client that is away",
        clause = "5.0 4.1, 3.1.1 3.1.2.4: optional",
        because = "QoS 0 promises nothing")
    boolean qosZeroWhileAway,

    @Setting(
        value = "whether a refused 5.0 CONNECT is answered by a CONNACK with the reason; in "
            + "3.1.1 the standard leaves no such choice",
        clause = "5.0 3.1.4, 4.13.1: MAY",
        because = "the client learns why")
    boolean connAckOnRefusal,

    @Setting(
        value = "whether a client may leave it to the broker to name it",
        clause = "3.1.3.1, both versions: MAY",
        because = "clients that keep no session need no name")
    boolean emptyClientId,

    @Setting(
        value = "whether retained messages leave before the SUBACK that announces them",
        clause = "3.8.4, both versions: permitted",
        because = "the answer first reads better")
    boolean retainedBeforeSubAck,

    @Setting(
        value = "whether a retained message of QoS 0 is kept",
        clause = "5.0 3.3.1.3, 3.1.1 3.3.1-7: SHOULD store, MAY discard at any time",
        because = "the standard recommends it")
    boolean qosZeroRetained,

    @Setting(
        value = "whether PUBREL with an unknown Packet Identifier earns PUBCOMP 0x92 rather "
            + "than 0x00",
        clause = "5.0 3.7.2.1 lists it, nothing demands it",
        because = "it tells the learner more")
    boolean unknownPubRelIsNotFound,

    @Setting(
        value = "whether a payload that claims to be UTF-8 is checked, and refused by 0x99 if "
            + "it is not",
        clause = "5.0 3.3.2.3.2: MAY",
        because = "the payload is the clients' affair")
    boolean checksPayloadFormat,

    @Setting(
        value = "whether a client that takes Topic Aliases gets them",
        clause = "5.0 3.3.2.3.4: the sender decides",
        because = "it is what the client asked for")
    boolean topicAliases,

    @Setting(
        value = "which of the members of a Shared Subscription that are there gets a message",
        clause = "5.0 4.8.2: free to choose",
        because = "each in turn is what sharing is for")
    SharedMember sharedMember,

    @Setting(
        value = "when another member gets a message of QoS 1 that was not acknowledged",
        clause = "5.0 4.8.2: MAY wait, MAY attempt as soon as the connection is lost",
        because = "until the session ends it may be acknowledged yet")
    SharedHandOver sharedHandOver,

    @Setting(
        value = "whether a PUBLISH that its client may not make ends the connection, in place "
            + "of an answer or, at QoS 0, silence",
        clause = "5.0 3.14.2.1: 0x87, 3.1.1 3.3.5-2: either",
        because = "one message is refused, not the client")
    boolean refusedPublishCloses,

    @Setting(
        value = "whether clients may exchange messages on topics that begin with $",
        clause = "4.7.2, both versions: SHOULD prevent",
        because = "what is said there about matching can be tried")
    boolean clientsUseReservedTopics,

    @Setting(
        value = "whether Client Identifiers of more than 23 bytes, or with other characters "
            + "than letters and digits, are refused",
        clause = "3.1.3.1, both versions: MAY allow",
        because = "nothing here depends on short names")
    boolean onlyPlainClientIds,

    @Setting(
        value = "whether a client of MQTT 3.1 is told by CONNACK 1 that its version is not "
            + "spoken, or closed without a word",
        clause = "3.1.1 3.1.2-1: MAY go on by the other specification",
        because = "it learns why")
    boolean answersMqtt31,

    @Setting(
        value = "the highest QoS that SUBACK grants",
        clause = "3.8.4, both versions: might grant a lower one",
        because = "nothing here needs a lower one")
    Qos grantedQosMax) {

  /** What a client with several matching subscriptions receives. */
  public enum Overlap {
    ONE_COPY,
    COPY_PER_SUBSCRIPTION
  }

  /** When a message of QoS 2 is passed on. */
  public enum QosTwoDelivery {
    AT_PUBLISH,
    AT_PUBREL
  }

  /** Which member of a Shared Subscription gets a message. */
  public enum SharedMember {
    IN_TURN,
    FIRST_TO_JOIN
  }

  /** When another member gets what one did not acknowledge. */
  public enum SharedHandOver {
    AT_SESSION_END,
    AT_CONNECTION_LOSS
  }

  /** The defaults, each with its reason above. */
  public static final Choices DEFAULT = new Draft().choices();

  /** Every freedom taken the other way. */
  public static final Choices CONTRARY = DEFAULT.with(the -> {
    the.overlap = Overlap.COPY_PER_SUBSCRIPTION;
    the.qosTwoDelivery = QosTwoDelivery.AT_PUBREL;
    the.disconnectBeforeClose = false;
    the.noMatchingSubscribers = false;
    the.qosZeroWhileAway = true;
    the.connAckOnRefusal = false;
    the.emptyClientId = false;
    the.retainedBeforeSubAck = true;
    the.qosZeroRetained = false;
    the.unknownPubRelIsNotFound = false;
    the.checksPayloadFormat = true;
    the.topicAliases = false;
    the.sharedMember = SharedMember.FIRST_TO_JOIN;
    the.sharedHandOver = SharedHandOver.AT_CONNECTION_LOSS;
    the.refusedPublishCloses = true;
    the.clientsUseReservedTopics = false;
    the.onlyPlainClientIds = true;
    the.answersMqtt31 = false;
    the.grantedQosMax = Qos.AT_LEAST_ONCE;
  });

  /**
   * These choices with some of them changed:
   *
   * <pre>{@code
   * Choices.DEFAULT.with(the -> the.overlap = Overlap.COPY_PER_SUBSCRIPTION)
   * }</pre>
   */
  public Choices with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.overlap = overlap;
    draft.qosTwoDelivery = qosTwoDelivery;
    draft.disconnectBeforeClose = disconnectBeforeClose;
    draft.noMatchingSubscribers = noMatchingSubscribers;
    draft.qosZeroWhileAway = qosZeroWhileAway;
    draft.connAckOnRefusal = connAckOnRefusal;
    draft.emptyClientId = emptyClientId;
    draft.retainedBeforeSubAck = retainedBeforeSubAck;
    draft.qosZeroRetained = qosZeroRetained;
    draft.unknownPubRelIsNotFound = unknownPubRelIsNotFound;
    draft.checksPayloadFormat = checksPayloadFormat;
    draft.topicAliases = topicAliases;
    draft.sharedMember = sharedMember;
    draft.sharedHandOver = sharedHandOver;
    draft.refusedPublishCloses = refusedPublishCloses;
    draft.clientsUseReservedTopics = clientsUseReservedTopics;
    draft.onlyPlainClientIds = onlyPlainClientIds;
    draft.answersMqtt31 = answersMqtt31;
    draft.grantedQosMax = grantedQosMax;
    change.accept(draft);
    return draft.choices();
  }

  /** Choices in the making. */
  public static final class Draft {
    public Overlap overlap = Overlap.ONE_COPY;
    public QosTwoDelivery qosTwoDelivery = QosTwoDelivery.AT_PUBLISH;
    public boolean disconnectBeforeClose = true;
    public boolean noMatchingSubscribers = true;
    public boolean qosZeroWhileAway = false;
    public boolean connAckOnRefusal = true;
    public boolean emptyClientId = true;
    public boolean retainedBeforeSubAck = false;
    public boolean qosZeroRetained = true;
    public boolean unknownPubRelIsNotFound = true;
    public boolean checksPayloadFormat = false;
    public boolean topicAliases = true;
    public SharedMember sharedMember = SharedMember.IN_TURN;
    public SharedHandOver sharedHandOver = SharedHandOver.AT_SESSION_END;
    public boolean refusedPublishCloses = false;
    public boolean clientsUseReservedTopics = true;
    public boolean onlyPlainClientIds = false;
    public boolean answersMqtt31 = true;
    public Qos grantedQosMax = Qos.EXACTLY_ONCE;

    private Draft() {}

    private Choices choices() {
      return new Choices(
          overlap,
          qosTwoDelivery,
          disconnectBeforeClose,
          noMatchingSubscribers,
          qosZeroWhileAway,
          connAckOnRefusal,
          emptyClientId,
          retainedBeforeSubAck,
          qosZeroRetained,
          unknownPubRelIsNotFound,
          checksPayloadFormat,
          topicAliases,
          sharedMember,
          sharedHandOver,
          refusedPublishCloses,
          clientsUseReservedTopics,
          onlyPlainClientIds,
          answersMqtt31,
          grantedQosMax);
    }
  }
}
