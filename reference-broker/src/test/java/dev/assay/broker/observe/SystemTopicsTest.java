package dev.assay.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.Input;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.MqttVersion;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemTopicsTest {
  private final BrokerState core = new BrokerState();
  private final Figures figures = new Figures("9.9", core, 0);
  private final SystemTopics topics = new SystemTopics(figures, 10);

  /** What is said when it is that late. */
  private Map<String, String> saidAt(long millis) {
    core.timers().advanceTo(millis);
    Map<String, String> said = new LinkedHashMap<>();
    topics.tell(millis, input -> {
      Input.ServerPublished figure = (Input.ServerPublished) input;
      said.put(figure.topic().text(), figure.payload().asText());
    });
    return said;
  }

  @Test
  void everyFigureIsSaidAtOnce() {
    assertThat(saidAt(0))
        .containsEntry("$SYS/broker/version", "assay 9.9")
        .containsEntry("$SYS/broker/uptime", "0 seconds")
        .containsEntry("$SYS/broker/clients/connected", "0")
        .containsEntry("$SYS/broker/clients/total", "0")
        .containsEntry("$SYS/broker/messages/received", "0")
        .containsEntry("$SYS/broker/messages/sent", "0")
        .containsEntry("$SYS/broker/bytes/received", "0")
        .containsEntry("$SYS/broker/bytes/sent", "0")
        .containsEntry("$SYS/broker/subscriptions/count", "0")
        .containsEntry("$SYS/broker/retained messages/count", "0")
        .containsEntry("$SYS/broker/publish/messages/dropped", "0");
  }

  @Test
  void nothingIsSaidBeforeItsTime() {
    saidAt(0);
    figures.received().add(new PingReq(), 2);

    assertThat(saidAt(9_999)).isEmpty();
    assertThat(saidAt(10_000)).containsKey("$SYS/broker/messages/received");
  }

  @Test
  void onlyWhatHasChangedIsSaidAgain() {
    saidAt(0);
    figures.received().add(new PingReq(), 2);

    assertThat(saidAt(10_000))
        .containsEntry("$SYS/broker/uptime", "10 seconds")
        .containsEntry("$SYS/broker/messages/received", "1")
        .containsEntry("$SYS/broker/bytes/received", "2")
        .allSatisfy((topic, figure) ->
            assertThat(topic).matches(".*/(uptime|(load/)?(messages|bytes)/received.*)"));
  }

  /** A packet a second for many times the minutes is 60 a minute, and they are forgotten as fast. */
  @Test
  void loadIsWhatCameInAMinuteOnAverageOverSoManyMinutes() {
    Map<String, String> load = new HashMap<>(saidAt(0));
    for (int second = 10; second <= 300; second += 10) {
      for (int packet = 0; packet < 10; packet++) {
        figures.received().add(new PingReq(), 2);
      }
      load.putAll(saidAt(second * 1000L));
    }

    assertThat(load)
        .containsEntry("$SYS/broker/load/messages/received/1min", "59.60") // 60 (1 - exp(-5))
        .containsEntry("$SYS/broker/load/messages/received/5min", "37.93") // 60 (1 - exp(-1))
        .containsEntry("$SYS/broker/load/messages/received/15min", "17.01") // 60 (1 - exp(-1/3))
        .containsEntry("$SYS/broker/load/bytes/received/1min", "119.19")
        .containsEntry("$SYS/broker/load/messages/sent/1min", "0.00");
    assertThat(saidAt(360_000))
        .containsEntry("$SYS/broker/load/messages/received/1min", "21.92"); // 59.60 exp(-1)
  }

  @Test
  void onlyWhatWasDroppedForWantOfRoomIsCalledDropped() {
    core.counts().drop(Dropped.NO_SUBSCRIBERS);
    core.counts().drop(Dropped.QUEUE_FULL);

    assertThat(saidAt(0)).containsEntry("$SYS/broker/publish/messages/dropped", "1");
  }

  @Test
  void theMostClientsAtATimeAreRemembered() {
    for (int i = 1; i <= 3; i++) {
      core.add(present("client" + i, i));
    }
    core.session("client1").detach(0);

    assertThat(saidAt(0))
        .containsEntry("$SYS/broker/clients/maximum", "3")
        .containsEntry("$SYS/broker/clients/active", "2")
        .containsEntry("$SYS/broker/clients/inactive", "1");
  }

  @Test
  void sharedSubscriptionsAreCountedApart() {
    TopicFilter team = TopicFilter.of("$share/team/a");
    Session one = present("one", 1);
    Session two = present("two", 2);
    core.add(one);
    core.add(two);
    core.subscribe(one, subscription(team, true));
    core.subscribe(one, subscription(team, true));
    core.subscribe(one, subscription(TopicFilter.of("b"), false));
    core.subscribe(two, subscription(team, true));
    assertThat(saidAt(0))
        .containsEntry("$SYS/broker/subscriptions/count", "1")
        .containsEntry("$SYS/broker/shared_subscriptions/count", "2");

    core.unsubscribe(one, team);
    core.subscribe(two, subscription(team, false));
    assertThat(saidAt(10_000))
        .containsEntry("$SYS/broker/subscriptions/count", "2")
        .containsEntry("$SYS/broker/shared_subscriptions/count", "0");

    core.subscribe(two, subscription(team, true));
    core.remove(two);
    assertThat(saidAt(20_000))
        .containsEntry("$SYS/broker/subscriptions/count", "1")
        .doesNotContainKey("$SYS/broker/shared_subscriptions/count");
  }

  private static SessionSubscription subscription(TopicFilter filter, boolean isShared) {
    return new SessionSubscription(
        new Subscription(filter, Qos.AT_MOST_ONCE, false, false, RetainHandling.SEND_ALWAYS),
        SessionSubscription.NO_IDENTIFIER,
        isShared);
  }

  private Session present(String clientId, long number) {
    Session session = new Session(clientId, MqttVersion.V5);
    session.attach(core.open(number, "peer"));
    return session;
  }

  @Test
  void timeThatWasSleptThroughIsNotMadeUpFor() {
    saidAt(0);

    assertThat(saidAt(3_600_000)).hasSize(1);
    assertThat(saidAt(3_600_050)).isEmpty();
  }

  @Test
  void anIntervalOfNothingIsRefused() {
    assertThatThrownBy(() -> new SystemTopics(figures, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 s");
  }
}
