package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.net.Transport;
import dev.assay.spec.MqttVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MQTT.js in Node.js and in a browser, if they are installed. */
@Timeout(300)
class MqttJsTest {

  @TempDir
  Path directory;

  static Stream<Arguments> versionsAndTransports() {
    return Stream.of(MqttVersion.values())
        .flatMap(version ->
            Stream.of(Transport.values()).map(transport -> Arguments.of(version, transport)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndTransports")
  void nodePublishesAndSubscribes(MqttVersion version, Transport transport) throws Exception {
    Program.require("node", "nodejs");
    Path mqttJs = MqttJs.required();

    try (BrokerForOthers broker = BrokerForOthers.start()) {
      List<String> command = new ArrayList<>(List.of(
          "node",
          MqttJs.resource("node.js").toString(),
          mqttJs.toString(),
          broker.url(transport),
          "" + version.protocolLevel()));
      if (transport.isEncrypted()) {
        command.add(broker.certificate().toString());
      }

      try (Program node = Program.start(directory, null, Map.of(), command)) {
        assertThat(node.outputAndErrors()).isEqualTo(MqttJs.lines(version));
      }
    }
  }

  static Stream<Arguments> versionsAndWebSockets() {
    return versionsAndTransports()
        .filter(arguments -> ((Transport) arguments.get()[1]).isWebSocket());
  }

  @ParameterizedTest
  @MethodSource("versionsAndWebSockets")
  void pageInABrowserPublishesAndSubscribes(MqttVersion version, Transport transport)
      throws Exception {
    String chromium = Browser.required();
    Path mqttJs = MqttJs.required();

    try (BrokerForOthers broker = BrokerForOthers.start();
        PageServer pages = PageServer.start(Map.of(
            "/page.html", MqttJs.resource("page.html"),
            "/scenario.js", MqttJs.resource("scenario.js"),
            "/mqtt.min.js", MqttJs.minified(mqttJs)))) {
      String page = pages.url() + "/page.html?version=" + version.protocolLevel() + "&url="
          + broker.url(transport);

      String outcome;
      try (Browser browser =
          Browser.open(chromium, directory.resolve("profile"), broker.publicKeyHash(), page)) {
        outcome = pages.outcome(browser);
      }

      assertThat(outcome.lines()).containsExactlyElementsOf(MqttJs.lines(version));
      assertThat(Browser.processesOf(directory.resolve("profile"))).isEmpty();
      assertThat(directory.resolve("profile")).doesNotExist();
    }
  }
}
