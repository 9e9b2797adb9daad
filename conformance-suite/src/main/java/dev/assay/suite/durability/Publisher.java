package dev.assay.suite.durability;

import dev.assay.client.FlowHistory;
import dev.assay.client.Transcript;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages with numbers on all streams, a window of them under way at a time, and goes on where it was when it comes back:
 * PUBLISH again for what was not acknowledged, PUBREL again for what PUBREC has acknowledged [5.0 MQTT-4.4.0-1, 3.1.1
 * MQTT-4.4.0-1].
 */
final class Publisher {
  /** Where messages go. */
  enum Stream {
    /** QoS 1, to a subscriber that is there. */
    QOS_1(Qos.AT_LEAST_ONCE, 10_000),
    /** QoS 2, to a subscriber that is there. */
    QOS_2(Qos.EXACTLY_ONCE, 10_000),
    /** QoS 1, to a subscriber that is away. Brokers bound what they keep for it. */
    QUEUED(Qos.AT_LEAST_ONCE, 300),
    /** QoS 1 with RETAIN, on some topics in turn. */
    RETAINED(Qos.AT_LEAST_ONCE, 1_000);

    private final Qos qos;
    private final int countMax;

    Stream(Qos qos, int countMax) {
      this.qos = qos;
      this.countMax = countMax;
    }
  }

  /** Eight messages to the subscriber that is there, one to the one that is away, one that is retained. */
  private static final List<Stream> TURNS = List.of(
      Stream.QOS_1,
      Stream.QOS_2,
      Stream.QOS_1,
      Stream.QOS_2,
      Stream.QUEUED,
      Stream.QOS_1,
      Stream.QOS_2,
      Stream.QOS_1,
      Stream.QOS_2,
      Stream.RETAINED);

  static final int RETAINED_TOPICS = 20;

  /** As in the turns: eight of those that are received to one that is not. */
  private static final int PACED_TO_OTHER = 8;

  /** What waits in the broker for the subscriber stays far below what brokers keep (1,000 and more). */
  private static final int WAITING_MAX = 40;

  private final Guest guest;
  private final String topic;
  private final Set<Stream> streams;
  private final int window;
  private final Map<Stream, FlowHistory> histories;
  private final Progress progress;
  private final Map<Integer, Sent> inFlight = new LinkedHashMap<>();
  private final Map<Stream, Integer> sent = new EnumMap<>(Stream.class);
  private int lastPacketId;
  private int turn;
  private boolean isClosing;

  /** A message that is not completely acknowledged. */
  private record Sent(Stream stream, int number, boolean released, boolean counts) {}

  /**
   * One that has not connected yet.
   *
   * @param topic below which its topics are
   * @param streams those that the broker offers
   * @param window how many may be under way at a time, at least 1
   * @param histories told what is acknowledged, one for each stream
   */
  Publisher(
      Guest guest,
      String topic,
      Set<Stream> streams,
      int window,
      Map<Stream, FlowHistory> histories,
      Progress progress) {
    this.guest = guest;
    this.topic = topic;
    this.streams = streams;
    this.window = window;
    this.histories = histories;
    this.progress = progress;
  }

  /** The topic of a message. */
  static String topic(String below, Stream stream, int number) {
    return switch (stream) {
      case QOS_1 -> below + "/qos1";
      case QOS_2 -> below + "/qos2";
      case QUEUED -> below + "/queued";
      case RETAINED -> below + "/retained/" + number % RETAINED_TOPICS;
    };
  }

  /** Publishes until it is told to stop and all is acknowledged, or until the connection ends. */
  void work(BooleanSupplier isToStop) {
    try {
      while (!isToStop.getAsBoolean() || !inFlight.isEmpty()) {
        if (!isToStop.getAsBoolean()) {
          sendMore();
        }
        Packet packet = guest.next();
        if (packet != null) {
          on(packet);
        }
      }
    } catch (Undecided ended) {
      // the broker was ended; what is in flight stays so
      return;
    }
  }

  private void sendMore() {
    int withoutRoom = 0;
    while (inFlight.size() < window && withoutRoom < TURNS.size()) {
      Stream next = TURNS.get(turn++ % TURNS.size());
      if (streams.contains(next) && hasRoom(next)) {
        sendNext(next, true);
        withoutRoom = 0;
      } else {
        withoutRoom++;
      }
    }
  }

  private boolean hasRoom(Stream stream) {
    int count = sent.getOrDefault(stream, 0);
    if (stream == Stream.QOS_1 || stream == Stream.QOS_2) {
      return count < stream.countMax && count - history(stream).receivedCount() < WAITING_MAX;
    }
    // not ahead of those that somebody receives, which hold the pace
    int paced = sent.getOrDefault(Stream.QOS_1, 0) + sent.getOrDefault(Stream.QOS_2, 0);
    return count < stream.countMax && count <= paced / PACED_TO_OTHER;
  }

  private int sendNext(Stream stream, boolean counts) {
    do {
      lastPacketId = lastPacketId == PacketId.MAX ? PacketId.MIN : lastPacketId + 1;
    } while (inFlight.containsKey(lastPacketId));
    Sent next = new Sent(stream, sent.merge(stream, 1, Integer::sum), false, counts);
    inFlight.put(lastPacketId, next);
    guest.send(publish(lastPacketId, next, false));
    return next.number();
  }

  private Publish publish(int id, Sent each, boolean dup) {
    return new Publish(
        dup,
        each.stream().qos,
        each.stream() == Stream.RETAINED,
        TopicName.of(topic(topic, each.stream(), each.number())),
        id,
        Properties.NONE,
        Payload.of(String.valueOf(each.number())));
  }

  private void on(Packet packet) {
    if (packet instanceof PubAck ack) {
      acknowledged(inFlight.remove(ack.packetId()), !ack.reasonCode().isError());
    } else if (packet instanceof PubRec ack) {
      onPubRec(ack);
    } else if (packet instanceof PubComp ack) {
      inFlight.remove(ack.packetId());
    }
  }

  private void onPubRec(PubRec ack) {
    Sent taken = inFlight.get(ack.packetId());
    if (taken == null) {
      return;
    }
    acknowledged(taken, !ack.reasonCode().isError());
    if (ack.reasonCode().isError()) {
      inFlight.remove(ack.packetId());
      return;
    }
    inFlight.put(ack.packetId(), new Sent(taken.stream(), taken.number(), true, taken.counts()));
    guest.send(new PubRel(ack.packetId()));
  }

  private void acknowledged(@Nullable Sent message, boolean isTaken) {
    // of the messages behind the end of the broker nothing has to be outlasted
    if (message != null && isTaken && message.counts() && !isClosing) {
      history(message.stream()).acknowledged(message.number());
      progress.acknowledged();
    }
  }

  /**
   * Comes back, goes on with what was under way if the session is there, and publishes one more message on each stream that the
   * subscriber gets: everything before it has to come before it.
   *
   * @param closing told those messages as soon as they have their numbers
   * @return whether the session was there
   */
  boolean finish(Transcript transcript, Map<Stream, Integer> closing) throws Undecided {
    isClosing = true;
    boolean isPresent = guest.connect(transcript);
    if (isPresent) {
      new LinkedHashMap<>(inFlight)
          .forEach(
              (id, each) -> guest.send(each.released() ? new PubRel(id) : publish(id, each, true)));
      guest.collect(this::on, inFlight::isEmpty);
    } else {
      // a client discards its state when the server has none [5.0 MQTT-3.2.2-5]
      inFlight.clear();
    }
    for (Stream stream : List.of(Stream.QOS_1, Stream.QOS_2)) {
      if (streams.contains(stream)) {
        closing.put(stream, sendNext(stream, false));
      }
    }
    guest.collect(this::on, inFlight::isEmpty);
    return isPresent;
  }

  /** What the broker has not answered, in words, of one stream. */
  List<String> unanswered(Stream stream) {
    List<String> unanswered = new ArrayList<>();
    inFlight.values().stream()
        .filter(each -> each.stream() == stream)
        .forEach(each ->
            unanswered.add((each.released() ? "PUBREL of " : "PUBLISH of ") + each.number()));
    return unanswered;
  }

  private FlowHistory history(Stream stream) {
    FlowHistory history = histories.get(stream);
    if (history == null) {
      throw new IllegalStateException("no history for " + stream);
    }
    return history;
  }
}
