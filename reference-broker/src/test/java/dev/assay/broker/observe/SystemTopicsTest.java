package dev.assay.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.Input;
import dev.assay.broker.state.BrokerState;
import dev.assay.codec.packet.PingReq;
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
        .isEqualTo(Map.of(
            "$SYS/broker/uptime", "10 seconds",
            "$SYS/broker/messages/received", "1",
            "$SYS/broker/bytes/received", "2"));
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
