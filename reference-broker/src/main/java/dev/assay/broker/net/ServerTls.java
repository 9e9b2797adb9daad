package dev.assay.broker.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who the broker is on its encrypted listeners, and whom it lets in: TLS 1.2 and 1.3 by the engine of the JDK. */
public final class ServerTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SslContext context;

  /** What it takes of the certificates of clients is the context's business. */
  ServerTls(SslContext context) {
    this.context = context;
  }

  /**
   * From PEM files.
   *
   * @param chain the broker's certificate, then those that lead to its root
   * @param key its private key: PKCS#8 without a password
   * @param clientCa whose certificates a client has to show; null if clients show none
   * @throws IOException if a file cannot be read or used, with one clear line
   */
  public static ServerTls of(Path chain, Path key, @Nullable Path clientCa) throws IOException {
    readable("certificate", chain);
    readable("private key", key);
    SslContextBuilder builder;
    try {
      builder = SslContextBuilder.forServer(chain.toFile(), key.toFile());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "expected PEM: a certificate in " + chain
              + " and its private key (PKCS#8, no password) in " + key + ", found something else",
          e);
    }
    return finish(builder, clientCa);
  }

  private static ServerTls finish(SslContextBuilder builder, @Nullable Path clientCa)
      throws IOException {
    builder.sslProvider(SslProvider.JDK).protocols(PROTOCOLS);
    if (clientCa != null) {
      readable("client CA", clientCa);
      try {
        builder.trustManager(clientCa.toFile()).clientAuth(ClientAuth.REQUIRE);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "expected certificates as PEM in " + clientCa + ", found something else", e);
      }
    }
    return new ServerTls(builder.build());
  }

  private static void readable(String what, Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("cannot read the " + what + " " + file);
    }
  }

  /**
   * A handler for one connection.
   *
   * @param tasks does what takes long in a handshake
   */
  SslHandler handler(ByteBufAllocator alloc, Executor tasks, long handshakeMillisMax) {
    SslHandler handler = context.newHandler(alloc, tasks);
    handler.setHandshakeTimeoutMillis(handshakeMillisMax);
    return handler;
  }
}
