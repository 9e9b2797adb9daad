package dev.assay.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Something on a free loopback port that is no proper broker: does the same with each connection. */
final class Stub implements AutoCloseable {
  private static final int IDLE_MAX_MILLIS = 30_000;
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread acceptor = new Thread(this::accept, "stub");

  /** What is done with each connection, on a thread of its own. An exception, such as for a peer that has gone, ends it. */
  interface Behaviour {
    void with(Socket socket) throws Exception;
  }

  private Stub(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
  }

  static Stub on(ServerSocket server, Behaviour behaviour) {
    Stub stub = new Stub(server, behaviour);
    stub.acceptor.start();
    return stub;
  }

  static Stub plain(Behaviour behaviour) throws IOException {
    return on(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
  }

  String url() {
    return "mqtt://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!over.get()) {
      try {
        Socket socket = server.accept();
        Thread connection = new Thread(() -> serve(socket), "stub connection");
        connection.setDaemon(true);
        connection.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(IDLE_MAX_MILLIS);
      behaviour.with(socket);
    } catch (Exception gone) {
      // the other end has seen enough
      return;
    }
  }

  @Override
  public void close() throws IOException {
    over.set(true);
    server.close();
    try {
      acceptor.join(DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (acceptor.isAlive()) {
      throw new AssertionError("the stub does not end");
    }
  }
}
