package dev.assay.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

/** A server that sends what a test tells it to, to one client. */
final class StubServer implements AutoCloseable {
  private static final int DEADLINE_MILLIS = 10_000;

  private final ServerSocket listener;
  private Socket peer;

  StubServer() {
    try {
      listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(DEADLINE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BrokerUrl url() {
    return BrokerUrl.parse("mqtt://127.0.0.1:" + listener.getLocalPort());
  }

  /** Waits for the client; call it after the client has connected or while it does. */
  StubServer accept() throws IOException {
    peer = listener.accept();
    peer.setSoTimeout(DEADLINE_MILLIS);
    peer.setTcpNoDelay(true);
    return this;
  }

  String peerAddress() {
    return peer.getInetAddress().getHostAddress() + ":" + peer.getPort();
  }

  void send(String hex) throws IOException {
    peer.getOutputStream().write(bytes(hex));
    peer.getOutputStream().flush();
  }

  void sendOneByOne(String hex) throws IOException {
    for (byte each : bytes(hex)) {
      peer.getOutputStream().write(each);
      peer.getOutputStream().flush();
    }
  }

  String read(int length) throws IOException {
    return HexFormat.of().formatHex(peer.getInputStream().readNBytes(length));
  }

  /** What a read at the end says: -1 for an orderly end. */
  int readEnd() throws IOException {
    return peer.getInputStream().read();
  }

  void reset() throws IOException {
    peer.setSoLinger(true, 0);
    peer.close();
  }

  void closePeer() throws IOException {
    peer.close();
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  @Override
  public void close() throws IOException {
    if (peer != null) {
      peer.close();
    }
    listener.close();
  }
}
