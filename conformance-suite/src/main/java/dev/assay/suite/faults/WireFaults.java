package dev.assay.suite.faults;

import static dev.assay.codec.packet.PacketType.CONNACK;
import static dev.assay.codec.packet.PacketType.DISCONNECT;
import static dev.assay.codec.packet.PacketType.PINGRESP;
import static dev.assay.codec.packet.PacketType.PUBACK;
import static dev.assay.codec.packet.PacketType.PUBCOMP;
import static dev.assay.codec.packet.PacketType.PUBLISH;
import static dev.assay.codec.packet.PacketType.PUBREC;
import static dev.assay.codec.packet.PacketType.PUBREL;
import static dev.assay.codec.packet.PacketType.SUBACK;
import static dev.assay.codec.packet.PacketType.UNSUBACK;

import dev.assay.client.Fault;
import dev.assay.client.Passing;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.faults.WireFault.Broken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** All faults, in the order of the packets that they are done to. */
public final class WireFaults {
  private static final Duration SWAP_PATIENCE = Duration.ofMillis(250);
  private static final int WAITED_SECONDS = 20;
  private static final Duration LATE = Duration.ofMillis(20);
  // no packet has this Reason Code
  private static final int UNLISTED_CODE = 0x01;

  // offsets in a packet shorter than 128 bytes
  private static final int FIRST_BYTE = 0;
  private static final int CONNACK_FLAGS = 2;
  private static final int CONNACK_CODE = 3;

  private static final List<WireFault> ALL = new WireFaults().make();

  private final List<WireFault> made = new ArrayList<>();

  private WireFaults() {}

  /** Every fault. */
  public static List<WireFault> all() {
    return ALL;
  }

  private List<WireFault> make() {
    connAck();
    connAckValues();
    acknowledgements();
    subscriptions();
    pings();
    publications();
    publishProperties();
    messagePropertyValues();
    forms();
    disconnects();
    strangers();
    return List.copyOf(made);
  }

  private void connAck() {
    add(
        "connack-dropped",
        "A client that connects gets no CONNACK.",
        of(CONNACK, new Fault.Drop()),
        "ping/behind-connect-is-answered first");
    add(
        "connack-session-present-set",
        "CONNACK says that there is a session.",
        bytes(CONNACK, Rewrites.setting(CONNACK_FLAGS, 1)).when(connAckOf(false)),
        "connect/clean-start-is-answered-by-session-present-0 absent",
        "connect/unknown-session-is-answered-by-session-present-0 absent");
    add(
        "connack-session-present-cleared",
        "CONNACK says that there is no session.",
        bytes(CONNACK, Rewrites.replacing(CONNACK_FLAGS, 0)),
        "connect/kept-session-is-answered-by-session-present-1 present");
    add(
        "connack-session-present-in-refusal",
        "CONNACK refuses and says that there is a session.",
        bytes(CONNACK, Rewrites.setting(CONNACK_FLAGS, 1)).when(connAckOf(true)),
        "connack/refusal-has-session-present-0 absent");
    add(
        "connack-reserved-flag-set",
        "A reserved bit of the Connect Acknowledge Flags is 1.",
        bytes(CONNACK, Rewrites.setting(CONNACK_FLAGS, 0b1000_0000)),
        "connack/reserved-bits-zero zero");
    add(
        "connack-code-unlisted",
        "CONNACK refuses by a Reason Code that 5.0 does not have.",
        bytes(CONNACK, Rewrites.replacing(CONNACK_CODE, UNLISTED_CODE))
            .when(WireFaults::isFive)
            .when(connAckOf(true)),
        "connack/refusal-names-a-listed-code listed");
    add(
        "connack-assigned-client-identifier-dropped",
        "A client without an identifier is not told the one that it has been given.",
        new Fault(Sender.SERVER, CONNACK, WireFaults::isFive, new Fault.Alter(packet -> {
          ConnAck was = (ConnAck) packet;
          return new ConnAck(
              was.sessionPresent(),
              was.reasonCode(),
              was.properties().without(PropertyId.ASSIGNED_CLIENT_IDENTIFIER));
        })),
        "connect/empty-client-id-is-told-its-name told");
    property(
        "response-information-added",
        PropertyId.RESPONSE_INFORMATION,
        "connack/no-response-information-unasked none",
        0x1A,
        0,
        1,
        'r');
    property(
        "authentication-method-added",
        PropertyId.AUTHENTICATION_METHOD,
        "connack/no-authentication-method-unasked noMethod",
        0x15,
        0,
        1,
        'm');
  }

  /** Each property of CONNACK with a value that it must not have. */
  private void connAckValues() {
    String own = "own-packets/";
    property(
        "receive-maximum-0",
        PropertyId.RECEIVE_MAXIMUM,
        own + "receive-maximum-is-not-0 fine",
        0x21,
        0,
        0);
    property(
        "maximum-packet-size-0",
        PropertyId.MAXIMUM_PACKET_SIZE,
        own + "maximum-packet-size-is-not-0 fine",
        0x27,
        0,
        0,
        0,
        0);
    for (PropertyId id : List.of(
        PropertyId.MAXIMUM_QOS,
        PropertyId.RETAIN_AVAILABLE,
        PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE,
        PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
        PropertyId.SHARED_SUBSCRIPTION_AVAILABLE)) {
      String name = id.name().toLowerCase(Locale.ROOT).replace('_', '-');
      property(name + "-2", id, own + name + "-is-0-or-1 fine", id.number(), 2);
    }
  }

  /** PUBACK, PUBREC, PUBREL and PUBCOMP: left out, with another identifier, with a code that is none. */
  private void acknowledgements() {
    acknowledgement(
        PUBACK,
        "qos1/publish-is-answered-by-puback answered",
        "qos1/publish-is-answered-by-puback repeated");
    acknowledgement(
        PUBREC,
        "qos2/publish-is-answered-by-pubrec answered",
        "qos2/publish-is-answered-by-pubrec repeated");
    acknowledgement(
        PUBREL,
        "qos2/pubrec-is-answered-by-pubrel answered",
        "qos2/pubrec-is-answered-by-pubrel repeated");
    acknowledgement(
        PUBCOMP,
        "qos2/pubrel-is-answered-by-pubcomp answered",
        "qos2/pubrel-is-answered-by-pubcomp repeated");
    add(
        "puback-becomes-pubrec",
        "PUBREC comes in the place of PUBACK.",
        bytes(PUBACK, Rewrites.replacing(FIRST_BYTE, 0x50)),
        "qos1/publish-is-answered-by-puback answered");
    add(
        "pubrel-without-its-flags",
        "The flags of PUBREL are 0000.",
        bytes(PUBREL, Rewrites.replacing(FIRST_BYTE, 0x60)),
        "own-packets/pubrel-has-flags-0010 flags");
    allow(
        "puback-late",
        "PUBACK and what follows come 20 ms later.",
        of(PUBACK, new Fault.Delay(LATE)),
        "No clause says how soon a message is acknowledged.",
        "qos1/publish-is-answered-by-puback",
        "qos1/each-of-several-publishes-is-acknowledged");
  }

  private void acknowledgement(PacketType type, String answered, String repeated) {
    String name = type.name().toLowerCase(Locale.ROOT);
    add(name + "-dropped", "No " + type + " comes.", of(type, new Fault.Drop()), answered);
    add(
        name + "-identifier-altered",
        type + " has another Packet Identifier.",
        bytes(type, Rewrites.otherIdentifier()),
        repeated);
    add(
        name + "-code-unlisted",
        type + " has a Reason Code that 5.0 does not have.",
        bytes(type, Rewrites.reason(UNLISTED_CODE)).when(WireFaults::isFive),
        "own-packets/" + name + "-has-a-listed-code listed");
  }

  private void subscriptions() {
    add(
        "suback-dropped",
        "No SUBACK comes.",
        of(SUBACK, new Fault.Drop()),
        "subscribe/every-subscribe-is-answered answered");
    add(
        "suback-duplicated",
        "SUBACK comes twice.",
        of(SUBACK, new Fault.Duplicate()),
        "subscribe/several-filters-get-one-suback once");
    add(
        "suback-identifier-altered",
        "SUBACK has another Packet Identifier.",
        bytes(SUBACK, Rewrites.otherIdentifier()),
        "subscribe/suback-repeats-the-packet-identifier repeated");
    add(
        "suback-code-missing",
        "SUBACK has one code less than there were filters.",
        bytes(SUBACK, Rewrites.withoutLastByte())
            .when(passing ->
                passing.is(SubAck.class, subAck -> subAck.reasonCodes().size() > 1)),
        "subscribe/one-code-for-each-filter complete");
    add(
        "suback-codes-reversed",
        "The codes of SUBACK are in the opposite order.",
        of(SUBACK, new Fault.Alter(packet -> {
          SubAck was = (SubAck) packet;
          return new SubAck(was.packetId(), was.properties(), reversed(was.reasonCodes()));
        })),
        "subscribe/codes-are-in-the-order-of-the-filters ordered");
    add(
        "unsuback-dropped",
        "No UNSUBACK comes.",
        of(UNSUBACK, new Fault.Drop()),
        "unsubscribe/every-unsubscribe-is-answered answered");
    add(
        "unsuback-duplicated",
        "UNSUBACK comes twice.",
        of(UNSUBACK, new Fault.Duplicate()),
        "unsubscribe/several-filters-get-one-unsuback once");
    add(
        "unsuback-identifier-altered",
        "UNSUBACK has another Packet Identifier.",
        bytes(UNSUBACK, Rewrites.otherIdentifier()),
        "unsubscribe/unsuback-repeats-the-packet-identifier sameId");
    add(
        "unsuback-code-missing",
        "UNSUBACK has one code less than there were filters.",
        bytes(UNSUBACK, Rewrites.withoutLastByte())
            .when(WireFaults::isFive)
            .when(passing ->
                passing.is(UnsubAck.class, unsubAck -> unsubAck.reasonCodes().size() > 1)),
        "unsubscribe/unsuback-has-a-code-for-each-filter counted");
    add(
        "unsuback-codes-reversed",
        "The codes of UNSUBACK are in the opposite order.",
        of(UNSUBACK, new Fault.Alter(packet -> {
              UnsubAck was = (UnsubAck) packet;
              return new UnsubAck(was.packetId(), was.properties(), reversed(was.reasonCodes()));
            }))
            .when(WireFaults::isFive),
        "unsubscribe/unsuback-codes-are-in-order inOrder");
  }

  private void pings() {
    add(
        "pingresp-dropped",
        "No PINGRESP comes.",
        of(PINGRESP, new Fault.Drop()),
        "ping/each-pingreq-is-answered answered",
        "ping/behind-connect-is-answered answered");
    add(
        "pingresp-second-dropped",
        "Every connection gets one PINGRESP.",
        of(PINGRESP, new Fault.Drop()).when(passing -> passing.number() > 1),
        "ping/each-pingreq-is-answered answered");
  }

  private void publications() {
    publish(
        "payload-altered",
        "A message has another payload.",
        draft -> draft.payload = Payload.of("another"),
        "publish/payload-is-unchanged unchanged");
    publish(
        "topic-altered",
        "A message has another topic.",
        draft -> draft.topic =
            draft.topic.isNone() ? draft.topic : TopicName.of(draft.topic.text() + "/other"),
        "publish/topic-matches-the-filter matching");
    publish(
        "retain-set",
        "Every message has RETAIN 1.",
        draft -> draft.retain = true,
        "retained/live-copy-has-retain-0 unmarked");
    publish(
        "retain-cleared",
        "Every message has RETAIN 0.",
        draft -> draft.retain = false,
        "retained/sent-with-retain-1 marked");
    publish(
        "qos-lowered",
        "Every message comes at QoS 0.",
        draft -> {
          draft.qos = Qos.AT_MOST_ONCE;
          draft.dup = false;
        },
        "retained/keeps-its-qos sameQos");
    publish(
        "dup-set",
        "A message that comes for the first time has DUP 1.",
        draft -> draft.dup = draft.qos != Qos.AT_MOST_ONCE,
        "qos1/first-transmission-is-complete fresh",
        "qos2/first-transmission-is-complete fresh",
        "publish/dup-is-not-passed-on fresh");
    publish(
        "dup-cleared",
        "A message that is sent again has DUP 0.",
        draft -> draft.dup = false,
        "qos1/unacknowledged-is-sent-again-after-resume marked");
    add(
        "publish-dup-at-qos-0",
        "A message of QoS 0 has DUP 1.",
        bytes(PUBLISH, Rewrites.setting(FIRST_BYTE, 0b1000)).when(atQosZero(true)),
        "own-packets/dup-is-0-at-qos-0 fine");
    add(
        "publish-qos-3",
        "Both QoS bits are 1.",
        bytes(PUBLISH, Rewrites.setting(FIRST_BYTE, 0b0110)),
        "own-packets/publish-never-has-qos-3 fine");
    add(
        "publish-identifier-0",
        "The Packet Identifier of a message is 0.",
        bytes(PUBLISH, Rewrites.publishIdentifier(0)).when(atQosZero(false)),
        "qos1/identifiers-under-way-differ notZero");
    add(
        "publish-identifiers-equal",
        "All messages have the same Packet Identifier.",
        bytes(PUBLISH, Rewrites.publishIdentifier(7)).when(atQosZero(false)),
        "qos1/identifiers-under-way-differ different");
    add(
        "publish-dropped",
        "The first message of QoS 1 or 2 on each connection does not come.",
        of(PUBLISH, new Fault.Drop()).when(atQosZero(false)).ofNumber(1),
        "session/queues-qos-1-while-away queued",
        "session/queues-qos-2-while-away queued");
    add(
        "publish-swapped",
        "The first message comes behind the second one.",
        of(PUBLISH, new Fault.SwapWithNext(SWAP_PATIENCE)).ofNumber(1),
        "order/messages-arrive-in-order ordered");
    add(
        "publish-duplicated",
        "Each message of QoS 2 comes twice.",
        of(PUBLISH, new Fault.Duplicate()).when(atQosZero(false)),
        "qos2/repeat-before-pubrel-is-not-delivered-again once");
    allow(
        "publish-late",
        "A message and what follows come 20 ms later.",
        of(PUBLISH, new Fault.Delay(LATE)),
        "No clause says how soon a message is delivered.",
        "order/messages-arrive-in-order",
        "publish/payload-is-unchanged",
        "retained/sent-with-retain-1");
    allow(
        "publish-qos-0-dropped",
        "A message of QoS 0 does not come.",
        of(PUBLISH, new Fault.Drop()).when(atQosZero(true)),
        "At QoS 0 a message comes once or not at all (4.3.1).",
        "publish/qos-0-carries-no-packet-identifier",
        "own-packets/dup-is-0-at-qos-0");
  }

  private void publishProperties() {
    dropped(
        PropertyId.PAYLOAD_FORMAT_INDICATOR,
        "property/payload-format-indicator-is-forwarded forwarded");
    dropped(PropertyId.CONTENT_TYPE, "property/content-type-is-forwarded forwarded");
    dropped(PropertyId.RESPONSE_TOPIC, "property/response-topic-is-forwarded forwarded");
    dropped(PropertyId.CORRELATION_DATA, "property/correlation-data-is-forwarded forwarded");
    dropped(PropertyId.USER_PROPERTY, "property/user-properties-are-forwarded every");
    dropped(PropertyId.SUBSCRIPTION_IDENTIFIER, "identifier/comes-with-the-message sent");
    altered(
        PropertyId.CONTENT_TYPE,
        builder -> builder.with(PropertyId.CONTENT_TYPE, "another"),
        "property/content-type-is-forwarded forwarded");
    altered(
        PropertyId.RESPONSE_TOPIC,
        builder -> builder.with(PropertyId.RESPONSE_TOPIC, "another"),
        "property/response-topic-is-forwarded forwarded");
    altered(
        PropertyId.CORRELATION_DATA,
        builder -> builder.with(PropertyId.CORRELATION_DATA, Payload.of("another")),
        "property/correlation-data-is-forwarded forwarded");
    altered(
        PropertyId.SUBSCRIPTION_IDENTIFIER,
        builder -> builder.with(PropertyId.SUBSCRIPTION_IDENTIFIER, 268_435_455),
        "identifier/comes-with-the-message sent");
    publish(
        "user-properties-reversed",
        "The User Properties of a message come in the opposite order.",
        draft -> draft.properties = Rewrites.userPropertiesReversed(draft.properties),
        "property/user-properties-are-forwarded ordered");
  }

  /** Each property of PUBLISH with a value that it must not have, or where it must not be. */
  private void messagePropertyValues() {
    String own = "own-packets/";
    publishProperty(
        "payload-format-indicator-2",
        PropertyId.PAYLOAD_FORMAT_INDICATOR,
        own + "payload-format-indicator-is-0-or-1 fine",
        0x01,
        2);
    publishProperty(
        "subscription-identifier-0",
        PropertyId.SUBSCRIPTION_IDENTIFIER,
        own + "subscription-identifier-is-not-0 fine",
        0x0B,
        0);
    publishProperty(
        "topic-alias-0", PropertyId.TOPIC_ALIAS, own + "topic-alias-is-not-0 fine", 0x23, 0, 0);
    publishProperty(
        "topic-alias-unasked",
        PropertyId.TOPIC_ALIAS,
        "property/no-topic-alias-for-who-takes-none none",
        0x23,
        0,
        1);
    publishProperty(
        "response-topic-with-a-wildcard",
        PropertyId.RESPONSE_TOPIC,
        own + "response-topic-has-no-wildcard fine",
        0x08,
        0,
        1,
        '#');
    publish(
        "message-expiry-interval-altered",
        "A message comes with a Message Expiry Interval that its waiting did not shorten.",
        draft -> {
          long left = draft.properties.number(PropertyId.MESSAGE_EXPIRY_INTERVAL, -1);
          if (left >= 0) {
            draft.properties =
                draft.properties.without(PropertyId.MESSAGE_EXPIRY_INTERVAL).toBuilder()
                    .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, left + WAITED_SECONDS)
                    .build();
          }
        },
        "expiry/remaining-interval-is-passed-on remaining");
  }

  /** Packets whose fields are fine and whose form is not. */
  private void forms() {
    String own = "own-packets/";
    add(
        "publish-topic-is-left-out",
        "The Topic Name of a message is empty.",
        bytes(PUBLISH, Rewrites.publishWithoutTopic()),
        own + "topic-name-is-not-empty fine",
        own + "empty-topic-name-has-an-alias fine");
    add(
        "publish-topic-is-a-filter",
        "The last character of the Topic Name of a message is +.",
        bytes(PUBLISH, Rewrites.publishWithWildcard()),
        own + "message-through-a-wildcard-names-its-topic fine");
    add(
        "puback-length-in-two-bytes",
        "The Remaining Length of PUBACK takes one byte more than it needs.",
        bytes(PUBACK, Rewrites.longLength()).when(WireFaults::isFive),
        own + "lengths-are-in-their-shortest-form shortest");
    add(
        "suback-reserved-flag-set",
        "A reserved flag in the fixed header of SUBACK is 1.",
        bytes(SUBACK, Rewrites.setting(FIRST_BYTE, 0b0001)),
        own + "reserved-flags-have-their-values flags");
    add(
        "puback-longer-than-its-fields",
        "Bytes follow the last field of PUBACK.",
        bytes(PUBACK, Rewrites.longer()),
        own + "nothing-follows-the-last-field fine");
  }

  private void disconnects() {
    add(
        "disconnect-code-unlisted",
        "DISCONNECT has a Reason Code that 5.0 does not have.",
        bytes(DISCONNECT, bytes -> new byte[] {bytes[FIRST_BYTE], 1, UNLISTED_CODE})
            .when(WireFaults::isFive),
        "own-packets/disconnect-has-a-listed-code listed");
    allow(
        "disconnect-late",
        "DISCONNECT and the close come 20 ms later.",
        of(DISCONNECT, new Fault.Delay(LATE)),
        "No clause says how soon a connection ends.",
        "own-packets/close-follows-error-in-disconnect",
        "disconnect/is-the-brokers-last-word");
  }

  /** Packets that a server does not send. */
  private void strangers() {
    add(
        "reserved-type-injected",
        "A packet of the reserved type 0 follows CONNACK.",
        of(CONNACK, new Fault.Inject(new byte[] {0, 0})),
        "own-packets/no-reserved-packet-type-is-sent fine");
    add(
        "pingreq-injected",
        "PINGREQ follows CONNACK.",
        of(CONNACK, new Fault.Inject(new byte[] {(byte) 0xC0, 0})),
        "own-packets/only-packets-of-a-server-are-sent fine");
  }

  private void property(String name, PropertyId id, String broken, int... propertyBytes) {
    add(
        "connack-" + name,
        "CONNACK has a " + id.title() + " that must not be there: " + name + ".",
        bytes(CONNACK, Rewrites.connAckProperty(id, propertyBytes))
            .when(WireFaults::isFive)
            .when(connAckOf(false)),
        broken);
  }

  private void publishProperty(String name, PropertyId id, String broken, int... propertyBytes) {
    add(
        "publish-" + name,
        "A message has a " + id.title() + " that must not be there: " + name + ".",
        bytes(PUBLISH, Rewrites.publishProperty(id, propertyBytes)).when(WireFaults::isFive),
        broken);
  }

  private void dropped(PropertyId id, String broken) {
    publish(
        id.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-dropped",
        "A message comes without its " + id.title() + ".",
        draft -> draft.properties = draft.properties.without(id),
        broken);
  }

  private void altered(PropertyId id, Consumer<Properties.Builder> other, String broken) {
    publish(
        id.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-altered",
        "A message comes with another " + id.title() + ".",
        draft -> {
          if (draft.properties.has(id)) {
            Properties.Builder builder = draft.properties.without(id).toBuilder();
            other.accept(builder);
            draft.properties = builder.build();
          }
        },
        broken);
  }

  private void publish(
      String name, String title, Consumer<Rewrites.Draft> change, String... broken) {
    add(
        "publish-" + name,
        title,
        of(PUBLISH, new Fault.Alter(packet -> Rewrites.change((Publish) packet, change))),
        broken);
  }

  private void add(String name, String title, Fault fault, String... broken) {
    List<Broken> breaks = new ArrayList<>();
    for (String each : broken) {
      int space = each.indexOf(' ');
      breaks.add(new Broken(each.substring(0, space), each.substring(space + 1)));
    }
    made.add(new WireFault(name, title, fault, breaks, "", List.of()));
  }

  private void allow(String name, String title, Fault fault, String reason, String... meets) {
    made.add(new WireFault(name, title, fault, List.of(), reason, List.of(meets)));
  }

  private static Fault of(PacketType type, Fault.Operation operation) {
    return Fault.of(Sender.SERVER, type, operation);
  }

  private static Fault bytes(PacketType type, UnaryOperator<byte[]> change) {
    return of(type, new Fault.AlterBytes(change));
  }

  private static boolean isFive(Passing passing) {
    return passing.version() == MqttVersion.V5;
  }

  private static Predicate<Passing> connAckOf(boolean refusal) {
    return passing -> passing.is(
        ConnAck.class, connAck -> (connAck.reasonCode() != ReasonCode.SUCCESS) == refusal);
  }

  private static Predicate<Passing> atQosZero(boolean zero) {
    return passing ->
        passing.is(Publish.class, publish -> (publish.qos() == Qos.AT_MOST_ONCE) == zero);
  }

  private static List<ReasonCode> reversed(List<ReasonCode> codes) {
    List<ReasonCode> reversed = new ArrayList<>(codes);
    Collections.reverse(reversed);
    return reversed;
  }
}
