package dev.assay.client;

/** No connection came about. The message is one line for people, without the user info of the URL. */
public final class ConnectFailed extends Exception {
  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Reason {
    /** Nobody listens there. */
    REFUSED,
    /** No answer within the patience. */
    TIMED_OUT,
    /** The name has no address. */
    UNKNOWN_HOST,
    /** The handshake of TLS or of the WebSocket failed. */
    HANDSHAKE,
    /** The network says that there is no way there, or something else went wrong. */
    UNREACHABLE
  }

  private final Reason reason;

  ConnectFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
