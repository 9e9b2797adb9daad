package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.BrokerUrl;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.TranscriptEntry.Direction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReproducerTest {
  private static final String AGAIN =
      "assay conformance mqtt://broker:1883 --mqtt 5.0 --case ping/each-pingreq-is-answered";

  private final CaseInfo info = CaseCatalogue.all().stream()
      .filter(it -> it.id().equals("ping/each-pingreq-is-answered"))
      .findFirst()
      .orElseThrow();

  @Test
  void whatFitsOnePipeNeedsOnlyAShell() {
    List<TranscriptEntry> transcript = List.of(
        sent("client", "CONNECT", "1000"),
        received("client", "CONNACK", "20020000"),
        sent("client", "PINGREQ", "c000"),
        sent("bystander", "CONNECT", "1001"));

    assertThat(line("mqtt://broker:1883", transcript, true))
        .isEqualTo("printf '\\x10\\x00\\xc0\\x00' | nc -q1 broker 1883 | xxd");
  }

  @Test
  void severalConnectionsOrAnswersRunTheCaseAgain() {
    assertThat(line(
            "mqtt://broker:1883",
            List.of(sent("a", "CONNECT", "1000"), sent("b", "CONNECT", "1000")),
            true))
        .isEqualTo(AGAIN);
    assertThat(line(
            "mqtt://broker:1883",
            List.of(sent("a", "CONNECT", "1000"), sent("a", "PUBREL", "62020001")),
            true))
        .isEqualTo(AGAIN);
  }

  @Test
  void whoeverPastesItLeavesNothingBehind() {
    assertThat(line("mqtt://broker:1883", List.of(sent("a", "CONNECT", "1000")), false))
        .isEqualTo(AGAIN);
  }

  @Test
  void secretsAreNotInIt() {
    String line =
        line("mqtt://ellen:hunter2@broker:1883", List.of(sent("a", "CONNECT", "1000")), true);

    assertThat(line).doesNotContain("hunter2", "ellen").contains("--case");
  }

  private String line(String url, List<TranscriptEntry> transcript, boolean leavesNothing) {
    RunSettings settings = RunSettings.of(BrokerUrl.parse(url));
    RunContext run = new RunContext(settings, Map.of(), new Collected(), "tok");
    return Reproducer.of(run, info, MqttVersion.V5, transcript, leavesNothing);
  }

  private static TranscriptEntry sent(String connection, String packet, String hex) {
    return new TranscriptEntry(connection, Direction.SENT, 0, hex, packet, packet, List.of());
  }

  private static TranscriptEntry received(String connection, String packet, String hex) {
    return new TranscriptEntry(connection, Direction.RECEIVED, 0, hex, packet, packet, List.of());
  }
}
