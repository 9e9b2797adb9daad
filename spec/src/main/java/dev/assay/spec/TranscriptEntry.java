package dev.assay.spec;

import java.util.List;

/**
 * Something that crossed one of a case's connections, or happened to it. Secrets are masked before an entry is made.
 *
 * @param connection which of the case's connections, such as {@code subscriber}
 * @param direction sent by the case, received from the broker, or an event such as the close
 * @param timeMicros since the start of the case
 * @param hex the bytes, two lower-case digits each, without separators; empty for an event
 * @param packet the packet type's name such as {@code PUBLISH}, the event's name, or {@code (unreadable)}
 * @param summary one line that says what it was
 * @param fields the decoded fields, in the order of the bytes
 */
public record TranscriptEntry(
    String connection,
    Direction direction,
    long timeMicros,
    String hex,
    String packet,
    String summary,
    List<TranscriptField> fields) {

  /** Which way. */
  public enum Direction {
    SENT,
    RECEIVED,
    EVENT
  }

  public TranscriptEntry {
    fields = List.copyOf(fields);
  }
}
