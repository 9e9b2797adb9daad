package dev.assay.suite;

import dev.assay.client.BrokerUrl;
import dev.assay.client.Segments;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import java.util.List;

/**
 * One line that repeats what a case did. Where all that was sent fits one pipe, it needs nothing but a shell; else it runs the
 * case again. Holds no secrets: where there are any, it is the latter.
 */
final class Reproducer {
  private static final int PIPED_BYTES_MAX = 300;

  private Reproducer() {}

  /**
   * @param leavesNothing whether what was sent leaves no session and no retained message in the target: who pastes a line has
   *     nobody who cleans up
   */
  static String of(
      RunContext run,
      CaseInfo info,
      MqttVersion version,
      List<TranscriptEntry> transcript,
      boolean leavesNothing) {
    Segments segments = run.settings().segments();
    boolean canBePiped =
        run.settings().secrets().isEmpty() && leavesNothing && segments == Segments.WHOLE;
    String piped = canBePiped ? pipe(run.url(), transcript) : "";
    return piped.isEmpty()
        ? "assay conformance " + run.url().masked() + " --mqtt " + version.text() + " --case "
            + info.id()
            + (segments == Segments.WHOLE ? "" : " --segments " + segments.text())
        : piped;
  }

  /** What was sent on the only connection, before any answer could decide what to send next; empty if that is not so. */
  private static String pipe(BrokerUrl url, List<TranscriptEntry> transcript) {
    List<TranscriptEntry> packets = transcript.stream()
        .filter(entry -> !entry.connection().equals("bystander"))
        .filter(entry -> entry.direction() != TranscriptEntry.Direction.EVENT)
        .toList();
    boolean oneConnection =
        packets.stream().map(TranscriptEntry::connection).distinct().count() == 1;
    List<TranscriptEntry> sent = packets.stream()
        .filter(entry -> entry.direction() == TranscriptEntry.Direction.SENT)
        .toList();
    boolean onlyRequests = sent.stream()
        .noneMatch(entry -> entry.packet().startsWith("PUBREL")
            || entry.packet().startsWith("PUBREC")
            || entry.packet().startsWith("PUBCOMP")
            || entry.packet().startsWith("PUBACK"));
    String hex = String.join("", sent.stream().map(TranscriptEntry::hex).toList());
    if (!url.transport().equals("tcp")
        || !oneConnection
        || !onlyRequests
        || hex.isEmpty()
        || hex.length() > 2 * PIPED_BYTES_MAX) {
      return "";
    }
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < hex.length(); i += 2) {
      escaped.append("\\x").append(hex, i, i + 2);
    }
    return "printf '" + escaped + "' | nc -q1 " + url.host() + " " + url.port() + " | xxd";
  }
}
