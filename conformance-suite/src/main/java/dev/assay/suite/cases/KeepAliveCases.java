package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Keep Alive. A broker has to close a silent client after 1.5 times the interval; that it does so later than that is tolerated up
 * to twice the interval and a second, since clocks are coarse. That it closes for reasons of its own is its right at any time,
 * so only a close that names Keep Alive as its reason can be too early.
 */
final class KeepAliveCases {
  private static final String SILENT = "silent for too long";
  private static final int KEEP_ALIVE_SECONDS = 1;

  /** Nobody waits for its end. */
  private static final int LONG_KEEP_ALIVE_SECONDS = 60;

  private static final int ATTEMPTS = 3;
  private static final int LONGEST_WORTH_WAITING_SECONDS = 2;

  /** Type, length, and where the Topic Name begins. */
  private static final int FIRST_PART_BYTES = 4;

  // of half a second at least, and fewer than the packet has bytes that is never finished
  private static final int ROUNDS_MAX = 20;

  /** How late a broker may close that needs no further look. */
  static final Duration LATEST = Duration.ofSeconds(2 * KEEP_ALIVE_SECONDS + 1);

  /** How long a broker that looks for silent clients now and then only may take until it looks. */
  static final Duration SWEEP = Duration.ofSeconds(5);

  @ConformanceCase(
      id = "keep-alive/silent-client-is-closed",
      title =
          "A client that is silent for 1.5 times its Keep Alive is closed, and its Will is published.",
      advice =
          "Look for a Keep Alive that nobody checks, or for a timeout that closes the connection"
              + " like a DISCONNECT would and forgets the Will.",
      takesSeconds = true)
  void silentClientIsClosed(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_22,
              demandV5 = "close-silent-connection",
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged closes,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_22,
              demandV5 = "treat-as-network-failure",
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "act-as-for-network-failure")
          Judged likeAFailure) {
    CaseClient observer = Subscribers.observer(bench, "will");
    CaseClient client = bench.open("client");
    client.keepSilent();
    ConnAck ack = client.connect(bench
        .hello("client")
        .keepAliveSeconds(KEEP_ALIVE_SECONDS)
        .will(bench.topic("will"), SILENT, Subscribers.surest(bench), false)
        .packet());
    long interval = ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, KEEP_ALIVE_SECONDS);
    bench.notExercisedUnless(
        interval > 0 && interval <= LONGEST_WORTH_WAITING_SECONDS,
        "the target imposes a Keep Alive of " + interval + " s");

    Answer inTime = client.answerWithin(bench.seconds((double) (2 * interval + 1)));
    Answer answer = inTime.closed() ? inTime : client.answer(SWEEP);

    bench.judge(
        closes,
        answer,
        Values.<Answer>bestIf(
                "close after 1.5 times the Keep Alive of " + interval + " s",
                any -> inTime.closed())
            .acceptableIf(
                "close, a few seconds later: the clause says after how long, not how soon after that",
                Answer::closed));
    bench.notExercisedUnless(
        Subscribers.surest(bench) != Qos.AT_MOST_ONCE,
        "the target takes QoS 0 only, at which a Will may be lost");
    observer.judge(
        likeAFailure,
        bench.patienceForWills(),
        onBoth().best("the Will", publish(will -> will.payload().asText().equals(SILENT))));
  }

  /** What the broker itself sends says nothing of whether the client is still there. */
  @ConformanceCase(
      id = "keep-alive/deliveries-do-not-count",
      title =
          "A client that says nothing is closed by Keep Alive also while it is sent messages all the time.",
      takesSeconds = true,
      advice = "Look for an idle timer that is set back by what is written, too.")
  void deliveriesDoNotCount(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_22,
              demandV5 = "close-silent-connection",
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged closes) {
    CaseClient publisher = bench.connect("publisher");
    CaseClient client = connectedWith(bench, "client", KEEP_ALIVE_SECONDS);
    client.subscribe(bench.topic("t"), Qos.AT_MOST_ONCE);

    Ending ending = whileBusy(
        bench,
        client,
        number -> publisher.send(Packets.publish(bench.topic("t"), "message " + number)));

    bench.judge(
        closes,
        ending,
        Values.<Ending>bestIf(
                "close after 1.5 times the Keep Alive of " + KEEP_ALIVE_SECONDS + " s",
                Ending::inTime)
            .acceptableIf("close, a few seconds later", end -> end.answer().closed()));
  }

  /**
   * To begin a packet is not to send it. But the interval is counted to the point at which a client starts to send, so that one may
   * take its time for a large packet: a broker that closes once nothing more comes of it is warned alone.
   */
  @ConformanceCase(
      id = "keep-alive/part-of-a-packet-does-not-count",
      title = "A client that sends part of a packet, and never the rest, is closed by Keep Alive.",
      takesSeconds = true,
      advice =
          "Look for a Keep Alive that is not looked at while a packet is being read, or that bytes set back.")
  void partOfAPacketDoesNotCount(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_22,
              demandV5 = "close-silent-connection",
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged closes) {
    byte[] packet = Deviation.of(
            bench.version(), Packets.publish(bench.topic("t"), "never all of it".repeat(3)))
        .bytes();
    CaseClient client = connectedWith(bench, "client", KEEP_ALIVE_SECONDS);
    client.sendBytes(Arrays.copyOf(packet, FIRST_PART_BYTES));

    Ending ending = whileBusy(
        bench,
        client,
        number -> client.sendBytes(
            Arrays.copyOfRange(packet, FIRST_PART_BYTES + number, FIRST_PART_BYTES + number + 1)));
    boolean minded = ending.answer().closed();
    Ending end = minded ? ending : new Ending(client.answer(LATEST.plus(SWEEP)), false);

    bench.judge(
        closes,
        end,
        Values.<Ending>bestIf(
                "close after 1.5 times the Keep Alive of " + KEEP_ALIVE_SECONDS
                    + " s, though a byte came each half second",
                Ending::inTime)
            .acceptableIf("close, a few seconds later", any -> minded)
            .warnIf(
                "close, only when no more bytes came: counts parts of a packet, where a Control Packet has"
                    + " to be received",
                last -> last.answer().closed()));
  }

  /**
   * How a client fared that sends no packet.
   *
   * @param inTime whether it was closed without a further look at silent clients
   */
  private record Ending(Answer answer, boolean inTime) {
    @Override
    public String toString() {
      return answer.toString();
    }
  }

  /** Lets something happen each half second until {@code client} is closed, or should be by any reckoning. */
  private static Ending whileBusy(Bench bench, CaseClient client, IntConsumer busy) {
    long beganMicros = bench.elapsedMicros();
    Answer answer = new Answer(List.of(), false);
    long untilMicros = beganMicros + micros(LATEST.plus(SWEEP));
    for (int i = 0;
        i < ROUNDS_MAX && !answer.closed() && bench.elapsedMicros() < untilMicros;
        i++) {
      busy.accept(i);
      answer = client.answerWithin(bench.seconds(0.5));
    }
    long passedMicros = bench.elapsedMicros() - beganMicros;
    return new Ending(answer, answer.closed() && passedMicros <= micros(LATEST));
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1_000;
  }

  @ConformanceCase(
      id = "keep-alive/client-value-is-used",
      title =
          "A client is not closed by Keep Alive before the interval that it asked for has passed.",
      takesSeconds = true,
      advice =
          "Look for a Keep Alive of the broker's own that is used without telling the client by Server Keep Alive.")
  void clientValueIsUsed(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_22) Judged used) {
    judgeNotTimedOut(bench, used, 2, client -> client.answerWithin(bench.seconds(1.8)));
  }

  @ConformanceCase(
      id = "keep-alive/zero-is-off",
      title = "A client with Keep Alive 0 is not closed by Keep Alive.",
      takesSeconds = true,
      advice = "Look for a timer of 0 seconds.")
  void zeroIsOff(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_22) Judged used) {
    judgeNotTimedOut(bench, used, 0, client -> client.answerWithin(bench.seconds(1.8)));
  }

  /** The Keep Alive is that of a connection, and its clock ends with it. */
  @ConformanceCase(
      id = "keep-alive/ends-with-its-connection",
      title =
          "A client that comes back with a longer Keep Alive is not closed by the one that it had before.",
      takesSeconds = true,
      advice =
          "Look for a timer that is filed by Client Identifier, or goes on when its connection has been taken over.")
  void endsWithItsConnection(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_22) Judged used) {
    judgeNotTimedOut(
        bench,
        used,
        LONG_KEEP_ALIVE_SECONDS,
        name -> {
          CaseClient client = connectedWith(bench, name, KEEP_ALIVE_SECONDS);
          ConnAck ack = client.reconnect(
              bench.hello(name).keepAliveSeconds(LONG_KEEP_ALIVE_SECONDS).packet());
          return withKeepAlive(bench, client, ack, LONG_KEEP_ALIVE_SECONDS);
        },
        client -> client.answerWithin(bench.seconds(2.5)));
  }

  /**
   * The value that the client set is to be used [3.2.2-22], and 3.1.2.10 says what it measures: the time from one Control Packet to
   * the next.
   */
  @ConformanceCase(
      id = "keep-alive/any-packet-counts",
      title =
          "Keep Alive is measured as 3.1.2.10 says, from the last packet of any kind, not from the last PINGREQ.",
      takesSeconds = true,
      advice =
          "Look for a Keep Alive timer that only PINGREQ resets: 3.2.2-22 asks for the client's Keep Alive, and by 3.1.2.10"
              + " that is the time between any two Control Packets.")
  void anyPacketCounts(Bench bench, @Covers(v5 = Mqtt5.MQTT_3_2_2_22) Judged used) {
    judgeNotTimedOut(bench, used, KEEP_ALIVE_SECONDS, client -> talk(bench, client));
  }

  /** A PUBLISH each half second, for 2 s, as long as nothing comes back. */
  private static Answer talk(Bench bench, CaseClient client) {
    Answer answer = client.answerWithin(Duration.ZERO);
    for (int i = 0; i < 4 && !answer.closed() && answer.isEmpty(); i++) {
      client.send(Packets.publish(bench.topic("t"), "still here"));
      answer = client.answerWithin(bench.seconds(0.5));
    }
    return answer;
  }

  /**
   * Fails only where DISCONNECT 0x8D came each time, to a client that was never silent for its Keep Alive: once may be a machine
   * that is too slow to send, or to read what was sent. So may a close without a word, which could have another reason as well.
   */
  private static void judgeNotTimedOut(
      Bench bench, Judged used, int keepAliveSeconds, Function<CaseClient, Answer> conduct) {
    judgeNotTimedOut(
        bench,
        used,
        keepAliveSeconds,
        name -> connectedWith(bench, name, keepAliveSeconds),
        conduct);
  }

  private static void judgeNotTimedOut(
      Bench bench,
      Judged used,
      int keepAliveSeconds,
      Function<String, CaseClient> connecting,
      Function<CaseClient, Answer> conduct) {
    int early = 0;
    Answer wordless = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      CaseClient client = connecting.apply("client" + attempt);
      Answer answer = afterPing(client, conduct.apply(client));
      if (answer.count(PingResp.class) > 0) {
        bench.judge(used, answer, staysConnected());
        return;
      }
      boolean provenEarly = keepAliveSeconds == 0
          || client.silentMicrosMax() < Duration.ofSeconds(keepAliveSeconds).toNanos() / 1_000;
      if (!timedOut(answer)) {
        wordless = answer;
      } else if (provenEarly) {
        early++;
      }
      if (early == ATTEMPTS) {
        bench.judge(used, answer, staysConnected());
      }
    }
    bench.inconclusiveUnless(
        wordless == null, "the broker closed the connection, and nobody can say why: " + wordless);
    bench.inconclusiveUnless(
        false, "this machine is too slow to keep a Keep Alive of " + keepAliveSeconds + " s");
  }

  /** The same if the connection has ended, else what a PINGREQ is answered by. */
  private static Answer afterPing(CaseClient client, Answer answer) {
    if (answer.closed() || timedOut(answer)) {
      return answer;
    }
    client.send(new PingReq());
    return client.nextAnswer();
  }

  private static boolean timedOut(Answer answer) {
    return answer.came().stream()
        .anyMatch(came -> came.packet() instanceof Disconnect disconnect
            && disconnect.reasonCode() == ReasonCode.KEEP_ALIVE_TIMEOUT);
  }

  private static CaseClient connectedWith(Bench bench, String name, int keepAliveSeconds) {
    CaseClient client = bench.open(name);
    ConnAck ack =
        client.connect(bench.hello(name).keepAliveSeconds(keepAliveSeconds).packet());
    return withKeepAlive(bench, client, ack, keepAliveSeconds);
  }

  /** {@code client}, if {@code ack} leaves it the Keep Alive that it asked for. */
  private static CaseClient withKeepAlive(
      Bench bench, CaseClient client, ConnAck ack, int keepAliveSeconds) {
    long interval = ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, keepAliveSeconds);
    bench.notExercisedUnless(
        interval == keepAliveSeconds, "the target imposes a Keep Alive of " + interval + " s");
    return client;
  }

  private static Values<Answer> staysConnected() {
    return Values.bestIf(
        "no DISCONNECT 0x8D, a PINGREQ is answered", answer -> answer.count(PingResp.class) > 0);
  }
}
