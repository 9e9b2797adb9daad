package dev.assay.broker.state;

import dev.assay.codec.packet.Connect;
import org.jspecify.annotations.Nullable;

/** An enhanced authentication under way (4.12 of 5.0). It lives from CONNECT, or AUTH 0x19, to its outcome. */
public final class Authentication {
  private final String method;
  private final @Nullable Connect connect;

  // the messages of SCRAM so far
  private @Nullable String clientFirst;
  private @Nullable String serverFirst;
  private long keptBytes;

  /**
   * An authentication that begins.
   *
   * @param connect what is accepted once it succeeds; null for a re-authentication
   * @param connectBytes how many bytes that has
   */
  public Authentication(String method, @Nullable Connect connect, int connectBytes) {
    this.method = method;
    this.connect = connect;
    this.keptBytes = connectBytes;
  }

  /** A client that was let in proves again who it is. */
  public static Authentication again(String method) {
    return new Authentication(method, null, 0);
  }

  public String method() {
    return method;
  }

  public @Nullable Connect connect() {
    return connect;
  }

  public @Nullable String clientFirst() {
    return clientFirst;
  }

  public @Nullable String serverFirst() {
    return serverFirst;
  }

  /** The client has begun, and this was the answer. */
  public void begun(String first, String answer) {
    clientFirst = first;
    serverFirst = answer;
    keptBytes += bytesOf(first, answer);
  }

  /** What these two messages take. */
  public static long bytesOf(String first, String answer) {
    return 2L * (first.length() + answer.length());
  }

  /** What is kept until its outcome, in bytes. */
  public long keptBytes() {
    return keptBytes;
  }
}
