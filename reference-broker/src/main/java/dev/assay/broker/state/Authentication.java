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

  /**
   * An authentication that begins.
   *
   * @param connect what is accepted once it succeeds; null for a re-authentication
   */
  public Authentication(String method, @Nullable Connect connect) {
    this.method = method;
    this.connect = connect;
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
  }
}
