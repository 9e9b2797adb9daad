package dev.assay.suite.durability;

import dev.assay.client.Transcript;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.suite.RunSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Clients that come, subscribe and leave, one after the other, while the others work: their sessions are to be there afterwards. */
final class Visitors {
  private static final int COUNT_MAX = 40;

  /** So many other messages go by before the next one. */
  private static final int EVERY = 10;

  private final RunSettings settings;
  private final Trial.Names names;
  private final Progress progress;
  // by name, those whose SUBACK has come
  private final Map<String, Guest> acknowledged = new ConcurrentHashMap<>();

  Visitors(RunSettings settings, Trial.Names names, Progress progress) {
    this.settings = settings;
    this.names = names;
    this.progress = progress;
  }

  /** Lets one after the other in until the broker ends. */
  void work(Duration patience) {
    try {
      for (int number = 1;
          number <= COUNT_MAX && progress.await(number * EVERY, patience);
          number++) {
        visit("visitor " + number, number);
      }
    } catch (Undecided ended) {
      // the broker was ended
      return;
    }
  }

  private void visit(String name, int number) throws Undecided {
    try (Guest guest = new Guest(settings, names, "v" + number, name)) {
      guest.connect(new Transcript(settings.secrets()));
      boolean isGranted =
          guest.subscribe(Map.of(topic(name), Qos.AT_LEAST_ONCE), packet -> {}).stream()
              .noneMatch(ReasonCode::isError);
      if (isGranted) {
        acknowledged.put(name, guest);
      }
      guest.leave();
    }
  }

  private String topic(String name) {
    return names.topic(name.replace(' ', '/'));
  }

  /** Those of whom the broker has acknowledged session and subscription. */
  Set<String> acknowledged() {
    return new TreeSet<>(acknowledged.keySet());
  }

  /**
   * Lets them all come back, and publishes a message to each.
   *
   * @param sessions told those whose session is there
   * @param subscriptions told those whom the message reached
   */
  void comeBack(Set<String> sessions, Set<String> subscriptions, Transcript transcript)
      throws Undecided {
    try (Guest sender = new Guest(settings, names, "c", "checking publisher")) {
      sender.connect(transcript);
      for (Map.Entry<String, Guest> each : acknowledged.entrySet()) {
        if (each.getValue().connect(transcript)) {
          sessions.add(each.getKey());
        } else {
          each.getValue().leave();
        }
      }
      for (String name : sessions) {
        publish(sender, topic(name));
      }
      boolean isMissed = false;
      for (String name : sessions) {
        receive(name, subscriptions, isMissed);
        isMissed |= !subscriptions.contains(name);
      }
      sender.leave();
    } finally {
      acknowledged.values().forEach(Guest::close);
    }
  }

  /** @param hadTime whether another one was waited for in vain, so that this one's message has had its time */
  private void receive(String name, Set<String> subscriptions, boolean hadTime) throws Undecided {
    Guest guest = acknowledged.get(name);
    if (guest == null) {
      return;
    }
    Guest.Reader reader = packet -> {
      if (packet instanceof Publish publish) {
        subscriptions.add(name);
        if (publish.qos() == Qos.AT_LEAST_ONCE) {
          guest.send(new PubAck(publish.packetId()));
        }
      }
    };
    BooleanSupplier isDone = () -> subscriptions.contains(name);
    if (hadTime) {
      guest.collectWhatIsThere(reader, isDone);
    } else {
      guest.collect(reader, isDone);
    }
    guest.leave();
  }

  private static void publish(Guest sender, String topic) throws Undecided {
    boolean[] isTaken = new boolean[1];
    sender.send(new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of(topic),
        1,
        Properties.NONE,
        Payload.of("welcome back")));
    sender.collect(packet -> isTaken[0] |= packet instanceof PubAck, () -> isTaken[0]);
    if (!isTaken[0]) {
      throw Undecided.because("PUBLISH of the checking publisher was not answered by PUBACK");
    }
  }
}
