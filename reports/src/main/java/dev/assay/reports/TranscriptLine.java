package dev.assay.reports;

import dev.assay.spec.CaseResult;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.TranscriptField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry of a file in {@code transcripts/}: something that crossed a connection, or happened to it.
 *
 * @param hex the bytes, two digits each; empty for an event
 * @param timeMicros since the start of the case
 */
record TranscriptLine(
    String connection,
    TranscriptEntry.Direction direction,
    long timeMicros,
    String hex,
    String packet,
    String summary,
    List<Field> fields) {

  TranscriptLine {
    fields = List.copyOf(fields);
  }

  /**
   * A field of a packet.
   *
   * @param offset of the first byte from the start of the packet
   * @param length in bytes
   * @param statement identifier of the statement that this field breaks, if it breaks one
   */
  record Field(
      String name,
      int offset,
      int length,
      String value,
      @Nullable String statement) {}

  /** The content of the transcript file of {@code result}. */
  static ObjectNode toJson(CaseResult result) {
    ObjectNode json = Json.object();
    json.put("case", result.caseId());
    json.put("version", result.version().text());
    json.put("transport", result.transport());
    ArrayNode entries = json.putArray("entries");
    for (TranscriptEntry entry : result.transcript()) {
      ObjectNode node = entries.addObject();
      node.put("connection", entry.connection());
      node.put("direction", written(entry.direction()));
      node.put("timeMicros", entry.timeMicros());
      node.put("hex", entry.hex());
      node.put("packet", entry.packet());
      node.put("summary", entry.summary());
      ArrayNode fields = node.putArray("fields");
      for (TranscriptField field : entry.fields()) {
        ObjectNode fieldNode = fields.addObject();
        fieldNode.put("name", field.name());
        fieldNode.put("offset", field.offset());
        fieldNode.put("length", field.length());
        fieldNode.put("value", field.value());
        fieldNode.put(
            "statement", field.statement() == null ? null : field.statement().id());
      }
    }
    return json;
  }

  static List<TranscriptLine> read(String file, JsonNode tree) throws DamagedRunException {
    List<TranscriptLine> lines = new ArrayList<>();
    for (JsonObject entry : JsonObject.of(file, tree).objects("entries")) {
      List<Field> fields = new ArrayList<>();
      for (JsonObject field : entry.objects("fields")) {
        fields.add(new Field(
            field.text("name"),
            field.count("offset"),
            field.count("length"),
            field.text("value"),
            field.textOrNull("statement")));
      }
      lines.add(new TranscriptLine(
          entry.text("connection"),
          entry.word("direction", TranscriptEntry.Direction.values(), TranscriptLine::written),
          entry.number("timeMicros"),
          hex(entry),
          entry.text("packet"),
          entry.text("summary"),
          fields));
    }
    return lines;
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(JsonObject entry) throws DamagedRunException {
    String hex = entry.text("hex");
    if (hex.length() % 2 != 0 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw entry.wrong(
          "hex", "two hexadecimal digits for each byte", entry.node().get("hex"));
    }
    return hex;
  }

  private static String written(TranscriptEntry.Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }
}
