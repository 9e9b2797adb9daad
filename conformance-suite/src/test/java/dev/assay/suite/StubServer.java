package dev.assay.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Function;

/** A server on a free port of the loopback address that answers the first packet of each connection by a script. */
final class StubServer implements AutoCloseable {
  private static final int PROTOCOL_LEVEL_AT = 8;
  private static final int TIMEOUT_MILLIS = 5_000;

  /**
   * What it does when the first bytes are there.
   *
   * @param hex of the answer; may be empty
   * @param closes whether it closes behind it
   */
  record Reaction(String hex, boolean closes) {
    static Reaction answer(String hex) {
      return new Reaction(hex, false);
    }

    static Reaction answerAndClose(String hex) {
      return new Reaction(hex, true);
    }

    static Reaction answerText(String text) {
      return new Reaction(
          HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)), false);
    }

    static Reaction close() {
      return new Reaction("", true);
    }

    static Reaction silence() {
      return new Reaction("", false);
    }
  }

  private final ServerSocket socket;
  private final Function<Integer, Reaction> script;

  /**
   * @param script the reaction to a CONNECT with this protocol level
   */
  StubServer(Function<Integer, Reaction> script) throws IOException {
    this.script = script;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    inThread(this::accept);
  }

  String url() {
    return "mqtt://127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        inThread(() -> serve(connection));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = connection.getInputStream();
      byte[] first = new byte[256];
      int length = in.read(first);
      if (length <= PROTOCOL_LEVEL_AT) {
        return;
      }
      Reaction reaction = script.apply((int) first[PROTOCOL_LEVEL_AT]);
      connection.getOutputStream().write(HexFormat.of().parseHex(reaction.hex().replace(" ", "")));
      connection.getOutputStream().flush();
      if (reaction.closes()) {
        return;
      }
      while (in.read(first) >= 0) {
        // whatever else is asked stays without an answer
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static void inThread(Runnable work) {
    Thread thread = new Thread(work, "stub-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
