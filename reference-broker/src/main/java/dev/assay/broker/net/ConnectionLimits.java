package dev.assay.broker.net;

import dev.assay.broker.core.Setting;
import java.util.function.Consumer;

/** What connections may cost while nobody knows yet whose they are, and while they do not take what they are sent. */
public record ConnectionLimits(
    @Setting(
        "how many bytes wait for a client that does not take them before it is dropped, at least 1")
    int outboundMaxBytes,

    @Setting(
        "the largest first packet that is read, in bytes, at least 1; it comes before anybody knows who sends it")
    int connectMaxBytes,

    @Setting(
        "how many connections may wait to be let in, at least 1: one more closes the one that has "
            + "waited longest; as many again may have their passwords checked")
    int unadmittedMax,

    @Setting(
        "how many milliseconds a broker that stops waits for clients to take what they were sent, "
            + "at least 1")
    int stopMillisMax) {

  /** 32 MiB for a slow client, a CONNECT of up to 1 MiB, 1,000 connections that are not let in yet, 5 s at the end. */
  public static final ConnectionLimits DEFAULT = new Draft().limits();

  public ConnectionLimits {
    check("waiting bytes", outboundMaxBytes);
    check("bytes of a CONNECT", connectMaxBytes);
    check("connections that are not let in yet", unadmittedMax);
    check("milliseconds of a stop", stopMillisMax);
  }

  private static void check(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, was " + value);
    }
  }

  /**
   * These limits with some of them changed.
   *
   * @throws IllegalArgumentException if a value is outside its bounds
   */
  public ConnectionLimits with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.outboundMaxBytes = outboundMaxBytes;
    draft.connectMaxBytes = connectMaxBytes;
    draft.unadmittedMax = unadmittedMax;
    draft.stopMillisMax = stopMillisMax;
    change.accept(draft);
    return draft.limits();
  }

  /** Limits in the making. */
  public static final class Draft {
    public int outboundMaxBytes = 32 * 1024 * 1024;
    public int connectMaxBytes = 1024 * 1024;
    public int unadmittedMax = 1_000;
    public int stopMillisMax = 5_000;

    private Draft() {}

    private ConnectionLimits limits() {
      return new ConnectionLimits(outboundMaxBytes, connectMaxBytes, unadmittedMax, stopMillisMax);
    }
  }
}
