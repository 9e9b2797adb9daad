package dev.assay.broker.core;

import dev.assay.codec.packet.Qos;
import java.util.function.Consumer;

/**
 * The freedoms that the standard leaves to a broker, and which of them this one takes. A conformance case that fails under any
 * of them is stricter than the standard.
 *
 * @param overlap how often a message reaches a client that has several matching subscriptions: once or once for each [5.0 3.3.4,
 *     3.1.1 3.3.5]. One copy by default: what most readers expect.
 * @param qosTwoDelivery when a message of QoS 2 is passed on: as it comes in, or when PUBREL releases it [4.3.3, both
 *     versions]. At PUBLISH by default, as the diagram of 5.0 has it.
 * @param disconnectBeforeClose whether a 5.0 client is told by DISCONNECT why it is closed [5.0 4.13.1: SHOULD]. Yes by default.
 * @param noMatchingSubscribers whether PUBACK and PUBREC say 0x10 when nobody subscribes [5.0 3.4.2.1, 3.5.2.1: MAY]. Yes by
 *     default: it tells the learner more.
 * @param qosZeroWhileAway whether messages of QoS 0 are kept for a client that is away [5.0 4.1, 3.1.1 3.1.2.4: optional]. No by
 *     default: QoS 0 promises nothing.
 * @param connAckOnRefusal whether a refused 5.0 CONNECT is answered by a CONNACK with the reason [5.0 3.1.4, 4.13.1: MAY]. Yes by
 *     default. In 3.1.1 the standard leaves no such choice.
 * @param emptyClientId whether a client may leave it to the broker to name it [3.1.3.1, both versions: MAY]. Yes by default.
 * @param retainedBeforeSubAck whether retained messages leave before the SUBACK that announces them [3.8.4, both versions:
 *     permitted]. No by default: the answer first reads better.
 * @param qosZeroRetained whether a retained message of QoS 0 is kept [5.0 3.3.1.3, 3.1.1 3.3.1-7: SHOULD store, MAY discard at any
 *     time]. Yes by default.
 * @param unknownPubRelIsNotFound whether PUBREL with an unknown Packet Identifier earns PUBCOMP 0x92 rather than 0x00 [5.0
 *     3.7.2.1 lists it, nothing demands it]. Yes by default.
 * @param checksPayloadFormat whether a payload that claims to be UTF-8 is checked, and refused by 0x99 if it is not [5.0
 *     3.3.2.3.2: MAY]. No by default: the payload is the clients' affair.
 * @param topicAliases whether a client that takes Topic Aliases gets them [5.0 3.3.2.3.4: the sender decides]. Yes by default:
 *     what the client asked for.
 * @param sharedMember which of the members of a Shared Subscription that are there gets a message [5.0 4.8.2: free to choose].
 *     Each in turn by default: that is what sharing is for.
 * @param sharedHandOver when another member gets a message of QoS 1 that was not acknowledged [5.0 4.8.2: MAY wait, MAY attempt
 *     as soon as the connection is lost]. When the session ends by default: until then it may be acknowledged yet.
 * @param refusedPublishCloses whether a PUBLISH that its client may not make ends the connection, in place of an answer or, at QoS
 *     0, silence [5.0 3.14.2.1: 0x87, 3.1.1 3.3.5-2: either]. No by default: one message is refused, not the client.
 * @param clientsUseReservedTopics whether clients may exchange messages on topics that begin with $ [4.7.2, both versions: SHOULD
 *     prevent]. Yes by default: so that what is said there about matching can be tried.
 * @param onlyPlainClientIds whether Client Identifiers of more than 23 bytes, or with other characters than letters and digits,
 *     are refused [3.1.3.1, both versions: MAY allow]. No by default.
 * @param answersMqtt31 whether a client of MQTT 3.1 is told by CONNACK 1 that its version is not spoken, or closed without a word
 *     [3.1.1 3.1.2-1: MAY go on by the other specification]. Yes by default: it learns why.
 * @param grantedQosMax the highest QoS that SUBACK grants [3.8.4, both versions: might grant a lower one]. QoS 2 by default.
 */
public record Choices(
    Overlap overlap,
    QosTwoDelivery qosTwoDelivery,
    boolean disconnectBeforeClose,
    boolean noMatchingSubscribers,
    boolean qosZeroWhileAway,
    boolean connAckOnRefusal,
    boolean emptyClientId,
    boolean retainedBeforeSubAck,
    boolean qosZeroRetained,
    boolean unknownPubRelIsNotFound,
    boolean checksPayloadFormat,
    boolean topicAliases,
    SharedMember sharedMember,
    SharedHandOver sharedHandOver,
    boolean refusedPublishCloses,
    boolean clientsUseReservedTopics,
    boolean onlyPlainClientIds,
    boolean answersMqtt31,
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
