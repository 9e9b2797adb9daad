package dev.assay.client;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a handshake failed, in words that say what to do about it. */
final class HandshakeTrouble {
  private static final int DEPTH_MAX = 10;

  private HandshakeTrouble() {}

  static String inWords(@Nullable Throwable failure, BrokerUrl url) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < DEPTH_MAX; depth++) {
      String words = wordsFor(each, url);
      if (words != null) {
        return words;
      }
      each = each.getCause();
    }
    return failure instanceof SSLException
        ? "the TLS handshake failed: " + failure.getMessage()
        : String.valueOf(failure == null ? null : failure.getMessage());
  }

  private static @Nullable String wordsFor(Throwable cause, BrokerUrl url) {
    if (cause instanceof NotSslRecordException) {
      return "speaks no TLS: try " + (url.scheme().isWebSocket() ? "ws" : "mqtt") + "://";
    }
    if (cause instanceof CertificateExpiredException) {
      return "its certificate has expired (--insecure goes on all the same): " + cause.getMessage();
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "its certificate is not valid yet (--insecure goes on all the same): "
          + cause.getMessage();
    }
    if (cause instanceof CertPathBuilderException) {
      return "its certificate is not trusted: name its CA by --ca FILE, or trust everybody by"
          + " --insecure";
    }
    if (cause instanceof CertificateException
        && String.valueOf(cause.getMessage()).startsWith("No ")) {
      return "its certificate is for another host (--insecure goes on all the same): "
          + cause.getMessage();
    }
    if (cause instanceof SSLException && isAboutVersion(String.valueOf(cause.getMessage()))) {
      return "speaks no TLS " + url.tls().inWords() + ": " + cause.getMessage();
    }
    if (cause instanceof ClosedChannelException) {
      return "closes the connection in the handshake";
    }
    return cause instanceof IOException && cause.getClass() == IOException.class
        ? cause.getMessage()
        : null;
  }

  /** An alert of the server's (RFC 8446, 6.2), or what the JDK says of an answer in a version that was not offered. */
  private static boolean isAboutVersion(String message) {
    return message.contains("protocol_version") || message.contains("protocol version");
  }
}
