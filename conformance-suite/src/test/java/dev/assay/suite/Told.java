package dev.assay.suite;

import dev.assay.broker.core.Decision;
import dev.assay.broker.core.Subject;
import dev.assay.broker.core.Witness;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What a broker says that it does in one execution of a case, and why. For each statement that it obeys, in the order of their first
 * time: how often, and a digest of what it said there, word for word.
 *
 * <pre>
 *   MQTT-3.8.4-1+6 x2 #3f0c        twice; six more statements are obeyed by the same
 * </pre>
 */
final class Told implements Witness {
  private static final int SHOWN_MAX = 3;
  private static final int DIGEST_MASK = 0xFFFF;

  private final String ownVersion;
  private final Map<String, List<String>> texts = new LinkedHashMap<>();

  /** Nothing was said yet. Statements of the other version say of which they are. */
  Told(MqttVersion version) {
    this.ownVersion = version.toString();
  }

  @Override
  public void because(Subject who, List<Statement> statements, String reason, Object... facts) {
    Decision decision = new Decision(
        who.connection(), who.name(), who.version(), statements, reason, List.of(facts));
    texts
        .computeIfAbsent(nameOf(statements), absent -> new ArrayList<>())
        .add(decision.connection() + " " + decision.name() + ": " + decision.text());
  }

  private String nameOf(List<Statement> statements) {
    String citation = statements.get(0).citation();
    String shorter =
        citation.startsWith(ownVersion) ? citation.substring(ownVersion.length() + 1) : citation;
    return statements.size() == 1 ? shorter : shorter + "+" + (statements.size() - 1);
  }

  /** By item as it stands in the snapshot: what was said, for people. */
  Map<String, String> items() {
    Map<String, String> items = new LinkedHashMap<>();
    texts.forEach((statement, said) ->
        items.put("%s x%d #%04x".formatted(statement, said.size(), digestOf(said)), shown(said)));
    return items;
  }

  private static long digestOf(List<String> said) {
    CRC32 digest = new CRC32();
    digest.update(String.join("\n", said).getBytes(StandardCharsets.UTF_8));
    return digest.getValue() & DIGEST_MASK;
  }

  private static String shown(List<String> said) {
    String first = String.join(" | ", said.subList(0, Math.min(SHOWN_MAX, said.size())));
    return said.size() > SHOWN_MAX ? first + " | ..." : first;
  }
}
