package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.net.Transport;
import dev.assay.spec.MqttVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** mosquitto_pub and mosquitto_sub over TLS, if they are installed; over TCP {@code MosquittoClientsTest} tries more. */
@Timeout(300)
class MosquittoTlsTest {

  @TempDir
  Path directory;

  @BeforeEach
  void requireBoth() {
    Program.require("mosquitto_sub", "mosquitto-clients");
    Program.require("mosquitto_pub", "mosquitto-clients");
  }

  @ParameterizedTest
  @EnumSource
  void certificateIsTrustedThatIsGiven(MqttVersion version) throws Exception {
    try (BrokerForOthers broker = BrokerForOthers.start()) {
      List<String> listen = command("mosquitto_sub", broker, version, "-t", "room/+", "-C", "1");
      List<String> speak = command("mosquitto_pub", broker, version, "-t", "room/1", "-m", "hello");

      try (Program subscriber = Program.start(directory, null, Map.of(), listen)) {
        broker.awaitSubscription();
        try (Program publisher = Program.start(directory, null, Map.of(), speak)) {
          assertThat(publisher.outputAndErrors()).isEmpty();
        }
        assertThat(subscriber.outputAndErrors()).containsExactly("hello");
      }
    }
  }

  private static List<String> command(
      String program, BrokerForOthers broker, MqttVersion version, String... more)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(
        program,
        "-h",
        "127.0.0.1",
        "-p",
        "" + broker.port(Transport.TLS),
        "--cafile",
        broker.certificate().toString(),
        "-V",
        version == MqttVersion.V5 ? "mqttv5" : "mqttv311",
        "-q",
        "2"));
    command.addAll(List.of(more));
    return command;
  }
}
