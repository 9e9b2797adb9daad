package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.spec.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that came on a connection until it was closed or fell silent, byte for byte: for cases that judge bytes which are
 * wrong in themselves, or of which nobody can say in which version they have to be. Made by {@link CaseClient#answer}.
 *
 * @param closed whether the broker closed the connection
 */
public record Answer(List<Came> came, boolean closed) {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  /**
   * What came.
   *
   * @param packet null if the bytes break the standard
   * @param broken the statement that they break, or null if they are a packet
   * @param hex of the whole packet; of broken bytes all that came
   */
  public record Came(@Nullable Packet packet, @Nullable Statement broken, String hex) {
    /** The byte at this offset, or -1 if there is none. */
    public int byteAt(int offset) {
      byte[] bytes = HEX.parseHex(hex);
      return offset < bytes.length ? bytes[offset] & 0xFF : -1;
    }

    /** The byte at this offset behind the fixed header, or -1 if there is none. */
    public int bodyByteAt(int offset) {
      int lengthBytes = 1;
      while (lengthBytes < 4 && byteAt(lengthBytes) > 0x7F) {
        lengthBytes++;
      }
      return byteAt(1 + lengthBytes + offset);
    }

    /** Whether the first byte says that it is of this type: for a packet of which nobody can say in which version it has to be. */
    public boolean begins(PacketType type) {
      return byteAt(0) >> 4 == type.number();
    }

    public boolean is(Class<? extends Packet> type) {
      return type.isInstance(packet);
    }

    @Override
    public String toString() {
      return packet == null ? hex : packet.type() + " (" + hex + ")";
    }
  }

  public Answer {
    came = List.copyOf(came);
  }

  /** What comes until the broker closes, sends nothing for this long, or has sent {@code packetsMax} packets. */
  static Answer of(Function<Duration, Arrival> connection, Duration patience, int packetsMax) {
    List<Came> came = new ArrayList<>();
    while (came.size() < packetsMax) {
      Arrival arrival = connection.apply(patience);
      if (arrival instanceof Arrival.Received received) {
        came.add(new Came(received.packet(), null, HEX.formatHex(received.bytes())));
      } else if (arrival instanceof Arrival.Broken broken) {
        came.add(new Came(null, broken.violation().statement(), HEX.formatHex(broken.bytes())));
      } else {
        return new Answer(came, arrival instanceof Arrival.Closed);
      }
    }
    return new Answer(came, false);
  }

  /** This, and what came behind it. */
  public Answer followedBy(Answer later) {
    List<Came> all = new ArrayList<>(came);
    all.addAll(later.came);
    return new Answer(all, later.closed);
  }

  public boolean isEmpty() {
    return came.isEmpty();
  }

  /** How many packets of this type came. */
  public long count(Class<? extends Packet> type) {
    return came.stream().filter(one -> one.is(type)).count();
  }

  /** Whether one packet came and nothing else, and its first byte says that it is of this type. */
  public boolean isOnly(PacketType type) {
    return came.size() == 1 && came.get(0).begins(type);
  }

  /**
   * The first packet of this type.
   *
   * @throws IllegalStateException if none came
   */
  public <P extends Packet> P packet(Class<P> type) {
    return came.stream()
        .map(Came::packet)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + " came"));
  }

  /** The first packet, or null if none came. */
  public @Nullable Came first() {
    return came.isEmpty() ? null : came.get(0);
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    came.forEach(one -> words.add(one.toString()));
    words.add(closed ? "close" : "nothing more");
    return String.join(", then ", words);
  }
}
