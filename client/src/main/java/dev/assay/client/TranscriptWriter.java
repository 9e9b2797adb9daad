package dev.assay.client;

import dev.assay.client.ConnectionLog.Came;
import dev.assay.client.ConnectionLog.Kind;
import dev.assay.client.ConnectionLog.Sent;
import dev.assay.client.Transcript.Moment;
import dev.assay.client.Transcript.Placed;
import dev.assay.codec.FieldSpan;
import dev.assay.codec.PacketAnatomy;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.TranscriptEntry.Direction;
import dev.assay.spec.TranscriptField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the log of one connection into entries: splits streams into packets, names fields, masks secrets. */
final class TranscriptWriter {
  /** What a packet column says about bytes that are no packet. */
  static final String UNREADABLE = "(unreadable)";

  static final String INCOMPLETE = "(incomplete)";

  /** Longer packets are shown up to here; their summary says how long they are. */
  private static final int SHOWN_BYTES_MAX = 64 * 1024;

  private static final int SHOWN_VALUE_CHARS_MAX = 1_000;

  private final ConnectionLog log;
  private final Secrets secrets;
  private final List<Placed> entries = new ArrayList<>();
  // the received chunk that was looked at last, and where in the stream it ends
  private int chunk = -1;
  private int chunkEnd;

  TranscriptWriter(ConnectionLog log, Secrets secrets) {
    this.log = log;
    this.secrets = secrets;
  }

  List<Placed> entries() {
    for (ConnectionLog.Happened event : log.happened()) {
      String summary = secrets.masked(event.summary());
      entries.add(new Placed(
          event.moment(), Transcript.event(log.name(), event.moment(), event.name(), summary)));
    }
    writeSent();
    writeReceived();
    return entries;
  }

  private void writeSent() {
    byte[] stream = concat(log.sent().stream().map(Sent::bytes).toList());
    BitSet masks = secrets.positionsIn(stream);
    int start = 0;
    for (int i = 0; i < log.sent().size(); ) {
      int next = endOfUnit(i);
      int end = start;
      for (Sent part : log.sent().subList(i, next)) {
        end += part.bytes().length;
      }
      writeUnit(stream, masks, start, end, log.sent().get(i).moment(), next - i);
      start = end;
      i = next;
    }
  }

  /** Raw bytes that were sent one after the other belong together: they may be parts of one packet. */
  private int endOfUnit(int index) {
    int end = index + 1;
    if (log.sent().get(index).kind() == Kind.RAW) {
      while (end < log.sent().size() && log.sent().get(end).kind() == Kind.RAW) {
        end++;
      }
    }
    return end;
  }

  private void writeUnit(
      byte[] stream, BitSet masks, int start, int end, Moment moment, int parts) {
    String inParts = parts == 1 ? "" : ", sent in " + parts + " parts";
    ByteBuf in = Unpooled.wrappedBuffer(stream, start, end - start);
    int at = start;
    while (at < end) {
      Reading reading = readerOfSent(stream[at]).read(in);
      Piece piece = new Piece(Direction.SENT, log.version(), stream, masks);
      if (reading instanceof Packet packet) {
        int packetEnd = end - in.readableBytes();
        String name = packet.type().name();
        add(
            moment,
            piece.entry(at, packetEnd, name, Summary.of(packet, log.version()) + inParts, null));
        at = packetEnd;
        continue;
      }
      Violation violation = reading instanceof Violation broken ? broken : null;
      String what = violation == null ? "a part of a packet" : "wrong on purpose: " + violation;
      add(moment, piece.entry(at, end, typeAt(stream, at), what + inParts, violation));
      return;
    }
  }

  /** A CONNECT says its version itself, and a case may say another than the client's. */
  private PacketReader readerOfSent(byte firstByte) {
    boolean isConnect = (firstByte & 0xF0) >> 4 == PacketType.CONNECT.number();
    return isConnect
        ? PacketReader.awaitingConnect()
        : PacketReader.of(log.version(), Sender.CLIENT);
  }

  private void writeReceived() {
    byte[] stream = concat(log.came().stream().map(Came::bytes).toList());
    BitSet masks = secrets.positionsIn(stream);
    int at = 0;
    while (at < stream.length) {
      MqttVersion version = log.versionAt(at);
      Piece piece = new Piece(Direction.RECEIVED, version, stream, masks);
      ByteBuf in = Unpooled.wrappedBuffer(stream, at, stream.length - at);
      Reading reading = PacketReader.of(version, Sender.SERVER).read(in);
      if (reading instanceof Packet packet) {
        int end = stream.length - in.readableBytes();
        String name = packet.type().name();
        add(momentAt(end - 1), piece.entry(at, end, name, Summary.of(packet, version), null));
        at = end;
        continue;
      }
      if (reading instanceof Violation violation) {
        int end = endOfFrame(stream, at);
        String broke = violation.toString();
        add(momentAt(at), piece.entry(at, end, UNREADABLE, broke, violation));
        if (end < stream.length || log.droppedBytes() > 0) {
          addRest(piece, end, stream.length);
        }
        return;
      }
      add(
          momentAt(at),
          piece.entry(at, stream.length, INCOMPLETE, "the beginning of a packet", null));
      return;
    }
  }

  private void addRest(Piece piece, int start, int end) {
    String dropped =
        log.droppedBytes() == 0 ? "" : "; " + log.droppedBytes() + " later bytes were not kept";
    String summary = (end - start) + " bytes behind those that broke the stream" + dropped;
    add(momentAt(Math.min(start, end - 1)), piece.raw(start, end, summary));
  }

  private void add(Moment moment, TranscriptEntry entry) {
    TranscriptEntry timed = new TranscriptEntry(
        log.name(),
        entry.direction(),
        moment.timeMicros(),
        entry.hex(),
        entry.packet(),
        entry.summary(),
        entry.fields());
    entries.add(new Placed(moment, timed));
  }

  /** When the byte at {@code offset} of the received stream came. Offsets must not fall from call to call. */
  private Moment momentAt(int offset) {
    while (offset >= chunkEnd) {
      chunk++;
      chunkEnd += log.came().get(chunk).bytes().length;
    }
    return log.came().get(chunk).moment();
  }

  /** The end of the packet that begins at {@code at}, by its Remaining Length as far as that can be told. */
  private static int endOfFrame(byte[] stream, int at) {
    long length = 0;
    for (int i = 0; i < 4 && at + 1 + i < stream.length; i++) {
      int digit = stream[at + 1 + i];
      length |= (long) (digit & 0x7F) << (7 * i);
      if ((digit & 0x80) == 0) {
        return (int) Math.min(at + 2L + i + length, stream.length);
      }
    }
    return stream.length;
  }

  private static String typeAt(byte[] stream, int at) {
    int number = (stream[at] & 0xF0) >> 4;
    return number == 0 ? UNREADABLE : PacketType.of(number).name();
  }

  private static byte[] concat(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Makes entries of pieces of one stream. */
  private final class Piece {
    private final Direction direction;
    private final MqttVersion version;
    private final byte[] stream;
    private final BitSet masks;

    Piece(Direction direction, MqttVersion version, byte[] stream, BitSet masks) {
      this.direction = direction;
      this.version = version;
      this.stream = stream;
      this.masks = masks;
    }

    TranscriptEntry entry(
        int start, int end, String packet, String summary, @Nullable Violation violation) {
      Sender sender = direction == Direction.SENT ? Sender.CLIENT : Sender.SERVER;
      List<FieldSpan> spans =
          PacketAnatomy.of(version, sender, Arrays.copyOfRange(stream, start, end));
      for (FieldSpan span : spans) {
        if (isSecret(span)) {
          masks.set(start + span.offset(), Math.min(start + span.offset() + span.length(), end));
        }
      }
      int shownEnd = Math.min(end, start + SHOWN_BYTES_MAX);
      List<TranscriptField> fields = new ArrayList<>();
      for (FieldSpan span : spans) {
        if (start + span.offset() <= shownEnd) {
          fields.add(field(span, start, shownEnd, brokenBy(violation, span, spans)));
        }
      }
      String cut = shownEnd < end
          ? " (the first " + SHOWN_BYTES_MAX + " of " + (end - start) + " bytes)"
          : "";
      return new TranscriptEntry(
          log.name(),
          direction,
          0,
          hex(start, shownEnd),
          packet,
          secrets.masked(summary) + cut,
          fields);
    }

    TranscriptEntry raw(int start, int end, String summary) {
      int shownEnd = Math.min(end, start + SHOWN_BYTES_MAX);
      return new TranscriptEntry(
          log.name(), direction, 0, hex(start, shownEnd), UNREADABLE, summary, List.of());
    }

    /**
     * What stands behind a break may hold anything. In what we sent only the user's own secrets are at stake, which are found
     * by their text; masking more would hide what was wrong.
     */
    private boolean isSecret(FieldSpan span) {
      boolean ownRest = direction == Direction.SENT && span.name().equals(PacketAnatomy.NOT_READ);
      return span.secret() && !ownRest;
    }

    private TranscriptField field(
        FieldSpan span, int start, int shownEnd, @Nullable Statement broken) {
      int from = start + span.offset();
      int length = Math.min(span.length(), shownEnd - from);
      int firstMasked = masks.nextSetBit(from);
      boolean touched = isSecret(span) || (firstMasked >= 0 && firstMasked < from + span.length());
      String value = secrets.masked(span.value());
      boolean saysWhy = span.name().equals(PacketAnatomy.NOT_READ);
      boolean mayShowIt = isSecret(span) || (touched && value.equals(span.value()));
      if (mayShowIt && !saysWhy) {
        // shown in a form that the search for secrets does not know
        value = "*".repeat(Math.min(span.length(), SHOWN_VALUE_CHARS_MAX));
      }
      if (value.length() > SHOWN_VALUE_CHARS_MAX) {
        value = value.substring(0, SHOWN_VALUE_CHARS_MAX) + "...";
      }
      return new TranscriptField(span.name(), span.offset(), length, value, broken);
    }

    private String hex(int start, int end) {
      byte[] shown = Arrays.copyOfRange(stream, start, end);
      for (int i = masks.nextSetBit(start); i >= 0 && i < end; i = masks.nextSetBit(i + 1)) {
        shown[i - start] = Secrets.MASK;
      }
      return HexFormat.of().formatHex(shown);
    }
  }

  /** The statement that the violation names, if this is the field that it names: the first that holds its offset. */
  private static @Nullable Statement brokenBy(
      @Nullable Violation violation, FieldSpan span, List<FieldSpan> spans) {
    if (violation == null) {
      return null;
    }
    for (FieldSpan candidate : spans) {
      boolean holds = violation.offset() >= candidate.offset()
          && violation.offset() < candidate.offset() + Math.max(candidate.length(), 1);
      if (holds) {
        return candidate.equals(span) ? violation.statement() : null;
      }
    }
    return null;
  }
}
