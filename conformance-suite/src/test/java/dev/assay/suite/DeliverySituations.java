package dev.assay.suite;

import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static dev.assay.codec.packet.Qos.EXACTLY_ONCE;

import dev.assay.broker.core.Choices;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.Stage.Actor;
import java.util.List;

/** Messages that come late, are too large, are no text, are refused; acknowledgements of something else. */
final class DeliverySituations {
  private static final Payload NO_TEXT = Payload.copyOf(new byte[] {(byte) 0xC3, 0x28});
  private static final Properties SAYS_TEXT =
      Properties.builder().with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1).build();

  private static final InMemory.Target KEEPS_QOS_ZERO =
      Targets.forbidding("QoS 0 waits", Choices.DEFAULT.with(the -> the.qosZeroWhileAway = true));
  private static final InMemory.Target CHECKS_TEXT = Targets.forbidding(
      "text is checked", Choices.DEFAULT.with(the -> the.checksPayloadFormat = true));

  private DeliverySituations() {}

  static List<Situation> all() {
    return List.of(
        new Situation("QoS 0 waits", KEEPS_QOS_ZERO, DeliverySituations::qosZeroWaits),
        new Situation("QoS 0 does not wait", Targets.HONEST, DeliverySituations::qosZeroWaits),
        new Situation("no text", CHECKS_TEXT, DeliverySituations::noText),
        new Situation("no text, unseen", Targets.HONEST, DeliverySituations::noText),
        new Situation("too large by a byte", Targets.HONEST, DeliverySituations::tooLarge),
        new Situation("refused in both versions", Targets.HONEST, DeliverySituations::refused),
        new Situation("odd answers", Targets.HONEST, DeliverySituations::oddAnswers),
        new Situation("subscriptions overlap", Targets.HONEST, DeliverySituations::overlap),
        new Situation("wills", Targets.HONEST, DeliverySituations::wills),
        new Situation("sessions by DISCONNECT", Targets.HONEST, DeliverySituations::intervals),
        new Situation("silence", Targets.HONEST, DeliverySituations::silence));
  }

  private static Properties expiringAfter(int seconds) {
    return Properties.builder()
        .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, seconds)
        .with(PropertyId.RESPONSE_TOPIC, "answers")
        .with(PropertyId.CORRELATION_DATA, Payload.of("which"))
        .withUser("name", "value")
        .with(PropertyId.CONTENT_TYPE, "text")
        .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
        .build();
  }

  private static void qosZeroWaits(Stage stage) {
    Hello hello = Stage.five("subscriber").keepSession().with(PropertyId.RECEIVE_MAXIMUM, 1);
    Actor subscriber = stage.comes(hello).subscribes(AT_LEAST_ONCE, "topic");
    Actor publisher = stage.comes(Stage.five("publisher"));
    subscriber.isCutOff();

    publisher.publishes(AT_MOST_ONCE, "topic", "at QoS 0");
    publisher.publishes(AT_LEAST_ONCE, "topic", "at QoS 1");
    for (Qos qos : List.of(AT_MOST_ONCE, AT_LEAST_ONCE)) {
      publisher.publishes(qos, false, "topic", expiringAfter(1), Payload.of("soon over"));
      publisher.publishes(qos, false, "topic", expiringAfter(10), Payload.of("not yet over"));
      publisher.publishes(qos, "topic", "at QoS " + qos + ", and larger than " + "x".repeat(60));
    }
    stage.passSeconds(1.5);
    subscriber = stage.comes(hello.cleanStart(false).with(PropertyId.MAXIMUM_PACKET_SIZE, 60));
    publisher.publishes(AT_MOST_ONCE, "topic", "behind all others");
    publisher.publishes(AT_MOST_ONCE, "topic", "too large at once " + "x".repeat(60));
    stage.passSeconds(1);
    subscriber.acknowledges(1, 2, 3);
    subscriber.isCutOff();
    publisher.publishes(AT_MOST_ONCE, "topic", "for nobody");
    stage.passSeconds(130);
    publisher.saysGoodbye();
  }

  private static void noText(Stage stage) {
    Actor subscriber = stage.comes(Stage.five("subscriber")).subscribes(EXACTLY_ONCE, "topic");
    Actor old = stage.comes(Stage.three("old")).subscribes(AT_LEAST_ONCE, "topic");
    for (Payload payload : List.of(Payload.of("text"), NO_TEXT)) {
      Actor client = stage.comes(Stage.five("client")
          .will(new Will(TopicName.of("topic"), payload, AT_LEAST_ONCE, false, SAYS_TEXT)));
      client.publishes(AT_LEAST_ONCE, false, "topic", SAYS_TEXT, payload);
      client.publishes(EXACTLY_ONCE, false, "topic", SAYS_TEXT, payload);
      client.sends(new PubRel(2));
      client.publishes(AT_LEAST_ONCE, false, "topic", Properties.NONE, payload);
      client.isCutOff();
      Actor second = stage.comes(Stage.five("second")
          .will(new Will(TopicName.of("topic"), payload, AT_LEAST_ONCE, false, Properties.NONE)));
      second.publishes(AT_MOST_ONCE, false, "topic", SAYS_TEXT, payload);
      second.publishes(AT_MOST_ONCE, "topic", "behind it");
      second.isCutOff();
    }
    old.saysGoodbye();
    subscriber.saysGoodbye();
  }

  /** A packet just fits; with one byte more it does not; and what is too large takes no room. */
  private static void tooLarge(Stage stage) {
    Actor publisher = stage.comes(Stage.five("publisher"));
    for (int bytes = 20; bytes < 150; bytes += 13) {
      Actor client = stage.comes(Stage.five("")
          .with(PropertyId.MAXIMUM_PACKET_SIZE, bytes)
          .with(PropertyId.TOPIC_ALIAS_MAXIMUM, bytes % 2)
          .with(PropertyId.RECEIVE_MAXIMUM, 2));
      client.subscribes(EXACTLY_ONCE, "topic", "assay-forbidden/subscribe");
      for (int length = bytes - 14; length < bytes - 7; length++) {
        publisher.publishes(AT_MOST_ONCE, "topic", "x".repeat(length));
        publisher.publishes(AT_LEAST_ONCE, "topic", "x".repeat(length));
      }
      client.publishes(AT_LEAST_ONCE, "assay-forbidden/publish", "refused, and why");
      client.publishes(EXACTLY_ONCE, "assay-forbidden/publish", "refused, and why");
      client.unsubscribes("topic", "never/subscribed");
      client.sends(new PubRel(99)).sends(new PubRec(99));
      client.saysGoodbye();
    }
    publisher.saysGoodbye();
  }

  private static void refused(Stage stage) {
    for (Hello hello : List.of(Stage.three("old"), Stage.five("new"))) {
      Actor client = stage.comes(hello).subscribes(AT_LEAST_ONCE, "topic", "\uFEFFtopic");
      client.publishes(EXACTLY_ONCE, "assay-forbidden/publish", "nobody gets it");
      Publish again = new Publish(
          false,
          EXACTLY_ONCE,
          true,
          TopicName.of("topic"),
          2,
          Properties.NONE,
          Payload.of("under the same identifier"));
      client.sends(again).sends(again);
      client.sends(new Unsubscribe(2, Properties.NONE, List.of(TopicFilter.of("topic"))));
      client.sends(new Subscribe(
          2,
          Properties.NONE,
          List.of(Subscription.of(TopicFilter.of("of the same identifier"), AT_LEAST_ONCE))));
      client.subscribes(AT_LEAST_ONCE, "another").sends(new PubRel(2)).sends(new PubRel(2));
      client.publishes(AT_LEAST_ONCE, "assay-forbidden/publish", "nor this");
      client.publishes(AT_MOST_ONCE, "assay-forbidden/publish", "nor that");
      client.publishes(AT_MOST_ONCE, "\uFEFFtopic", "begins with what is no space");
      client.retains(AT_MOST_ONCE, "topic", "");
      client.saysGoodbye();
    }
  }

  /** Acknowledgements of the wrong kind, at the wrong time, or with an error. */
  private static void oddAnswers(Stage stage) {
    for (Hello hello : List.of(Stage.three("old"), Stage.five("new"))) {
      Actor client = stage.comes(hello).subscribes(EXACTLY_ONCE, "topic");
      client.publishes(AT_LEAST_ONCE, "topic", "1").publishes(EXACTLY_ONCE, "topic", "2");
      client.sends(new PubRel(3)).sends(new PubRel(3));
      client.sends(new PubRec(1)).sends(new PubComp(1)).sends(new PubComp(2));
      client.acknowledges(2, 9, 1);
      client.sends(new PubRec(2)).sends(new PubRec(2)).sends(new PubComp(2)).sends(new PubComp(2));
      client.publishes(EXACTLY_ONCE, "topic", "3").publishes(EXACTLY_ONCE, "topic", "4");
      // in 3.1.1 their identifiers are free
      client.subscribes(EXACTLY_ONCE, "other");
      client.isCutOff();
    }
    Actor client = stage.comes(Stage.five("new")).subscribes(EXACTLY_ONCE, "topic");
    client.publishes(EXACTLY_ONCE, "topic", "5");
    client.sends(new PubRec(1, ReasonCode.QUOTA_EXCEEDED, Properties.NONE));
    client.sends(new PubRec(1, ReasonCode.QUOTA_EXCEEDED, Properties.NONE));
    client.sendsBytes("20 03 00 00 00");
    Actor server = stage.comes(Stage.three("old"));
    server.sendsBytes("90 03 00 01 00");
    stage.passSeconds(1);
  }

  private static void overlap(Stage stage) {
    Actor publisher = stage.comes(Stage.five("publisher"));
    Actor subscriber = stage.comes(Stage.five("subscriber"));
    subscriber.subscribes(
        Properties.builder().with(PropertyId.SUBSCRIPTION_IDENTIFIER, 7).build(),
        wish("topic", AT_LEAST_ONCE, true, false),
        wish("+", AT_MOST_ONCE, false, true),
        wish("#", AT_LEAST_ONCE, false, false));
    publisher.subscribes(Properties.NONE, wish("topic", AT_LEAST_ONCE, false, true));
    for (Actor from : List.of(publisher, subscriber)) {
      from.retains(AT_LEAST_ONCE, "topic", "retained");
      from.publishes(AT_LEAST_ONCE, "topic", "not retained");
    }
    subscriber.unsubscribes("+");
    publisher.retains(AT_LEAST_ONCE, "topic", "retained");
    subscriber.unsubscribes("#");
    publisher.retains(AT_LEAST_ONCE, "topic", "retained");
    publisher.retains(AT_MOST_ONCE, "topic", "");
    publisher.saysGoodbye();
    subscriber.saysGoodbye();
  }

  private static Subscription wish(String filter, Qos qos, boolean noLocal, boolean asPublished) {
    return new Subscription(
        TopicFilter.of(filter), qos, noLocal, asPublished, RetainHandling.SEND_IF_NEW);
  }

  /** Delayed, taken back, replaced, or published by the end of the session. */
  private static void wills(Stage stage) {
    Actor subscriber = stage.comes(Stage.five("subscriber")).subscribes(AT_LEAST_ONCE, "will");
    Will will = new Will(
        TopicName.of("will"),
        Payload.of("delayed"),
        AT_LEAST_ONCE,
        true,
        expiringAfter(3).toBuilder().with(PropertyId.WILL_DELAY_INTERVAL, 2).build());
    Hello delayed = Stage.keeping("client", 60).will(will);
    Hello without = Stage.five("client").cleanStart(false).keepSession();
    stage.comes(delayed).isCutOff();
    stage.passSeconds(1);
    Actor back = stage.comes(without);
    stage.passSeconds(3);
    back.isCutOff();
    stage.passSeconds(3);
    stage.comes(delayed).isCutOff();
    stage.passSeconds(3);
    stage.comes(Stage.keeping("client", 1).will(will)).isCutOff();
    stage.passSeconds(1.5);
    stage.comes(delayed).isCutOff();
    // a new session in place of the one whose will waits
    stage
        .comes(Stage.five("client").will("will", "of another session", AT_MOST_ONCE, false))
        .saysGoodbye();
    stage.passSeconds(4);
    stage.comes(Stage.five("late")).subscribes(AT_LEAST_ONCE, "will").saysGoodbye();
    stage.comes(Stage.five("late")).retains(AT_MOST_ONCE, "will", "").saysGoodbye();
    subscriber.saysGoodbye();
  }

  /** DISCONNECT names another Session Expiry Interval: a longer one, a shorter one, one where there was none. */
  private static void intervals(Stage stage) {
    for (int atFirst : List.of(0, 2)) {
      for (int atLast : List.of(0, 1, 4)) {
        Actor client = stage.comes(Stage.keeping("client", atFirst));
        client.subscribes(AT_LEAST_ONCE, "topic");
        client.sends(new Disconnect(
            ReasonCode.SUCCESS,
            Properties.builder()
                .with(PropertyId.SESSION_EXPIRY_INTERVAL, atLast)
                .build()));
        client.isCutOff();
        stage.passSeconds(3);
        stage.comes(Stage.keeping("client", atFirst).cleanStart(false)).isCutOff();
        stage.passSeconds(3);
      }
    }
  }

  /** No CONNECT comes, or nothing more for one and a half times the Keep Alive. */
  private static void silence(Stage stage) {
    stage.opens(MqttVersion.V5);
    stage.comes(Stage.five("still").keepAliveSeconds(2));
    Actor speaks = stage.comes(Stage.three("speaks").keepAliveSeconds(2));
    Actor patient = stage.comes(Stage.five("patient").keepAliveSeconds(0));
    for (int i = 0; i < 4; i++) {
      stage.passSeconds(1.7);
      speaks.publishes(AT_MOST_ONCE, "topic", "again");
      stage.passSeconds(0.4);
    }
    stage.passSeconds(9);
    patient.saysGoodbye();
  }
}
