package dev.assay.suite.durability;

import dev.assay.client.FlowHistory;
import dev.assay.client.Transcript;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Publishes at QoS 2 and holds each exchange where PUBREC has come and PUBREL has not been sent. Back again, it repeats every
 * other PUBLISH, as a client does that PUBREC did not reach, and then sends PUBREL for all.
 */
final class Holder {
  /** So many other messages go by before the next one. */
  private static final int EVERY = 20;

  private final Guest guest;
  private final String topic;
  private final int countMax;
  private final FlowHistory history;
  private final Progress progress;
  // message and packet identifier have the same number
  private final Set<Integer> held = new TreeSet<>();
  private final List<String> unanswered = new ArrayList<>();

  /**
   * One that has not connected yet.
   *
   * @param countMax how many it holds at a time, at least 1
   */
  Holder(Guest guest, String topic, int countMax, FlowHistory history, Progress progress) {
    this.guest = guest;
    this.topic = topic;
    this.countMax = countMax;
    this.history = history;
    this.progress = progress;
  }

  void begin(Transcript transcript) throws Undecided {
    guest.connect(transcript);
  }

  /** Publishes one after the other while the others work. Returns when all are held, or the connection ends. */
  void work(Duration patience) {
    try {
      for (int number = 1;
          number <= countMax && progress.await(number * EVERY, patience, guest::keepAlive);
          number++) {
        publish(number);
      }
    } catch (Undecided ended) {
      // the broker was ended
      return;
    }
  }

  private void publish(int number) throws Undecided {
    guest.send(message(number, false));
    guest.collect(
        packet -> {
          if (packet instanceof PubRec ack
              && ack.packetId() == number
              && !ack.reasonCode().isError()) {
            held.add(number);
            history.acknowledged(number);
          }
        },
        () -> held.contains(number));
  }

  private Publish message(int number, boolean dup) {
    return new Publish(
        dup,
        Qos.EXACTLY_ONCE,
        false,
        TopicName.of(topic),
        number,
        Properties.NONE,
        Payload.of(String.valueOf(number)));
  }

  /**
   * Comes back, ends what it held if the session is there, and publishes one more message, which has to come behind them.
   *
   * @return whether the session was there
   */
  boolean finish(Transcript transcript) throws Undecided {
    boolean isPresent = guest.connect(transcript);
    if (isPresent) {
      Set<Integer> repeated = new TreeSet<>();
      held.stream().filter(number -> number % 2 == 1).forEach(repeated::add);
      repeated.forEach(number -> guest.send(message(number, true)));
      await(repeated, PubRec.class, "repeated PUBLISH of ");
      release(held);
    } else {
      held.forEach(number -> unanswered.add("exchange " + number + ", whose session is gone"));
    }
    int last = closing();
    guest.send(message(last, false));
    await(new TreeSet<>(Set.of(last)), PubRec.class, "PUBLISH of ");
    release(Set.of(last));
    return isPresent;
  }

  private void release(Set<Integer> numbers) throws Undecided {
    numbers.forEach(number -> guest.send(new PubRel(number)));
    await(new TreeSet<>(numbers), PubComp.class, "PUBREL of ");
  }

  private void await(Set<Integer> missing, Class<? extends Packet> answer, String what)
      throws Undecided {
    guest.collect(
        packet -> {
          if (answer.isInstance(packet)) {
            missing.remove(packetId(packet));
          }
        },
        missing::isEmpty);
    missing.forEach(number -> unanswered.add(what + number));
  }

  private static int packetId(Packet packet) {
    return packet instanceof PubRec ack
        ? ack.packetId()
        : packet instanceof PubComp ack ? ack.packetId() : 0;
  }

  /** The number of the message behind all others. */
  int closing() {
    return countMax + 1;
  }

  /** What was not answered, in words. */
  List<String> unanswered() {
    return List.copyOf(unanswered);
  }
}
