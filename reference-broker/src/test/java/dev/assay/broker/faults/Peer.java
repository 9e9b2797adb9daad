package dev.assay.broker.faults;

import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A plain socket that speaks MQTT as well or as badly as it is told: thousands of them cost little. */
public final class Peer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final MqttVersion version;
  private final Socket socket;
  private final ByteBuf unread = Unpooled.buffer(0);
  private final PacketReader reader;

  public Peer(int port, MqttVersion version) throws IOException {
    this.version = version;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.reader = PacketReader.of(version, Sender.SERVER);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  public static byte[] bytesOf(MqttVersion version, Packet packet) {
    return PacketWriter.of(version).toBytes(packet);
  }

  public void send(Packet packet) throws IOException {
    sendBytes(bytesOf(version, packet));
  }

  public void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next packet, which has to be of this kind. */
  public <P extends Packet> P expect(Class<P> kind) throws IOException {
    Packet packet = next();
    if (!kind.isInstance(packet)) {
      throw new AssertionError("expected " + kind.getSimpleName() + ", found " + packet);
    }
    return kind.cast(packet);
  }

  private Packet next() throws IOException {
    InputStream in = socket.getInputStream();
    byte[] some = new byte[8_192];
    while (true) {
      if (unread.isReadable()) {
        Reading reading = reader.read(unread);
        if (reading instanceof Packet packet) {
          unread.discardSomeReadBytes();
          return packet;
        }
        if (reading instanceof Violation violation) {
          throw new AssertionError("the broker sent broken bytes: " + violation);
        }
      }
      int count = in.read(some);
      if (count < 0) {
        throw new EOFException("the broker closed the connection");
      }
      unread.writeBytes(some, 0, count);
    }
  }

  /** FIN: nothing more is sent, and what comes is still read. */
  public void end() throws IOException {
    socket.shutdownOutput();
  }

  /** RST in place of FIN. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
