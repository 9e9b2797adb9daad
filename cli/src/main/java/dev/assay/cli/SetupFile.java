package dev.assay.cli;

import dev.assay.codec.packet.Payload;
import dev.assay.suite.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a target is set up to refuse, as {@code --setup FILE} says it:
 *
 * <pre>
 *   denied-publish: plant/alarm      # may be subscribed to, but not published on
 *   denied-subscribe: plant/audit    # may be published on, but not subscribed to
 *   wrong-user: mallory              # is not let in
 *   wrong-password: guess            # by this password
 * </pre>
 */
final class SetupFile {
  private static final String DENIED_PUBLISH = "denied-publish";
  private static final String DENIED_SUBSCRIBE = "denied-subscribe";
  private static final String WRONG_USER = "wrong-user";
  private static final String WRONG_PASSWORD = "wrong-password";
  private static final List<String> KEYS =
      List.of(DENIED_PUBLISH, DENIED_SUBSCRIBE, WRONG_USER, WRONG_PASSWORD);

  private SetupFile() {}

  /**
   * Reads one.
   *
   * @throws Problem where it cannot be read, is empty or says something that no setup file says
   */
  static Setup read(Path file) {
    JsonNode root = parse(file);
    if (!root.isObject() || root.isEmpty()) {
      throw Problem.usage("--setup: " + file + ": expected one or more of "
          + String.join(", ", KEYS) + ", each with a text, found none");
    }
    root.properties().forEach(property -> {
      if (!KEYS.contains(property.getKey())) {
        throw Problem.usage("--setup: " + file + ": expected " + String.join(", ", KEYS)
            + ", found " + property.getKey());
      }
      if (!property.getValue().isValueNode() || property.getValue().isNull()) {
        throw Problem.usage("--setup: " + file + ": " + property.getKey() + ": expected a text");
      }
    });
    String password = text(root, WRONG_PASSWORD);
    try {
      return new Setup(
          text(root, DENIED_PUBLISH),
          text(root, DENIED_SUBSCRIBE),
          text(root, WRONG_USER),
          password == null ? null : Payload.of(password));
    } catch (IllegalArgumentException e) {
      throw Problem.usage("--setup: " + file + ": " + e.getMessage());
    }
  }

  private static JsonNode parse(Path file) {
    try {
      return YAMLMapper.shared().readTree(Files.readString(file));
    } catch (IOException e) {
      throw Problem.usage(
          "--setup: cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw Problem.usage(
          "--setup: " + file + ": expected YAML, found other text near line " + line);
    }
  }

  private static @Nullable String text(JsonNode root, String key) {
    JsonNode value = root.get(key);
    return value == null ? null : value.asString();
  }
}
