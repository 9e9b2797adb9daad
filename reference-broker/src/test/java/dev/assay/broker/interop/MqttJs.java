package dev.assay.broker.interop;

import dev.assay.spec.MqttVersion;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The npm package mqtt, where {@code npm install --prefix DIR mqtt} put it and MQTT_JS_HOME says DIR, and what it runs. */
final class MqttJs {
  private MqttJs() {}

  /** The directory with node_modules; skips the test, and says so on the console, where there is none. */
  static Path required() {
    String directory = System.getenv("MQTT_JS_HOME");
    if (directory == null || directory.isBlank()) {
      Program.skip("MQTT_JS_HOME does not say where mqtt.js is (npm install --prefix DIR mqtt)");
    }
    Path installed = Path.of(directory).toAbsolutePath();
    if (!Files.isRegularFile(minified(installed))) {
      Program.skip("there is no mqtt.js at MQTT_JS_HOME, " + minified(installed));
    }
    return installed;
  }

  /** What a page loads. */
  static Path minified(Path directory) {
    return directory.resolve("node_modules/mqtt/dist/mqtt.min.js");
  }

  /** A file beside this class. */
  static Path resource(String name) throws URISyntaxException {
    return Path.of(MqttJs.class.getResource(name).toURI());
  }

  /** The lines of {@code scenario.js}, where all is well. */
  static List<String> lines(MqttVersion version) {
    List<String> lines =
        new ArrayList<>(List.of("QoS 0", "QoS 1", "QoS 2", "large", "retained", "will", "session"));
    if (version == MqttVersion.V5) {
      lines.addAll(List.of("properties", "shared"));
    }
    lines.add("done");
    return lines;
  }
}
