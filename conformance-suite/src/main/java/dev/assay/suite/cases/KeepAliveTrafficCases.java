package dev.assay.suite.cases;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Packets;
import dev.assay.suite.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Keep Alive measures: the time since the last Control Packet of the client, whatever its type (3.1.2.10).
 *
 * <p>A broker may close a client that it finds inactive at any time, and in 3.1.1 it cannot say why. So "too early" fails only where
 * it comes each time, to a client that was never silent for its Keep Alive; and where no DISCONNECT 0x8D gives that as the reason,
 * only if another client, which says the same under a Keep Alive that cannot have ended, stays connected beside it.
 */
final class KeepAliveTrafficCases {
  private static final int KEEP_ALIVE_SECONDS = 1;
  private static final int LONGER_SECONDS = 20;
  private static final int UNHURRIED_SECONDS = 60;
  private static final int LARGEST_SECONDS = 65_535;
  private static final int ATTEMPTS = 3;

  /** One each half second: for twice the time after which a client counts as silent. */
  private static final int ROUNDS = 6;

  /** As many are under way from the start: one to acknowledge in each round, or two rounds for one of QoS 2. */
  private static final int MESSAGES = 9;

  private static final double ROUND_SECONDS = 0.5;

  /** How late a broker may close that needs no further look. */
  private static final Duration LATEST = Duration.ofSeconds(2 * KEEP_ALIVE_SECONDS + 1);

  @ConformanceCase(
      id = "keep-alive/any-type-of-packet-counts",
      title =
          "A client is not closed by Keep Alive that sends packets in time, of whatever type they are.",
      takesSeconds = true,
      advice =
          "Look for a Keep Alive timer that is set back where some types of packets are handled, and not where a packet is read:"
              + " 3.1.2.10 measures from one Control Packet to the next.")
  void anyTypeOfPacketCounts(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_22,
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged used) {
    List<Row> rows = new ArrayList<>();
    // it has most to do before it begins, and nobody may have to wait for that
    if (bench.profile().maximumQos() == Qos.EXACTLY_ONCE
        && bench.profile().receiveMaximum() >= ROUNDS) {
      rows.add(Row.of("PUBREL", Releasing::new));
    }
    rows.add(Row.of("PINGREQ", () -> (client, round, heard) -> new PingReq()));
    rows.add(Row.of(
        "SUBSCRIBE",
        () -> (client, round, heard) ->
            Packets.subscribe(client.nextPacketId(), bench.topic("none"), Qos.AT_MOST_ONCE)));
    rows.add(Row.of(
        "UNSUBSCRIBE",
        () -> (client, round, heard) ->
            Packets.unsubscribe(client.nextPacketId(), bench.topic("none"))));
    rows.add(Row.of(
        "PUBLISH of QoS 0",
        () -> (client, round, heard) -> Packets.publish(bench.topic("t"), "still here")));
    if (bench.profile().maximumQos() != Qos.AT_MOST_ONCE) {
      rows.add(Row.of(
          "PUBLISH of QoS 1",
          () -> (client, round, heard) -> Packets.publish(
              Qos.AT_LEAST_ONCE, client.nextPacketId(), bench.topic("t"), "still here")));
    }

    judgeAllStay(bench, used, rows);
  }

  @ConformanceCase(
      id = "keep-alive/acknowledgements-count",
      title =
          "A client is not closed by Keep Alive that acknowledges messages in time and sends nothing else.",
      takesSeconds = true,
      advice =
          "Look for acknowledgements that go straight to the queue of deliveries, past the Keep Alive timer.",
      needs = Need.QOS_1)
  void acknowledgementsCount(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_22,
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged used) {
    CaseClient publisher = bench.connect("publisher");
    List<Row> rows = new ArrayList<>();
    bench.notExercisedUnless(
        bench.profile().receiveMaximum() >= MESSAGES,
        "the target takes fewer than " + MESSAGES + " messages at a time");
    rows.add(Row.unhurried("PUBACK", () -> new Acknowledging(publisher, Qos.AT_LEAST_ONCE)));
    if (bench.profile().maximumQos() == Qos.EXACTLY_ONCE) {
      rows.add(Row.unhurried(
          "PUBREC and PUBCOMP", () -> new Acknowledging(publisher, Qos.EXACTLY_ONCE)));
    }

    judgeAllStay(bench, used, rows);
  }

  /** The largest value is 18 hours 12 minutes and 15 seconds. */
  @ConformanceCase(
      id = "keep-alive/largest-is-used",
      title = "A client with the largest Keep Alive, 65,535 s, is not closed after seconds.",
      takesSeconds = true,
      advice = "Look for a Keep Alive that is read as a signed number, or overflows.")
  void largestIsUsed(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_2_2_22,
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged used) {
    judgeAllStay(
        bench,
        used,
        List.of(new Row(
            "silent for seconds", LARGEST_SECONDS, 0, () -> (client, round, heard) -> null)));
  }

  /** The Keep Alive is that of a connection. A session has none. */
  @ConformanceCase(
      id = "keep-alive/of-the-new-connection-is-used",
      title =
          "A client that resumes its session with a shorter Keep Alive is closed by that, not by the one of before.",
      takesSeconds = true,
      advice = "Look for a Keep Alive that is kept with the session.")
  void ofTheNewConnectionIsUsed(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_2_22,
              demandV5 = "close-silent-connection",
              v311 = Mqtt311.MQTT_3_1_2_24,
              demandV311 = "close-after-keep-alive-and-half")
          Judged closes) {
    CaseClient client =
        Sessions.lasting(bench, "client", hello -> hello.keepAliveSeconds(LONGER_SECONDS));
    client.drop();
    ConnAck back = client.reconnect(bench
        .hello("client")
        .keepSession()
        .cleanStart(false)
        .keepAliveSeconds(KEEP_ALIVE_SECONDS)
        .packet());
    mustLeave(bench, back, KEEP_ALIVE_SECONDS);

    Answer inTime = client.answerWithin(LATEST);
    Answer answer = inTime.closed() ? inTime : client.answer(KeepAliveCases.SWEEP);

    bench.judge(
        closes,
        answer,
        Values.<Answer>bestIf(
                "close after 1.5 times the Keep Alive of " + KEEP_ALIVE_SECONDS + " s",
                any -> inTime.closed())
            .acceptableIf(
                "close, a few seconds later: the clause says after how long, not how soon after that",
                Answer::closed));
  }

  // ---- what clients say

  /** What a client says, one packet in each round; null for none. */
  @FunctionalInterface
  private interface Talk {
    @Nullable
    Packet next(CaseClient client, int round, List<Packet> heard);

    /** What has to be done before on the connection that stands already. */
    default void begin(Bench bench, CaseClient client) {}
  }

  /**
   * Clients that say the same, if they are right.
   *
   * @param talk made anew for each client
   */
  private record Row(
      String name, int keepAliveSeconds, int controlSeconds, Supplier<? extends Talk> talk) {
    static Row of(String name, Supplier<? extends Talk> talk) {
      return new Row(name, KEEP_ALIVE_SECONDS, UNHURRIED_SECONDS, talk);
    }

    static Row unhurried(String name, Supplier<? extends Talk> talk) {
      return new Row(name, 2 * KEEP_ALIVE_SECONDS, UNHURRIED_SECONDS, talk);
    }
  }

  /** Releases one message of QoS 2 after the other. */
  private static final class Releasing implements Talk {
    private int first;

    @Override
    public void begin(Bench bench, CaseClient client) {
      first = client.nextPacketId();
      for (int id = first; id < first + ROUNDS; id = client.nextPacketId()) {
        client.publishUpToPubRec(
            Packets.publish(Qos.EXACTLY_ONCE, id, bench.topic("t"), "to be released"));
      }
    }

    @Override
    public Packet next(CaseClient client, int round, List<Packet> heard) {
      return new PubRel(first + round);
    }
  }

  /** Answers one of the packets that came, if there is one. Its clients have twice the Keep Alive, and need it to get messages first. */
  private record Acknowledging(CaseClient publisher, Qos qos) implements Talk {

    @Override
    public void begin(Bench bench, CaseClient client) {
      String topic = bench.topic(client.name());
      Subscribers.grantedAsAsked(bench, client, Subscription.of(TopicFilter.of(topic), qos));
      // all at once: the Keep Alive of the client counts already
      for (int i = 0; i < MESSAGES; i++) {
        publisher.send(Packets.publish(qos, publisher.nextPacketId(), topic, "message " + i));
      }
      for (int i = 0; i < MESSAGES && qos == Qos.AT_LEAST_ONCE; i++) {
        publisher.await(PubAck.class, any -> true);
      }
      List<Integer> received = new ArrayList<>();
      for (int i = 0; i < MESSAGES && qos == Qos.EXACTLY_ONCE; i++) {
        received.add(publisher.await(PubRec.class, any -> true).packetId());
      }
      received.forEach(id -> publisher.send(new PubRel(id)));
      received.forEach(id -> publisher.await(PubComp.class, comp -> comp.packetId() == id));
    }

    @Override
    public @Nullable Packet next(CaseClient client, int round, List<Packet> heard) {
      if (heard.isEmpty()) {
        return null;
      }
      Packet packet = heard.remove(0);
      if (packet instanceof PubRel rel) {
        return new PubComp(rel.packetId());
      }
      int packetId = ((Publish) packet).packetId();
      return qos == Qos.EXACTLY_ONCE ? new PubRec(packetId) : new PubAck(packetId);
    }
  }

  // ---- how they fare

  /** A client that talks. */
  private static final class Talker {
    private final CaseClient client;
    private final Row row;
    private final int keepAliveSeconds;
    private final Talk talk;
    private final List<Packet> heard = new ArrayList<>();
    private Answer answer = new Answer(List.of(), false);
    private boolean wasSilent;

    Talker(Bench bench, String name, Row row, int keepAliveSeconds) {
      this.row = row;
      this.keepAliveSeconds = keepAliveSeconds;
      talk = row.talk().get();
      client = bench.open(name);
      ConnAck ack =
          client.connect(bench.hello(name).keepAliveSeconds(keepAliveSeconds).packet());
      mustLeave(bench, ack, keepAliveSeconds);
      // what a broker takes its time for, here and in the clients that begin after it, is not the
      // client's silence
      client.keepAwake();
      talk.begin(bench, client);
    }

    void say(int round) {
      if (!isGone()) {
        Packet packet = talk.next(client, round, heard);
        if (packet != null) {
          client.send(packet);
        }
      }
    }

    void listen(Duration time) {
      if (isGone()) {
        return;
      }
      Answer more = client.answerWithin(time);
      answer = answer.followedBy(more);
      more.came().stream()
          .map(Answer.Came::packet)
          .filter(packet -> packet instanceof Publish || packet instanceof PubRel)
          .forEach(heard::add);
      wasSilent = keepAliveSeconds > 0
          && client.silentMicrosMax() >= Duration.ofSeconds(keepAliveSeconds).toNanos() / 1_000;
    }

    boolean isGone() {
      return answer.closed() || answer.count(Disconnect.class) > 0;
    }

    boolean isTimedOut() {
      return answer.count(Disconnect.class) > 0
          && answer.packet(Disconnect.class).reasonCode() == ReasonCode.KEEP_ALIVE_TIMEOUT;
    }

    /** Whether it was closed without a word, which need not have been by Keep Alive. */
    boolean isGoneWithoutAWord() {
      return isGone() && answer.count(Disconnect.class) == 0;
    }

    @Override
    public String toString() {
      return row.name() + ": " + (isTimedOut() ? "DISCONNECT 0x8D" : "closed") + " each time";
    }
  }

  private static void judgeAllStay(Bench bench, Judged used, List<Row> rows) {
    List<Row> suspects = rows;
    List<String> guilty = List.of();
    List<String> unclear = new ArrayList<>();
    for (int attempt = 1; attempt <= ATTEMPTS && !suspects.isEmpty(); attempt++) {
      List<Row> again = new ArrayList<>();
      List<String> accused = new ArrayList<>();
      List<Talker> all = talkers(bench, suspects, attempt);
      play(bench, all);
      for (int i = 0; i < suspects.size(); i++) {
        Talker talker = all.get(i);
        Talker control = all.size() > suspects.size() ? all.get(suspects.size() + i) : null;
        if (!talker.isGone()) {
          continue;
        }
        if (isByKeepAlive(talker, control)) {
          again.add(suspects.get(i));
          accused.add(talker.toString());
        } else {
          unclear.add(talker.row.name());
        }
      }
      suspects = again;
      guilty = accused;
    }
    bench.inconclusiveUnless(
        !guilty.isEmpty() || unclear.isEmpty(),
        "the broker closed connections, and nobody can say why: " + unclear);
    bench.judge(used, guilty, Values.best("each client stays connected", List.of()));
  }

  /** A client for each row, in this order; from the second attempt on also a control for each, under another Keep Alive. */
  private static List<Talker> talkers(Bench bench, List<Row> rows, int attempt) {
    List<Talker> controls = new ArrayList<>();
    for (int i = 0; attempt > 1 && i < rows.size(); i++) {
      controls.add(
          new Talker(bench, "control" + attempt + i, rows.get(i), rows.get(i).controlSeconds()));
    }
    List<Talker> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      all.add(
          new Talker(bench, "talker" + attempt + i, rows.get(i), rows.get(i).keepAliveSeconds()));
    }
    all.addAll(controls);
    return all;
  }

  private static void play(Bench bench, List<Talker> all) {
    Duration share = bench.seconds(ROUND_SECONDS / all.size());
    int rounds = all.get(0).keepAliveSeconds > KEEP_ALIVE_SECONDS ? MESSAGES : ROUNDS;
    all.forEach(talker -> talker.client.keepSilent());
    for (int i = 0; i < rounds; i++) {
      int round = i;
      all.forEach(talker -> talker.say(round));
      all.forEach(talker -> talker.listen(share));
    }
  }

  private static boolean isByKeepAlive(Talker talker, @Nullable Talker control) {
    boolean controlStays = control == null || !control.isGone();
    return !talker.wasSilent
        && (talker.isTimedOut() || (talker.isGoneWithoutAWord() && controlStays));
  }

  /** Ends the case where the target imposes another Keep Alive. */
  private static void mustLeave(Bench bench, ConnAck ack, int keepAliveSeconds) {
    long interval = ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, keepAliveSeconds);
    bench.notExercisedUnless(
        interval == keepAliveSeconds, "the target imposes a Keep Alive of " + interval + " s");
  }
}
