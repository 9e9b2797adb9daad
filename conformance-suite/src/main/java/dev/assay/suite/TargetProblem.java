package dev.assay.suite;

import java.io.Serial;

/** Why a target cannot be judged at all. The message is one line for people, without user info. */
public final class TargetProblem extends Exception {
  @Serial
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Kind {
    /** No connection: nobody listens, no such host, no way there. */
    UNREACHABLE(3),
    /** It accepts the connection and says nothing. */
    NO_ANSWER(3),
    /** It answers so late that hardly a case could be decided. */
    TOO_SLOW(3),
    /** It answers HTTP. */
    HTTP(3),
    /** It speaks TLS where plain TCP was asked for. */
    TLS(3),
    /** It answers something that is not MQTT. */
    NOT_MQTT(3),
    /** It closes the connection without an answer. */
    CLOSED_AT_ONCE(3),
    /** It speaks MQTT and refuses us: user name, password, load. */
    REFUSED(3),
    /** A version was asked for that it does not speak. */
    VERSION_NOT_SPOKEN(4);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  private final Kind kind;

  TargetProblem(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** What the command line returns: 3 unreachable or not MQTT, 4 a version that was asked for is not spoken. */
  public int exitCode() {
    return kind.exitCode;
  }
}
