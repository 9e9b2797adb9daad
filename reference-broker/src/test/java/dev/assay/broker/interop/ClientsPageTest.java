package dev.assay.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each snippet of docs/clients.md does what the page says; only the ports are others. */
@Timeout(300)
class ClientsPageTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

  @TempDir
  Path directory;

  private BrokerForOthers broker;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerForOthers.start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private record Block(String language, String text) {}

  /** The blocks of one section, with the ports that the broker really has. */
  private List<Block> section(String heading) throws IOException {
    String page = Files.readString(Path.of("../docs/clients.md"));
    String section = Arrays.stream(page.split("\n## ", -1))
        .filter(each -> each.startsWith(heading + "\n"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no section " + heading))
        .replaceAll("\\b1883\\b", "" + broker.port(Transport.TCP))
        .replaceAll("\\b8083\\b", "" + broker.port(Transport.WS));
    List<Block> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(section); block.find(); ) {
      blocks.add(new Block(block.group(1), block.group(2)));
    }
    return blocks;
  }

  @Test
  void mosquitto() throws Exception {
    Program.require("mosquitto_sub", "mosquitto-clients");
    Program.require("mosquitto_pub", "mosquitto-clients");
    List<Block> blocks = section("mosquitto_sub and mosquitto_pub");

    try (Program subscriber = shell(blocks.get(0))) {
      broker.awaitSubscription();
      try (Program publisher = shell(blocks.get(1))) {
        assertThat(publisher.outputAndErrors()).isEmpty();
      }
      assertThat(subscriber.outputAndErrors())
          .isEqualTo(blocks.get(2).text().lines().toList());
    }
  }

  private Program shell(Block block) throws IOException {
    assertThat(block.language()).isEqualTo("sh");
    return Program.start(directory, null, Map.of(), List.of("sh", "-c", "exec " + block.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Eclipse Paho, Java, MQTT 3.1.1",
        "Eclipse Paho, Java, MQTT 5.0",
        "HiveMQ MQTT Client, Java"
      })
  void java(String heading) throws Exception {
    List<Block> blocks = section(heading);
    String source = blocks.get(0).text();
    Matcher name = CLASS.matcher(source);
    assertThat(name.find()).isTrue();
    Path file = Files.writeString(directory.resolve(name.group(1) + ".java"), source);
    List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        file.toString());

    try (Program program = Program.start(directory, null, Map.of(), command)) {
      // not its errors: the JDK and Netty may warn about each other, and Paho logs a socket that
      // the broker closed behind DISCONNECT while it still flushed it
      assertThat(program.output()).isEqualTo(blocks.get(1).text().lines().toList());
    }
  }

  @Test
  void node() throws Exception {
    Program.require("node", "nodejs");
    Path mqttJs = MqttJs.required();
    List<Block> blocks = section("MQTT.js in Node.js");
    Path file = Files.writeString(directory.resolve("hello.js"), blocks.get(0).text());
    Map<String, String> modules =
        Map.of("NODE_PATH", mqttJs.resolve("node_modules").toString());

    try (Program node = Program.start(directory, null, modules, List.of("node", file.toString()))) {
      assertThat(node.outputAndErrors()).isEqualTo(blocks.get(1).text().lines().toList());
    }
  }

  @Test
  void browser() throws Exception {
    String chromium = Browser.required();
    Path mqttJs = MqttJs.required();
    List<Block> blocks = section("MQTT.js in a browser");
    // the library from here, and what the page shows goes to the test
    String watched = blocks.get(0).text().replaceFirst("https://[^\"]*", "mqtt.min.js") + """
        <script>
          const log = document.getElementById('log');
          new MutationObserver(() => fetch('outcome', { method: 'POST', body: log.textContent }))
            .observe(log, { childList: true });
        </script>
        """;
    Path page = Files.writeString(directory.resolve("hello.html"), watched);
    Path profile = directory.resolve("profile");

    try (PageServer pages =
            PageServer.start(Map.of("/hello.html", page, "/mqtt.min.js", MqttJs.minified(mqttJs)));
        Browser browser =
            Browser.open(chromium, profile, broker.publicKeyHash(), pages.url() + "/hello.html")) {
      assertThat(pages.outcome(browser)).isEqualTo(blocks.get(1).text());
    }
  }
}
