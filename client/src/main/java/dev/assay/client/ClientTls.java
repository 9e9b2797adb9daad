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
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts, who it is, and which versions of TLS it offers on encrypted connections: 1.2 and 1.3, unless told otherwise;
 * and those whom the JDK trusts. What one connection agrees on with a server, a later one takes up again, if the server lets it.
 */
public final class ClientTls {
  /** Those whom the JDK trusts, under the name that the URL gives, without a certificate of our own. */
  public static final ClientTls OF_THE_JDK =
      new ClientTls(new Context(SslContextBuilder.forClient()), true, TlsVersion.values());

  private final Context context;
  private final boolean checksHost;
  private final TlsVersion[] offered;

  private ClientTls(Context context, boolean checksHost, TlsVersion... offered) {
    this.context = context;
    this.checksHost = checksHost;
    this.offered = offered;
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
    return new ClientTls(new Context(builder), !insecure, TlsVersion.values());
  }

  /** The same, with this version alone. */
  public ClientTls offering(TlsVersion version) {
    return new ClientTls(context, checksHost, version);
  }

  /** Such as {@code 1.2 or 1.3}. */
  String inWords() {
    return Arrays.stream(offered).map(TlsVersion::text).collect(Collectors.joining(" or "));
  }

  /** Whether the server has a choice of versions. */
  public boolean offersSeveral() {
    return offered.length > 1;
  }

  private static Path readable(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("cannot read " + file);
    }
    return file;
  }

  /** For one connection to {@code host}, whose name is sent (SNI) and looked for in the certificate. */
  SslHandler handler(ByteBufAllocator alloc, String host, int port) {
    SslHandler handler = context.get().newHandler(alloc, host, port);
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(checksHost ? "HTTPS" : "");
    parameters.setProtocols(
        Arrays.stream(offered).map(TlsVersion::protocol).toArray(String[]::new));
    handler.engine().setSSLParameters(parameters);
    return handler;
  }

  /** Made when it is first needed, since it reads what the JDK trusts. Remembers what was agreed on with servers. */
  private static final class Context {
    private final SslContextBuilder builder;
    private @Nullable SslContext made;

    Context(SslContextBuilder builder) {
      this.builder = builder.sslProvider(SslProvider.JDK);
    }

    synchronized SslContext get() {
      if (made == null) {
        try {
          made = builder.build();
        } catch (SSLException e) {
          throw new IllegalStateException("this JDK offers no TLS", e);
        }
      }
      return made;
    }
  }
}
