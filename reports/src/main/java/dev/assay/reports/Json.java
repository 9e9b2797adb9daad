package dev.assay.reports;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How JSON is written and read here. Written as pure ASCII: a file that somebody shows on a terminal or that holds half of a
 * surrogate pair from a broker does no harm.
 */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** One line, without a line end. */
  static String line(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** For people who open the file: indented, with a line end. */
  static String pretty(JsonNode node) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }

  /**
   * The tree that {@code text} holds.
   *
   * @param place file, and line where there is one, for the message
   */
  static JsonNode parse(String place, String text) throws DamagedRunException {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException notJson) {
      String where = text.indexOf('\n') < 0
          ? " column " + notJson.getLocation().getColumnNr()
          : " line " + notJson.getLocation().getLineNr() + " column "
              + notJson.getLocation().getColumnNr();
      throw new DamagedRunException(
          place + where, "JSON", TerminalText.clean(firstLine(notJson.getOriginalMessage())));
    }
  }

  static ObjectNode counts(Map<? extends Enum<?>, Integer> counts) {
    ObjectNode node = object();
    counts.forEach((word, count) -> node.put(word.name(), count));
    return node;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
