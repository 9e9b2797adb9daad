package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.ReferenceBroker;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Leftover;
import dev.assay.spec.MqttVersion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CleanUpTest {
  private static final String SESSION = "tok1Xclient";

  private ReferenceBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = ReferenceBroker.start(ReferenceBroker.options());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void takesAwayTheSessionsThatAreNamedAndWhatIsRetainedBelowThePrefix() throws Exception {
    comesBack(SESSION);
    retain("assay/tok/1/named");
    retain("assay/tok/2/forgotten");
    retain("others/assay/tok");

    CleanUp.Outcome outcome = CleanUp.of(
        settings(),
        List.of(
            new Leftover(MqttVersion.V3_1_1, Leftover.Kind.SESSION, SESSION),
            new Leftover(MqttVersion.V5, Leftover.Kind.RETAINED, "assay/tok/1/named")));

    assertThat(outcome).isEqualTo(new CleanUp.Outcome(1, 2, List.of()));
    assertThat(comesBack(SESSION)).as("session present").isFalse();
    assertThat(CleanUp.of(settings().withPrefixes("", "others"), List.of()).retained())
        .as("what is not ours was left alone until we asked for it")
        .isEqualTo(1);
  }

  @Test
  void nothingLeftIsNothingToDo() throws Exception {
    assertThat(CleanUp.of(settings(), List.of())).isEqualTo(new CleanUp.Outcome(0, 0, List.of()));
  }

  private RunSettings settings() {
    return RunSettings.of(BrokerUrl.parse(broker.url()));
  }

  /** Whether there was a session of 3.1.1 under this identifier; there is one now. */
  private boolean comesBack(String clientId) throws Exception {
    try (WireClient wire = connected(
        new Hello(MqttVersion.V3_1_1, clientId, null, null).cleanStart(false).packet())) {
      return ((ConnAck) ((Arrival.Received) wire.next()).packet()).sessionPresent();
    }
  }

  private void retain(String topic) throws Exception {
    try (WireClient wire =
        connected(new Hello(MqttVersion.V3_1_1, "retainer", null, null).packet())) {
      wire.next();
      wire.send(Packets.retained(Packets.publish(Qos.AT_LEAST_ONCE, 1, topic, "left")));
      wire.next();
    }
  }

  private WireClient connected(Connect connect) throws Exception {
    WireClient wire = WireClient.open(
        BrokerUrl.parse(broker.url()),
        connect.version(),
        "test",
        new Transcript(List.of()),
        Duration.ofSeconds(10));
    wire.send(connect);
    return wire;
  }
}
