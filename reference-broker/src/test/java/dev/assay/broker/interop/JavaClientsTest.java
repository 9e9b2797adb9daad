package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.interop.OtherClient.Message;
import dev.assay.broker.net.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every library for Java does with the broker. */
@Timeout(300)
class JavaClientsTest {
  /** More than a read from a socket, a record of TLS or a frame of a WebSocket brings at once. */
  private static final String LARGE = "0123456789".repeat(30_000);

  private BrokerForOthers broker;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerForOthers.start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  static Stream<Arguments> librariesAndTransports() {
    return Stream.of(Library.values())
        .flatMap(library ->
            Stream.of(Transport.values()).map(transport -> Arguments.of(library, transport)));
  }

  @ParameterizedTest
  @MethodSource("librariesAndTransports")
  void messagesOfEachQosArriveOverEachTransport(Library library, Transport transport)
      throws Exception {
    try (OtherClient subscriber = library.client(broker, transport, "subscriber");
        OtherClient publisher = library.client(broker, transport, "publisher")) {
      subscriber.connect(true, null);
      subscriber.subscribe("room/+", 2);
      publisher.connect(true, null);
      for (int qos = 0; qos <= 2; qos++) {
        Message small = Message.of("room/" + qos, "small", qos);
        Message large = Message.of("room/" + qos, LARGE, qos);
        Message empty = Message.of("room/" + qos, "", qos);

        publisher.publish(small);
        publisher.publish(large);
        publisher.publish(empty);

        assertThat(take(subscriber, 3)).containsExactly(small, large, empty);
      }
    }
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Library.values())
        .flatMap(from -> Stream.of(Library.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void messagesCrossBetweenLibrariesAndVersionsInOrder(Library from, Library to) throws Exception {
    try (OtherClient subscriber = to.connected(broker, "subscriber");
        OtherClient publisher = from.connected(broker, "publisher")) {
      subscriber.subscribe("#", 2);
      for (int each = 0; each <= 2; each++) {
        int qos = each;
        List<Message> messages = IntStream.range(0, 30)
            .mapToObj(i -> Message.of("line/" + i % 7, "line " + i, qos))
            .toList();

        for (Message message : messages) {
          publisher.publish(message);
        }

        assertThat(take(subscriber, messages.size())).isEqualTo(messages);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void retainedMessageIsGivenToLaterSubscriberUntilItIsRemoved(Library library) throws Exception {
    try (OtherClient publisher = library.connected(broker, "publisher");
        OtherClient subscriber = library.connected(broker, "subscriber")) {
      Message kept = Message.of("kept/1", "kept", 1).retained();
      publisher.publish(kept);
      publisher.publish(Message.of("kept/2", "removed", 1).retained());
      publisher.publish(Message.of("kept/2", "", 1).retained());

      subscriber.subscribe("kept/#", 1);

      assertThat(subscriber.receive()).isEqualTo(kept);
      Message behind = Message.of("kept/2", "behind", 1);
      publisher.publish(behind);
      assertThat(subscriber.receive()).isEqualTo(behind);
    }
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void willIsPublishedWhereTheConnectionIsLostAndNotAfterGoodbye(Library library) throws Exception {
    Message will = Message.of("will", "gone", 1);
    try (OtherClient watcher = library.connected(broker, "watcher");
        OtherClient polite = library.client(broker, Transport.TCP, "polite");
        OtherClient lost = library.client(broker, Transport.TCP, "lost")) {
      watcher.subscribe("will", 1);
      polite.connect(true, Message.of("will", "thrown away", 1));
      lost.connect(true, will);

      polite.disconnect();
      // takes the connection of the other away from it [5.0 MQTT-3.1.4-3, 3.1.1 MQTT-3.1.4-2]
      try (OtherClient successor = library.connected(broker, "lost")) {
        assertThat(watcher.receive()).isEqualTo(will);
        Message behind = Message.of("will", "behind", 1);
        successor.publish(behind);
        assertThat(watcher.receive()).isEqualTo(behind);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void sessionIsResumedWithWhatWasMissed(Library library) throws Exception {
    try (OtherClient sleeper = library.client(broker, Transport.TCP, "sleeper");
        OtherClient publisher = library.connected(broker, "publisher")) {
      List<Message> missed = IntStream.range(0, 120)
          .mapToObj(i -> Message.of("t/" + i % 9, "missed " + i, 1 + i % 2))
          .toList();
      assertThat(sleeper.connect(false, null)).isFalse();
      sleeper.subscribe("t/+", 2);
      sleeper.disconnect();
      for (Message message : missed) {
        publisher.publish(message);
      }

      assertThat(sleeper.connect(false, null)).isTrue();

      List<Message> received = take(sleeper, missed.size());
      // messages of one QoS stay in order [5.0 MQTT-4.6.0-5, 3.1.1 MQTT-4.6.0-6]
      assertThat(ofQos(1, received)).isEqualTo(ofQos(1, missed));
      assertThat(ofQos(2, received)).isEqualTo(ofQos(2, missed));
    }
  }

  private static List<Message> ofQos(int qos, List<Message> messages) {
    return messages.stream().filter(each -> each.qos() == qos).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Library.class,
      names = {"PAHO_V5", "HIVEMQ_V5"})
  void eachMessageGoesToOneMemberOfASharedSubscription(Library library) throws Exception {
    try (OtherClient one = library.connected(broker, "one");
        OtherClient other = library.connected(broker, "other");
        OtherClient publisher = library.connected(broker, "publisher")) {
      List<OtherClient> members = List.of(one, other);
      for (OtherClient member : members) {
        member.subscribe("$share/group/job/+", 1);
        member.subscribe("end", 1);
      }
      List<Message> jobs =
          IntStream.range(0, 40).mapToObj(i -> Message.of("job/" + i, "job", 1)).toList();
      for (Message job : jobs) {
        publisher.publish(job);
      }
      Message end = Message.of("end", "end", 1);
      publisher.publish(end);

      List<Message> received = new ArrayList<>();
      for (OtherClient member : members) {
        for (Message next = member.receive(); !next.equals(end); next = member.receive()) {
          received.add(next);
        }
      }

      assertThat(received).containsExactlyInAnyOrderElementsOf(jobs);
    }
  }

  private static List<Message> take(OtherClient client, int count) throws Exception {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(client.receive());
    }
    return messages;
  }
}
