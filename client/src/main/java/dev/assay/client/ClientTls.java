package dev.assay.client;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Whom a client trusts and who it is on encrypted connections: TLS 1.2 and 1.3. Unless told otherwise, whom the JDK trusts. */
public final class ClientTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** Those whom the JDK trusts, under the name that the URL gives, without a certificate of our own. */
  public static final ClientTls OF_THE_JDK = new ClientTls(SslContextBuilder.forClient(), true);

  private final SslContextBuilder builder;
  private final boolean checksHost;
  // made when it is first needed, since it reads what the JDK trusts
  private @Nullable SslContext context;

  private ClientTls(SslContextBuilder builder, boolean checksHost) {
    this.builder = builder.sslProvider(SslProvider.JDK).protocols(PROTOCOLS);
    this.checksHost = checksHost;
  }

  /**
   * From PEM files.
   *
   * @param ca certificates that are trusted; null for those of the JDK
   * @param insecure trust everybody, under any name
   * @param certificate of the client, with its chain; null for none
   * @param key of the client: PKCS#8 without a password; beside a certificate
   * @throws IOException if a file cannot be read or used, with one clear line
   */
  public static ClientTls of(
      @Nullable Path ca, boolean insecure, @Nullable Path certificate, @Nullable Path key)
      throws IOException {
    SslContextBuilder builder = SslContextBuilder.forClient();
    try {
      if (insecure) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else if (ca != null) {
        builder.trustManager(readable(ca).toFile());
      }
      if (certificate != null && key != null) {
        builder.keyManager(readable(certificate).toFile(), readable(key).toFile());
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "expected certificates and a private key (PKCS#8, no password) as PEM, found something"
              + " else in " + (certificate == null ? ca : certificate + " or " + key),
          e);
    }
    return new ClientTls(builder, !insecure);
  }

  private static Path readable(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("cannot read " + file);
    }
    return file;
  }

  /** For one connection to {@code host}, whose name is sent (SNI) and looked for in the certificate. */
  SslHandler handler(ByteBufAllocator alloc, String host, int port) {
    SslHandler handler = context().newHandler(alloc, host, port);
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(checksHost ? "HTTPS" : "");
    handler.engine().setSSLParameters(parameters);
    return handler;
  }

  private synchronized SslContext context() {
    if (context == null) {
      try {
        context = builder.build();
      } catch (SSLException e) {
        throw new IllegalStateException("this JDK offers no TLS", e);
      }
    }
    return context;
  }
}
