package dev.assay.suite;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * What the standard lets happen between a broker and its clients. Messages of one topic and QoS stay in order, and all other packets do;
 * nothing orders the ones behind the others (4.6), save that CONNACK is the first.
 *
 * @param name what people call it
 * @param lateNanos how much later a packet comes to a client, or {@link #NEVER}
 * @param passing who may pass whom
 * @param lateToBrokerNanos how much later bytes come to the broker
 * @param inPieces whether bytes come to a client one by one
 */
record Mishap(
    String name,
    ToLongFunction<Packet> lateNanos,
    Passing passing,
    LongSupplier lateToBrokerNanos,
    boolean inPieces) {
  /** For packets that are lost. */
  static final long NEVER = -1;

  /** The lane of the packets that are no messages. */
  static final String OTHERS = "others";

  /** Who may pass whom. */
  enum Passing {
    NOBODY,
    /** Messages and other packets each other. */
    MESSAGES,
    /** Messages of one topic and QoS those of another as well. */
    TOPICS
  }

  /** Nothing happens. */
  static final Mishap NONE = new Mishap("nothing", packet -> 0, Passing.NOBODY, () -> 0, false);

  /** Messages of QoS 0 come once or not at all (4.3.1). */
  static final Mishap LOSS = new Mishap(
      "messages of QoS 0 are lost",
      packet -> packet instanceof Publish publish && publish.qos() == Qos.AT_MOST_ONCE ? NEVER : 0,
      Passing.NOBODY,
      () -> 0,
      false);

  private static final int LATE_NANOS = 60_000_000;

  /** Those that nobody has to notice: no clause says how soon anything comes. */
  static List<Mishap> harmless(long seed) {
    Random random = new Random(seed);
    return List.of(
        new Mishap("all comes late", packet -> soon(random), Passing.NOBODY, () -> 0, false),
        new Mishap(
            "all gets to the broker late", packet -> 0, Passing.NOBODY, () -> soon(random), false),
        new Mishap(
            "all is late", packet -> soon(random), Passing.MESSAGES, () -> soon(random), false),
        new Mishap(
            "messages come behind acknowledgements",
            packet -> packet instanceof Publish ? LATE_NANOS : 0,
            Passing.MESSAGES,
            () -> 0,
            false),
        new Mishap(
            "acknowledgements come behind messages",
            packet -> packet instanceof Publish ? 0 : LATE_NANOS,
            Passing.MESSAGES,
            () -> 0,
            false),
        new Mishap(
            "messages of one topic come behind those of another",
            packet -> packet instanceof Publish publish ? late(publish) : 0,
            Passing.TOPICS,
            () -> 0,
            false),
        new Mishap("bytes come one by one", packet -> 0, Passing.NOBODY, () -> 0, true));
  }

  private static long late(Publish publish) {
    return ((publish.topic().hashCode() + publish.qos().level()) & 1) == 0 ? 0 : LATE_NANOS;
  }

  private static long soon(Random random) {
    return random.nextInt(LATE_NANOS);
  }

  /** Packets of one lane stay in order. */
  String lane(Packet packet) {
    if (!(packet instanceof Publish publish) || passing == Passing.NOBODY) {
      return OTHERS;
    }
    return passing == Passing.MESSAGES || publish.properties().has(PropertyId.TOPIC_ALIAS)
        ? "messages"
        : publish.topic() + " at QoS " + publish.qos().level();
  }

  @Override
  public String toString() {
    return name;
  }
}
