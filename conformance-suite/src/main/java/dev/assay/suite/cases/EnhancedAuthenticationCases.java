package dev.assay.suite.cases;

import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.packet;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Hello;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.util.List;
import java.util.Objects;

/**
 * Enhanced authentication of 5.0 with brokers that offer SCRAM-SHA-256; to all others none of this applies. How it begins can be seen
 * by anybody; how it succeeds, by who has a password.
 */
final class EnhancedAuthenticationCases {
  private static final String NONCE = "b0ring-nonce-of-a-case";
  private static final String SOMEBODY = "somebody";
  private static final Payload NO_PROOF = Payload.of("c=biws,r=" + NONCE + ",p=AAAA");
  private static final String MEANWHILE = "while it goes on";
  private static final String AFTERWARDS = "when it was over";
  private static final List<Integer> CODES = List.of(-1, 0x00, 0x18, 0x19);

  /** The server's question has a code of its own. */
  @ConformanceCase(
      id = "auth/question-has-code-0x18",
      title = "An AUTH by which the broker asks for more has Reason Code 0x18.",
      advice = "Look for an AUTH that is sent with a default code.")
  void questionHasCode0x18(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_12_0_2) Judged continues) {
    Answer.Came question = question(bench, bench.open("client"));

    bench.judge(
        continues,
        question.bodyByteAt(0),
        Values.best("0x18", ReasonCode.CONTINUE_AUTHENTICATION.value()));
  }

  /** Only codes of the table. */
  @ConformanceCase(
      id = "auth/listed-code",
      title = "The Reason Code of the broker's AUTH is one of those that AUTH has.",
      advice = "Look for internal states that reach the wire.")
  void listedCode(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_15_2_1) Judged listed) {
    Answer.Came question = question(bench, bench.open("authcode"));

    bench.judge(listed, question.bodyByteAt(0), Values.bestIf("a listed code", CODES::contains));
  }

  /** Reserved means: 0, from a server, too. */
  @ConformanceCase(
      id = "auth/flags-0000",
      title = "The broker's AUTH has the flags 0000.",
      advice = "Look for a first byte that is made of another packet's.")
  void flags0000(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_15_1_1, demandV5 = "send-auth-flags-zero") Judged zero) {
    Answer.Came question = question(bench, bench.open("authflags"));

    bench.judge(zero, question.byteAt(0) & 0x0F, Values.best("flags 0000", 0));
  }

  /** Each AUTH says what it belongs to. */
  @ConformanceCase(
      id = "auth/has-the-method",
      title = "The broker's AUTH names an Authentication Method.",
      advice = "Look for properties that are sent with the first AUTH only.")
  void hasTheMethod(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_12_0_5, demandV5 = "method-in-every-auth") Judged named) {
    bench.judge(named, methodIn(bench, question(bench, bench.open("authbare"))), somethingNamed());
  }

  /** The same again: AUTH without properties is the one of Remaining Length 0, which says success. */
  @ConformanceCase(
      id = "auth/question-is-not-bare",
      title = "An AUTH that is more than its fixed header has an Authentication Method.",
      advice = "Look for an AUTH that ends behind its Reason Code.")
  void questionIsNotBare(Bench bench, @Covers(rules = Rule.V5_AUTH_NAMES_METHOD) Judged named) {
    bench.judge(named, methodIn(bench, question(bench, bench.open("authbare"))), somethingNamed());
  }

  private static Values<String> somethingNamed() {
    return Values.bestIf("an Authentication Method", method -> !method.isEmpty());
  }

  /** The method stays the one of CONNECT. */
  @ConformanceCase(
      id = "auth/has-the-same-method",
      title = "The broker's AUTH names the Authentication Method of the CONNECT.",
      advice = "Look for a method that is written as your configuration spells it.")
  void hasTheSameMethod(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_4_12_0_5, demandV5 = "same-method-value") Judged same) {
    bench.judge(
        same,
        methodIn(bench, question(bench, bench.open("authother"))),
        Values.best(Scram.METHOD, Scram.METHOD));
  }

  /** Empty if there is none. An AUTH with other faults says nothing about the method: their cases judge them. */
  private static String methodIn(Bench bench, Answer.Came came) {
    bench.inconclusiveUnless(
        (came.byteAt(0) & 0x0F) == 0 && CODES.contains(came.bodyByteAt(0)),
        "the broker's AUTH has flags or a Reason Code that AUTH does not have");
    String method = came.packet() instanceof Auth auth
        ? auth.properties().text(PropertyId.AUTHENTICATION_METHOD)
        : null;
    return method == null ? "" : method;
  }

  /** Who cannot prove who it is does not come in. */
  @ConformanceCase(
      id = "auth/failure-closes",
      title = "A client whose proof is wrong is closed.",
      advice = "Look for a refused client whose connection stays open for another try.")
  void failureCloses(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_12_0_4) Judged closes) {
    CaseClient client = bench.open("client");
    question(bench, client);

    client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, NO_PROOF));

    // 4.12 asks for some code from 0x80 on
    client.judge(
        closes,
        on(V5)
            .best("CONNACK with an error code, then close", connAckRefusing(), closed())
            .acceptable("close; the CONNACK before it is a MAY", closed())
            .warnOfDisconnect());
  }

  /** CONNACK says by what method the client came in. */
  @ConformanceCase(
      id = "auth/connack-has-the-method",
      title = "The CONNACK of an authentication that succeeded names its Authentication Method.",
      advice = "Look for a CONNACK that is the same for every way to come in.")
  void connAckHasTheMethod(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_12_0_5, demandV5 = "method-in-accepting-connack") Judged named) {
    ConnAck ack = authenticated(bench, bench.open("client"));

    bench.judge(
        named,
        String.valueOf(ack.properties().text(PropertyId.AUTHENTICATION_METHOD)),
        Values.best(Scram.METHOD, Scram.METHOD));
  }

  /** To prove it again is answered, too. */
  @ConformanceCase(
      id = "auth/reauthentication-is-answered",
      title = "A re-authentication that succeeds is answered by AUTH 0x00.",
      advice = "Look for an AUTH handler that ends with the CONNACK.")
  void reauthenticationIsAnswered(
      Bench bench, @Covers(rules = Rule.V5_REAUTHENTICATION) Judged answered) {
    CaseClient client = bench.open("client");
    authenticated(bench, client);

    client.send(auth(ReasonCode.RE_AUTHENTICATE, first(bench)));
    Auth question = client.await(Auth.class, it -> true);
    client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, proof(bench, question)));

    client.judge(
        answered,
        on(V5).best("AUTH 0x00", packet(Auth.class, it -> it.reasonCode() == ReasonCode.SUCCESS)));
  }

  /** Who proves it again is still the one who has proved it before. */
  @ConformanceCase(
      id = "auth/publications-go-on-while-it-goes-on",
      title =
          "A PUBLISH that a client sends while it re-authenticates is acknowledged and delivered.",
      advice = "Look for a state of the connection in which it takes AUTH alone.",
      needs = Need.QOS_1)
  void publicationsGoOnWhileItGoesOn(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_4_3_2_4, demandV5 = "send-puback") Judged acknowledged,
      @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged delivered) {
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient client = bench.open("client");
    authenticated(bench, client);
    client.send(auth(ReasonCode.RE_AUTHENTICATE, first(bench)));
    Auth question = client.await(Auth.class, it -> true);
    bench.notExercisedUnless(
        question.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION,
        "the target asks nothing when a client re-authenticates");

    client.send(Packets.publish(Qos.AT_LEAST_ONCE, 7, bench.topic("a"), "meanwhile"));

    // 4.12.1: the flow of other packets can continue using the previous authentication
    Answer meanwhile = client.nextAnswer();
    String when = MEANWHILE;
    if (meanwhile.isEmpty()) {
      client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, proof(bench, question)));
      meanwhile = client.answer(bench.patience());
      when = AFTERWARDS;
    }
    bench.judge(
        acknowledged,
        meanwhile.count(PubAck.class) == 1 ? when : "no PUBACK",
        asSoonAsCanBe("PUBACK"));
    bench.judge(
        delivered,
        subscriber.receiveIfAny().stream()
            .map(publish -> publish.payload().asText())
            .toList(),
        Values.best("the message", List.of("meanwhile")));
  }

  /** No message has to be passed on for these; the one for publications is a case of its own. */
  @ConformanceCase(
      id = "auth/requests-are-answered-while-it-goes-on",
      title = "SUBSCRIBE and PINGREQ of a client that re-authenticates are answered.",
      advice = "Look for a state of the connection in which it takes AUTH alone.")
  void requestsAreAnsweredWhileItGoesOn(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_8_4_1) Judged subscribed,
      @Covers(v5 = Mqtt5.MQTT_3_12_4_1) Judged alive) {
    CaseClient client = bench.open("client");
    authenticated(bench, client);
    client.send(auth(ReasonCode.RE_AUTHENTICATE, first(bench)));
    Auth question = client.await(Auth.class, it -> true);
    bench.notExercisedUnless(
        question.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION,
        "the target asks nothing when a client re-authenticates");

    client.send(Packets.subscribe(client.nextPacketId(), bench.topic("t"), Qos.AT_MOST_ONCE));
    client.send(new PingReq());

    // 4.12.1: the flow of other packets can continue using the previous authentication
    Answer meanwhile = client.nextAnswer();
    if (!meanwhile.isEmpty()) {
      meanwhile = meanwhile.followedBy(client.nextAnswer());
    }
    Answer later = new Answer(List.of(), meanwhile.closed());
    if (meanwhile.came().size() < 2 && !meanwhile.closed()) {
      client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, proof(bench, question)));
      later = client.answer(bench.patience());
    }
    bench.judge(subscribed, whenCame(SubAck.class, meanwhile, later), asSoonAsCanBe("SUBACK"));
    bench.judge(alive, whenCame(PingResp.class, meanwhile, later), asSoonAsCanBe("PINGRESP"));
  }

  private static String whenCame(Class<? extends Packet> type, Answer meanwhile, Answer later) {
    if (meanwhile.count(type) > 0) {
      return MEANWHILE;
    }
    return later.count(type) > 0 ? AFTERWARDS : meanwhile.followedBy(later).toString();
  }

  private static Values<String> asSoonAsCanBe(String packet) {
    return Values.best(packet + " " + MEANWHILE, MEANWHILE)
        .warnIf(
            packet + " " + AFTERWARDS + ": as if the flow of other packets could not continue",
            AFTERWARDS::equals);
  }

  /** To prove it again, and again, is to stay who one is: it ends nothing of the connection or of the session. */
  @ConformanceCase(
      id = "auth/reauthentication-leaves-the-rest-alone",
      title =
          "A client that has re-authenticated twice still has its Topic Aliases, its subscriptions and its Will.",
      advice =
          "Look for a re-authentication that is carried out as a new connection, or whose state is not reset when it is over.",
      needs = {Need.TOPIC_ALIASES, Need.QOS_1})
  void reauthenticationLeavesTheRestAlone(
      Bench bench,
      @Covers(rules = Rule.V5_REAUTHENTICATION) Judged again,
      @Covers(v5 = Mqtt5.MQTT_3_3_2_12) Judged alias,
      @Covers(rules = Rule.V5_DELIVER_TO_MATCHING) Judged subscribed,
      @Covers(v5 = Mqtt5.MQTT_3_1_2_8, demandV5 = "publish-at-session-end") Judged will) {
    CaseClient observer = Wills.observer(bench);
    CaseClient subscriber = Subscribers.at(bench, Qos.AT_LEAST_ONCE, "a");
    CaseClient client = bench.open("client");
    authenticated(bench, client, Wills.with(bench, hello(bench, "client")));
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.publish(TopicAliasCases.aliased(client, bench.topic("a"), 1, "named"));

    bench.notExercisedUnless(
        succeeds(reauthenticated(bench, client)),
        "not even the first re-authentication succeeds, which auth/reauthentication-is-answered judges");
    bench.judge(
        again,
        reauthenticated(bench, client),
        Values.bestIf("AUTH 0x00", EnhancedAuthenticationCases::succeeds));

    client.send(TopicAliasCases.aliased(client, "", 1, "by alias"));
    // its PUBACK, or whatever else shows in what the subscriber gets
    client.nextAnswer();
    subscriber.receivedUpTo("named");
    bench.judge(
        alias,
        subscriber.receiveIfAny().stream()
            .map(publish -> publish.payload().asText())
            .toList(),
        Values.best("the message by the alias of before", List.of("by alias")));
    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("t"), "hello");
    client.judge(
        subscribed,
        on(V5).best("the message that it subscribed to", publish(Qos.AT_LEAST_ONCE, "hello")));
    client.drop();
    observer.judge(will, bench.patienceForWills(), Wills.comes());
  }

  /** How a re-authentication ends. */
  private static Answer reauthenticated(Bench bench, CaseClient client) {
    client.send(auth(ReasonCode.RE_AUTHENTICATE, first(bench)));
    Answer answer = client.nextAnswer();
    if (answer.count(Auth.class) == 1
        && answer.packet(Auth.class).reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
      client.send(
          auth(ReasonCode.CONTINUE_AUTHENTICATION, proof(bench, answer.packet(Auth.class))));
      answer = client.nextAnswer();
    }
    return answer;
  }

  private static boolean succeeds(Answer answer) {
    return answer.count(Auth.class) == 1
        && answer.packet(Auth.class).reasonCode() == ReasonCode.SUCCESS;
  }

  /** Who cannot prove it again is closed. */
  @ConformanceCase(
      id = "auth/failed-reauthentication-closes",
      title = "A client whose proof is wrong when it re-authenticates is closed.",
      advice = "Look for a failure that leaves the client what it was before.")
  void failedReauthenticationCloses(Bench bench, @Covers(v5 = Mqtt5.MQTT_4_12_1_2) Judged closes) {
    CaseClient client = bench.open("client");
    authenticated(bench, client);
    client.send(auth(ReasonCode.RE_AUTHENTICATE, first(bench)));
    client.await(Auth.class, it -> true);

    client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, NO_PROOF));

    client.judge(
        closes,
        on(V5)
            .best("DISCONNECT with an error code, then close", disconnectWithError(), closed())
            .warn("close without a DISCONNECT, which 4.12.1 says SHOULD come", closed()));
  }

  /** A Reason String is a courtesy that a small client can do without. */
  @ConformanceCase(
      id = "size/auth-leaves-out-a-reason-string-that-is-too-long",
      title = "An AUTH stays within the client's Maximum Packet Size, with its Reason String.",
      advice = "Look for Reason Strings that are added without a look at the client's limit.")
  void authLeavesOutAReasonString(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_15_2_2) Judged fits) {
    judgeSize(bench, fits, PropertyId.REASON_STRING);
  }

  /** A User Property, too. */
  @ConformanceCase(
      id = "size/auth-leaves-out-user-properties-that-are-too-long",
      title = "An AUTH stays within the client's Maximum Packet Size, with its User Properties.",
      advice = "Look for User Properties that are added without a look at the client's limit.")
  void authLeavesOutUserProperties(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_15_2_3) Judged fits) {
    judgeSize(bench, fits, PropertyId.USER_PROPERTY);
  }

  /** What the question is about cannot be left out of it. */
  @ConformanceCase(
      id = "size/too-large-auth-is-not-sent",
      title = "An AUTH that would exceed the Maximum Packet Size of the CONNECT is not sent.",
      advice = "Look for an AUTH that is written without a look at the client's limit.")
  void tooLargeAuthIsNotSent(
      Bench bench, @Covers(v5 = Mqtt5.MQTT_3_1_2_24, bySilence = true) Judged withheld) {
    Packet usual = question(bench, bench.open("unlimited")).packet();
    bench.notExercisedUnless(usual != null, "the target's AUTH cannot be read");
    int limit = PacketSizeCases.sizeBytes(Objects.requireNonNull(usual)) - 1;
    CaseClient limited = bench.open("limited");

    limited.send(
        hello(bench, "limited").with(PropertyId.MAXIMUM_PACKET_SIZE, limit).packet());

    Answer.Came first = limited.nextAnswer().first();
    PacketSizeCases.judgeNothingLarger(
        bench, withheld, first == null ? null : first.packet(), limit);
  }

  private static void judgeSize(Bench bench, Judged fits, PropertyId property) {
    CaseClient unlimited = bench.open("unlimited");
    Packet usual = question(bench, unlimited).packet();
    int limit = usual == null
        ? PacketSizeCases.SMALL_LIMIT_BYTES
        : PacketSizeCases.sizeWithout(usual, property);
    CaseClient limited = bench.open("limited");
    Packet kept = question(
            bench, limited, hello(bench, "limited").with(PropertyId.MAXIMUM_PACKET_SIZE, limit))
        .packet();
    PacketSizeCases.judge(bench, fits, property, usual, kept, limit);
  }

  /** What the broker asks a client that names the method and begins; where it does not, it does not offer the method. */
  private static Answer.Came question(Bench bench, CaseClient client) {
    return question(bench, client, hello(bench, client.name()));
  }

  private static Answer.Came question(Bench bench, CaseClient client, Hello hello) {
    client.send(hello.packet());
    Answer.Came first = client.nextAnswer().first();
    if (first == null || !first.begins(PacketType.AUTH)) {
      bench.notExercisedUnless(false, "the target does not offer " + Scram.METHOD);
      throw new IllegalStateException("the case has ended");
    }
    return first;
  }

  private static Hello hello(Bench bench, String name) {
    return bench.hello(name).credentials(null, null).properties(properties(first(bench)));
  }

  /** The CONNACK of an authentication with the run's user name and password. */
  private static ConnAck authenticated(Bench bench, CaseClient client) {
    return authenticated(bench, client, hello(bench, client.name()));
  }

  private static ConnAck authenticated(Bench bench, CaseClient client, Hello hello) {
    Payload password = bench.hello("client").packet().password();
    if (!(question(bench, client, hello).packet() instanceof Auth question) || password == null) {
      bench.notExercisedUnless(false, "the run has no user name and password");
      throw new IllegalStateException("the case has ended");
    }
    client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, proof(bench, question)));
    ConnAck ack = client.await(ConnAck.class, it -> true);
    bench.notExercisedUnless(
        ack.reasonCode() == ReasonCode.SUCCESS,
        "the run's user name and password are not good for " + Scram.METHOD);
    return ack;
  }

  private static Payload first(Bench bench) {
    String userName = bench.hello("client").packet().userName();
    return Payload.of(Scram.clientFirst(userName == null ? SOMEBODY : userName, NONCE));
  }

  private static Payload proof(Bench bench, Auth question) {
    Payload password = bench.hello("client").packet().password();
    Payload asked = question.properties().binary(PropertyId.AUTHENTICATION_DATA);
    if (asked == null || password == null) {
      bench.inconclusiveUnless(false, "the broker's AUTH has no Authentication Data");
      throw new IllegalStateException("the case has ended");
    }
    return Payload.of(Scram.clientFinal(first(bench).asText(), asked.asText(), password));
  }

  private static Auth auth(ReasonCode code, Payload data) {
    return new Auth(code, properties(data));
  }

  private static Properties properties(Payload data) {
    return Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, Scram.METHOD)
        .with(PropertyId.AUTHENTICATION_DATA, data)
        .build();
  }
}
