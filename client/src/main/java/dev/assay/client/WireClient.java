package dev.assay.client;

import dev.assay.client.ConnectionLog.Kind;
import dev.assay.codec.Deviation;
import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker that does what it is told and nothing else: it answers no packet, keeps nothing alive and checks
 * no order. Right packets go out by {@link #send(Packet)}, wrong ones by {@link #send(Deviation)}, anything by {@link
 * #sendBytes}. What comes is queued from the first byte on and handed out in order by {@link #next()}.
 *
 * <p>Sending does not wait for the broker to take the bytes; every other wait has a deadline. One thread at a time uses a
 * client, {@link #close()} may come from any.
 */
public final class WireClient implements AutoCloseable {
  /** How much of a broken stream is kept to be read in another version. */
  private static final int BROKEN_BYTES_MAX = 64 * 1024;

  private final String name;
  private final MqttVersion version;
  private final Duration patience;
  private final ConnectionLog log;
  private final Network network;
  private final Line line;
  private final Inbox inbox;

  // lives as long as the connection; the bytes of packets that are not complete yet
  private final ByteBuf unread = Unpooled.buffer();
  // how many bytes of the stream were handed out
  private long consumedBytes;
  private long lastByteMicros;
  private boolean broken;
  // a text frame that came and was not handed out yet
  private Arrival.@Nullable Broken textFrame;
  private boolean hasSaidGoodbye;
  private PacketReader reader;
  private Arrival.@Nullable Closed end;

  private WireClient(
      String name,
      MqttVersion version,
      Duration patience,
      ConnectionLog log,
      Network network,
      Line line,
      Inbox inbox) {
    this.name = name;
    this.version = version;
    this.patience = patience;
    this.log = log;
    this.network = network;
    this.line = line;
    this.inbox = inbox;
    this.reader = PacketReader.of(version, Sender.SERVER);
  }

  /** Opens a connection on which each packet is sent in one piece; see the other one. */
  public static WireClient open(
      BrokerUrl url, MqttVersion version, String name, Transcript transcript, Duration patience)
      throws ConnectFailed {
    return open(url, version, name, transcript, patience, Segments.WHOLE);
  }

  /**
   * Opens a connection over the transcript's network. No packet is sent.
   *
   * @param version in which packets are written, and read until {@link #readAs} says otherwise
   * @param name of the connection in the transcript, such as {@code subscriber}
   * @param patience how long to wait for the connection here, and for each arrival later
   * @param segments in which pieces bytes are handed to the network
   * @throws ConnectFailed if no connection came about, with one clear line
   */
  public static WireClient open(
      BrokerUrl url,
      MqttVersion version,
      String name,
      Transcript transcript,
      Duration patience,
      Segments segments)
      throws ConnectFailed {
    ConnectionLog log = transcript.open(name, version);
    Network network = transcript.network();
    Inbox inbox = new Inbox(log, network);
    try {
      Line line = network.connect(url, segments, patience, inbox);
      return new WireClient(name, version, patience, log, network, line, inbox);
    } catch (ConnectFailed e) {
      log.happened("not connected", String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Sends a packet in this client's version. */
  public void send(Packet packet) {
    hasSaidGoodbye = packet.type() == PacketType.DISCONNECT;
    write(Kind.PACKET, PacketWriter.of(version).toBytes(packet));
  }

  /** Sends bytes that are wrong on purpose. */
  public void send(Deviation deviation) {
    write(Kind.DEVIATION, deviation.bytes());
  }

  /** Sends any bytes: a part of a packet, several packets at once. They are copied. */
  public void sendBytes(byte[] bytes) {
    if (bytes.length > 0) {
      write(Kind.RAW, bytes.clone());
    }
  }

  private void write(Kind kind, byte[] bytes) {
    log.sent(kind, bytes);
    line.send(bytes);
  }

  /** What comes next, waiting up to the patience that the client was opened with. */
  public Arrival next() {
    return next(patience);
  }

  /**
   * What comes next: the oldest packet that was not handed out yet, else how the stream broke or ended, else silence. Zero
   * waits for nothing. Once closed, each call says so again.
   *
   * @throws IllegalStateException if the thread is interrupted, or if the connection broke by a fault of this client
   */
  public Arrival next(Duration wait) {
    long startNanos = network.nanoTime();
    while (true) {
      Arrival arrival = read();
      if (arrival != null) {
        return arrival;
      }
      if (end != null) {
        return end;
      }
      Signal signal = inbox.poll(wait.toNanos() - (network.nanoTime() - startNanos), line);
      if (signal == null) {
        return new Arrival.Silence(TimeUnit.NANOSECONDS.toMillis(network.nanoTime() - startNanos));
      }
      take(signal);
    }
  }

  private void take(Signal signal) {
    if (signal.fault() != null) {
      throw new IllegalStateException(
          "the connection of " + name + " failed by our own fault", signal.fault());
    }
    if (signal.bytes() == null) {
      end = new Arrival.Closed(signal.reset(), signal.timeMicros());
    } else if (signal.isText() && !broken) {
      broken = true;
      textFrame = new Arrival.Broken(inTextFrame(), signal.bytes(), signal.timeMicros());
    } else if (!broken || unread.readableBytes() < BROKEN_BYTES_MAX) {
      unread.writeBytes(signal.bytes());
      lastByteMicros = signal.timeMicros();
    }
  }

  /** What a broker breaks that sends a packet in a text frame. */
  private Violation inTextFrame() {
    boolean isV5 = version == MqttVersion.V5;
    return new Violation(
        "WebSocket frame",
        0,
        "binary",
        "text",
        isV5 ? Mqtt5.MQTT_6_0_0_1 : Mqtt311.MQTT_6_0_0_1,
        isV5 ? "send-binary-frames" : "send-binary-frames-only",
        ReasonCode.MALFORMED_PACKET);
  }

  private @Nullable Arrival read() {
    if (textFrame != null) {
      Arrival once = textFrame;
      textFrame = null;
      return once;
    }
    if (broken || !unread.isReadable()) {
      return null;
    }
    int start = unread.readerIndex();
    Reading reading = reader.read(unread);
    if (reading instanceof Packet packet) {
      byte[] bytes = ByteBufUtil.getBytes(unread, start, unread.readerIndex() - start);
      consumedBytes += bytes.length;
      unread.discardSomeReadBytes();
      return new Arrival.Received(packet, bytes, lastByteMicros);
    }
    if (reading instanceof Violation violation) {
      broken = true;
      log.limitRest();
      unread.readerIndex(start);
      return new Arrival.Broken(violation, ByteBufUtil.getBytes(unread), lastByteMicros);
    }
    return null;
  }

  /**
   * Reads what was not handed out as packet yet, the bytes of an {@link Arrival.Broken} included, in another version: a server
   * of 3.1.1 alone refuses a CONNECT of 5.0 in the form of 3.1.1 (3.1.2.2).
   */
  public void readAs(MqttVersion otherVersion) {
    reader = PacketReader.of(otherVersion, Sender.SERVER);
    log.readAs(consumedBytes, otherVersion);
    broken = false;
  }

  /**
   * Leaves out of the transcript what crossed this connection so far: for one of many that begin alike. Does nothing where a
   * packet has not come whole.
   */
  public void forgetSoFar() {
    if (!unread.isReadable()) {
      log.forget();
    }
  }

  /** Says that nothing more will be sent (TCP FIN) and goes on reading. */
  public void halfClose() {
    log.happened("half-closed", "the client closed its sending side");
    line.finishSending();
  }

  /** The content of one text frame of a WebSocket, in which no packet may travel; elsewhere there are none. */
  public void sendTextFrame(byte[] bytes) {
    log.happened("text frame", bytes.length + " bytes are sent in a text frame");
    log.sent(Kind.RAW, bytes.clone());
    line.sendTextFrame(bytes.clone());
  }

  /** Whether this connection is a WebSocket. */
  public boolean isWebSocket() {
    return line.isWebSocket();
  }

  /** The subprotocol that the server selected for this WebSocket; empty if it named none or there is no WebSocket. */
  public Optional<String> subprotocol() {
    return line.subprotocol();
  }

  /** The version of TLS that was agreed on; empty where there is no TLS. */
  public Optional<TlsVersion> tlsVersion() {
    return line.tlsVersion();
  }

  /** Ends the connection by a TCP reset, as a crash or a broken network would. */
  public void abort() {
    if (inbox.endByCase("aborted", "the client reset the connection")) {
      line.reset();
    }
  }

  /**
   * Ends the connection in the way of TCP (FIN) after what was sent; sends no DISCONNECT. What the broker still sends is
   * taken and forgotten for a moment in the background, since closing a socket with unread bytes resets it.
   */
  @Override
  public void close() {
    String how = hasSaidGoodbye ? "behind its DISCONNECT" : "without a DISCONNECT";
    if (inbox.endByCase("closed", "the client closed the connection " + how)) {
      line.close();
    }
  }

  /** Waits until this side has let go of the connection, which is a moment after {@link #close}; false if it takes longer. */
  public boolean awaitClosed(Duration wait) {
    return line.awaitClosed(wait);
  }

  /** Whether neither side has ended the connection, as far as is known here. */
  public boolean isOpen() {
    return inbox.isOpen();
  }

  /** When either side ended the connection, in microseconds since the start of the transcript; empty while it stands. */
  public OptionalLong closedAtMicros() {
    return inbox.closedAtMicros();
  }

  /**
   * Leaves what the broker sends from now on in the buffers of the network until {@link #resumeReading()}.
   *
   * @throws IllegalStateException if the event loop does not get to it within the patience
   */
  public void stopReading() {
    inbox.stopReading(line, patience);
  }

  public void resumeReading() {
    inbox.resumeReading(line);
  }

  /** Address and port on this side, such as {@code 127.0.0.1:40112}: how the broker sees this connection. */
  public String localAddress() {
    return line.localAddress();
  }

  /** The connection's name in the transcript. */
  public String name() {
    return name;
  }

  /** The version in which packets are written. */
  public MqttVersion version() {
    return version;
  }
}
