package dev.assay.suite.cases;

import static dev.assay.codec.packet.ReasonCode.BAD_USER_NAME_OR_PASSWORD;
import static dev.assay.codec.packet.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static dev.assay.codec.packet.ReasonCode.MALFORMED_PACKET;
import static dev.assay.codec.packet.ReasonCode.PROTOCOL_ERROR;
import static dev.assay.codec.packet.ReasonCode.SUCCESS;
import static dev.assay.codec.packet.ReasonCode.TOPIC_ALIAS_INVALID;
import static dev.assay.codec.packet.ReasonCode.TOPIC_NAME_INVALID;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.suite.Outcomes.connectRefusedWith;
import static dev.assay.suite.Outcomes.on;
import static dev.assay.suite.Outcomes.refusedWith;
import static dev.assay.suite.Step.any;
import static dev.assay.suite.Step.closed;
import static dev.assay.suite.Step.connAck;
import static dev.assay.suite.Step.connAckRefusing;
import static dev.assay.suite.Step.disconnectWithError;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.pingResp;

import dev.assay.codec.corpus.Corpus;
import dev.assay.codec.corpus.Duty;
import dev.assay.codec.corpus.Duty.Rigour;
import dev.assay.codec.corpus.Flaw;
import dev.assay.codec.corpus.RightPackets;
import dev.assay.codec.corpus.Specimen;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.Answer;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.CorpusCase;
import dev.assay.suite.CorpusRow;
import dev.assay.suite.Judged;
import dev.assay.suite.Outcomes;
import dev.assay.suite.Packets;
import dev.assay.suite.Series;
import dev.assay.suite.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The corpus of wrong packets: each is sent on a connection of its own on which it would be right but for its one fault. The right
 * packet goes first: a broker that refuses that one too says nothing by refusing the others. Over TCP all are sent; other transports
 * carry the same bytes to the same decoder, so that a sample shows whether they do.
 */
final class CorpusCases {
  private static final int ONE_IN = 8;

  /** All that one flaw can do to packets of one type. */
  @CorpusCase
  void refused(Bench bench, CorpusRow row, Judged refused) {
    Series series = bench.series(refused, outcomes(bench.version(), row));
    Situation situation = new Situation(bench, row);
    series.playAndTakeDown(() -> playAll(bench, row, situation, series));
  }

  private static void playAll(Bench bench, CorpusRow row, Situation situation, Series series) {
    Set<String> played = new HashSet<>();
    boolean goOn = true;
    int kinds = right(bench, row, 1).size();
    for (int kind = 0; kind < kinds && goOn; kind++) {
      goOn = play(bench, row, kind, situation, played, series);
    }
  }

  /** All wrong forms of one of the right packets that were not played yet; false if the broker is worth no more. */
  private static boolean play(
      Bench bench,
      CorpusRow row,
      int kind,
      Situation situation,
      Set<String> played,
      Series series) {
    // an acknowledgement has the Packet Identifier that the broker chose, most often the same
    Map<Integer, List<Specimen>> byPacketId = new HashMap<>();
    IntFunction<List<Specimen>> wrongUnder =
        id -> byPacketId.computeIfAbsent(id, each -> wrong(bench, row, kind, each));
    List<Specimen> wrong = wrongUnder.apply(1);
    List<Integer> fresh = IntStream.range(0, wrong.size())
        .filter(i -> played.add(wrong.get(i).name()))
        .boxed()
        .toList();
    if (!fresh.isEmpty() && !situation.takes(kind)) {
      series.notSent(fresh.size(), "the broker does not take the right packet");
      return true;
    }
    boolean goOn = true;
    for (int n = 0; n < fresh.size() && goOn; n += bench.isTcp() ? 1 : ONE_IN) {
      int i = fresh.get(n);
      Place place = situation.next();
      if (n > 0) {
        // the first shows how it came to this, the others only what is their own
        place.client().forgetSoFar();
      }
      place.client().send(wrongUnder.apply(place.packetId()).get(i).bytes());
      goOn = series.judge(wrong.get(i).name(), place.client());
      place.client().drop();
    }
    return goOn;
  }

  private static List<Specimen> wrong(Bench bench, CorpusRow row, int kind, int packetId) {
    Packet right = right(bench, row, packetId).get(kind);
    return Corpus.of(bench.version(), right).specimens(row.flaw());
  }

  private static List<Packet> right(Bench bench, CorpusRow row, int packetId) {
    Connect hello = bench.hello("corpus").packet();
    return RightPackets.of(
        bench.version(),
        row.type(),
        new RightPackets.Names(
            hello.clientId(), bench.topic("corpus"), packetId, hello.userName(), hello.password()));
  }

  /** A client for which a packet of the row's type is due, and the Packet Identifier that is due. */
  private record Place(CaseClient client, int packetId) {}

  /** Brings clients to where a packet of the row's type is due. */
  private static final class Situation {
    private static final int ANY_ID = 1;

    private final Bench bench;
    private final CorpusRow row;
    private int clients;

    Situation(Bench bench, CorpusRow row) {
      this.bench = bench;
      this.row = row;
    }

    Place next() {
      String name = "input" + ++clients;
      if (row.flaw() == Flaw.BEFORE_CONNECT || row.type() == PacketType.CONNECT) {
        return new Place(bench.open(name), ANY_ID);
      }
      CaseClient client = bench.connect(name);
      return new Place(
          client,
          switch (row.type()) {
            case PUBACK -> underWay(client, Qos.AT_LEAST_ONCE);
            case PUBREC -> underWay(client, Qos.EXACTLY_ONCE);
            case PUBREL -> halfWay(client);
            case PUBCOMP -> released(client);
            default -> ANY_ID;
          });
    }

    /** A message on its way to {@code client}, which has not acknowledged it. */
    private int underWay(CaseClient client, Qos qos) {
      String topic = bench.topic(client.name());
      Qos granted = client.subscribe(topic, qos);
      bench.notExercisedUnless(granted == qos, "the broker grants no subscription of " + qos);
      client.publish(qos, topic, "under way");
      Publish publish = client.receiveUnacknowledged();
      bench.inconclusiveUnless(publish.qos() == qos, "the message came at another QoS than " + qos);
      return publish.packetId();
    }

    /** A message of the client's own, of which PUBREC has come. */
    private int halfWay(CaseClient client) {
      int packetId = client.nextPacketId();
      client.publishUpToPubRec(
          Packets.publish(Qos.EXACTLY_ONCE, packetId, bench.topic(client.name()), "half way"));
      return packetId;
    }

    /** A message of which PUBREL has come. */
    private int released(CaseClient client) {
      int packetId = underWay(client, Qos.EXACTLY_ONCE);
      client.send(new PubRec(packetId));
      client.await(PubRel.class, rel -> rel.packetId() == packetId);
      return packetId;
    }

    /** Whether the broker takes the right packet, where a right one could be taken. */
    boolean takes(int kind) {
      boolean isWrongAsItIs = row.flaw() == Flaw.BEFORE_CONNECT
          || row.flaw() == Flaw.DIRECTION
          || row.type() == PacketType.AUTH
          || row.type() == PacketType.DISCONNECT;
      if (isWrongAsItIs) {
        return true;
      }
      Place place = next();
      place.client().send(right(bench, row, place.packetId()).get(kind));
      boolean taken;
      if (row.type() == PacketType.CONNECT) {
        Answer answer = place.client().nextAnswer();
        taken =
            answer.count(ConnAck.class) > 0 && answer.packet(ConnAck.class).reasonCode() == SUCCESS;
      } else if (row.type() == PacketType.SUBSCRIBE) {
        // a broker may know no Subscription Identifiers, and say so here
        Answer answer = place.client().nextAnswer();
        taken = answer.count(SubAck.class) > 0
            && answer.packet(SubAck.class).reasonCodes().stream().noneMatch(ReasonCode::isError);
      } else {
        place.client().waitUntilRead();
        taken = place.client().established();
      }
      place.client().drop();
      return taken;
    }
  }

  // ---- what a broker may do

  private static Outcomes outcomes(MqttVersion version, CorpusRow row) {
    Duty duty = row.duty(version);
    if (row.flaw() == Flaw.BEFORE_CONNECT) {
      return Malformed.closedUnanswered();
    }
    boolean isConnect = row.type() == PacketType.CONNECT;
    if (duty.rigour() == Rigour.MAY_REFUSE) {
      if (row.type() == PacketType.DISCONNECT) {
        return refusedOrServed().warn(Malformed.NOT_CLOSED_BEHIND_DISCONNECT, Step.mute());
      }
      return isConnect ? connectRefusedOrServed() : refusedOrServed(answersTo(row.type()));
    }
    if (isConnect) {
      return duty.rigour() == Rigour.MUST_REFUSE
          ? connectRefusedWith(
              MALFORMED_PACKET,
              PROTOCOL_ERROR,
              CLIENT_IDENTIFIER_NOT_VALID,
              BAD_USER_NAME_OR_PASSWORD,
              TOPIC_NAME_INVALID)
          : Malformed.connectTolerableInV5(duty.code());
    }
    if (row.type() == PacketType.AUTH) {
      return on(V5)
          .best("close; for AUTH the DISCONNECT is a MAY", closed())
          .acceptable("DISCONNECT with an error code, then close", disconnectWithError(), closed());
    }
    if (duty.rigour() == Rigour.MUST_REFUSE && version == V5) {
      return refusedWith(MALFORMED_PACKET, PROTOCOL_ERROR);
    }
    if (row.type() == PacketType.DISCONNECT && version == V5) {
      return Malformed.disconnectTolerableInV5(duty.code());
    }
    return row.flaw() == Flaw.PACKET_IDENTIFIER
        ? Malformed.tolerableInV5AnsweredBy(firstByteOfAnswerTo(row.type()))
        : Malformed.tolerableInV5(
            duty.code(),
            row.flaw() == Flaw.VALUE ? TOPIC_ALIAS_INVALID : duty.code(),
            answersTo(row.type()));
  }

  private static Outcomes connectRefusedOrServed() {
    return on(V5)
        .best("served as if it were right", connAck(SUCCESS))
        .acceptable("a refusing CONNACK, then close", connAckRefusing(), closed())
        .acceptable("close", closed());
  }

  private static Outcomes.Graded refusedOrServed(Step... answers) {
    Outcomes.Graded outcomes = on(V5)
        .best("served as if it were right", leftOpen())
        .acceptable("DISCONNECT with an error code, then close", disconnectWithError(), closed())
        .acceptable("close", closed());
    for (Step answer : answers) {
      outcomes = outcomes.acceptable("served and answered", answer, leftOpen());
    }
    return outcomes;
  }

  private static Step[] answersTo(PacketType type) {
    return switch (type) {
      case PUBLISH -> new Step[] {any(PubAck.class), any(PubRec.class)};
      case PUBREC -> new Step[] {any(PubRel.class)};
      case PUBREL -> new Step[] {any(PubComp.class)};
      case SUBSCRIBE -> new Step[] {any(SubAck.class)};
      case UNSUBSCRIBE -> new Step[] {any(UnsubAck.class)};
      case PINGREQ -> new Step[] {pingResp()};
      default -> new Step[0];
    };
  }

  /** In hexadecimal. */
  private static String firstByteOfAnswerTo(PacketType type) {
    return switch (type) {
      case PUBLISH -> "40";
      case PUBREC -> "62";
      case PUBREL -> "70";
      case SUBSCRIBE -> "90";
      case UNSUBSCRIBE -> "B0";
      // none is due
      default -> "C0";
    };
  }
}
