package dev.assay.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Dropped;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
  private final BrokerState core = new BrokerState();
  private final Figures figures = new Figures("1.2 \"quoted\\", core, 500);

  private Exposition look() {
    byte[] page = new PrometheusText(figures).page();
    return Exposition.parse(new String(page, StandardCharsets.UTF_8));
  }

  @Test
  void everythingIsThereFromTheBeginning() {
    Exposition page = look();

    assertThat(page.families())
        .containsEntry("assay_broker_info", "gauge")
        .containsEntry("assay_broker_uptime_seconds", "gauge")
        .containsEntry("assay_broker_clients_connected", "gauge")
        .containsEntry("assay_broker_received_packets_total", "counter")
        .containsEntry("assay_broker_sent_bytes_total", "counter");
    assertThat(page.samples())
        .containsEntry("assay_broker_info{version=\"1.2 \\\"quoted\\\\\"}", 1.0)
        .containsEntry("assay_broker_sent_packets_total{type=\"publish\"}", 0.0)
        .containsEntry("assay_broker_sent_messages_total{qos=\"2\"}", 0.0)
        .containsEntry("assay_broker_connects_refused_total{reason=\"banned\"}", 0.0)
        .containsEntry("assay_broker_dropped_messages_total{reason=\"queue_full\"}", 0.0);
  }

  @Test
  void trafficIsCountedByTypeAndQos() {
    Publish message = new Publish(
        false,
        Qos.AT_LEAST_ONCE,
        false,
        TopicName.of("t"),
        7,
        Properties.NONE,
        Payload.of("five!"));

    figures.received().add(message, 13);
    figures.received().add(message, 13);
    figures.received().add(new PingReq(), 2);
    figures.sent().add(message, 13);

    assertThat(look().samples())
        .containsEntry("assay_broker_received_packets_total{type=\"publish\"}", 2.0)
        .containsEntry("assay_broker_received_packets_total{type=\"pingreq\"}", 1.0)
        .containsEntry("assay_broker_received_bytes_total{type=\"publish\"}", 26.0)
        .containsEntry("assay_broker_received_messages_total{qos=\"1\"}", 2.0)
        .containsEntry("assay_broker_received_messages_total{qos=\"0\"}", 0.0)
        .containsEntry("assay_broker_sent_packets_total{type=\"publish\"}", 1.0);
    assertThat(figures.received().bytes()).isEqualTo(28);
    assertThat(figures.received().packets()).isEqualTo(3);
    assertThat(figures.received().payloadBytes()).isEqualTo(10);
  }

  @Test
  void whatTheCoreCountsIsShown() {
    core.open(1, "somebody");
    core.counts().drop(Dropped.QUEUE_FULL);
    core.counts().refuse(ReasonCode.NOT_AUTHORIZED);
    core.timers().advanceTo(2_000);
    figures.countMalformed();
    figures.countSlowClient();

    assertThat(look().samples())
        .containsEntry("assay_broker_connections_open", 1.0)
        .containsEntry("assay_broker_connections_opened_total", 1.0)
        .containsEntry("assay_broker_dropped_messages_total{reason=\"queue_full\"}", 1.0)
        .containsEntry("assay_broker_connects_refused_total{reason=\"not_authorized\"}", 1.0)
        .containsEntry("assay_broker_uptime_seconds", 1.5)
        .containsEntry("assay_broker_malformed_packets_total", 1.0)
        .containsEntry("assay_broker_slow_clients_dropped_total", 1.0);
  }

  @Test
  void largeCountsKeepTheirLastDigit() {
    figures.sent().add(new PingReq(), Integer.MAX_VALUE);
    figures.sent().add(new PingReq(), Integer.MAX_VALUE);

    assertThat(look().samples())
        .containsEntry("assay_broker_sent_bytes_total{type=\"pingreq\"}", 4_294_967_294.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# HELP a_total x\n# TYPE a_total counter\na_total 1",
        "# TYPE a gauge\na 1\n",
        "# HELP a x\na 1\n",
        "# HELP a x\n# TYPE a counter\na 1\n",
        "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
        "# HELP a x\n# TYPE a gauge\nb 1\n",
        "# HELP a x\n# TYPE a gauge\na{b=c} 1\n",
        "# HELP a x\n# TYPE a gauge\n\na 1\n",
        "# HELP a x\n# TYPE a gauge\na one\n"
      })
  void theParserTakesNothingElse(String page) {
    assertThatThrownBy(() -> Exposition.parse(page)).isInstanceOf(AssertionError.class);
  }
}
