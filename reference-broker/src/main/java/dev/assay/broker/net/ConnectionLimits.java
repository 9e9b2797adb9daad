package dev.assay.broker.net;

import dev.assay.broker.core.Setting;
import java.util.function.Consumer;

/** What connections may cost while nobody knows yet whose they are, and while they do not take what they are sent. */
public record ConnectionLimits(
    @Setting(
        "how many bytes wait for a client that does not take them before it is dropped, at least 1; messages of "
            + "QoS 1 and 2 may have a quarter of it, and 8 MiB at most, under way to it at once")
    int outboundMaxBytes,

    @Setting(
        "how many bytes wait for all clients together that do not take them, at least 1: when it is more, "
            + "those with the most waiting are dropped")
    int outboundTotalMaxBytes,

    @Setting(
        "how many bytes of memory all packets together may take of which only a part has come, at least 1: when "
            + "it is more, the connection whose packet began first is closed; as many again may the CONNECTs have "
            + "whose passwords are checked")
    int inboundTotalMaxBytes,

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

  /**
   * 32 MiB for a slow client and 256 MiB for all of them, 256 MiB for unfinished packets, a CONNECT of up to 1 MiB, 1,000 connections
   * that are not let in yet, 5 s at the end.
   */
  public static final ConnectionLimits DEFAULT = new Draft().limits();

  public ConnectionLimits {
    check("waiting bytes", outboundMaxBytes);
    check("waiting bytes of all", outboundTotalMaxBytes);
    check("bytes of unfinished packets", inboundTotalMaxBytes);
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
    draft.outboundTotalMaxBytes = outboundTotalMaxBytes;
    draft.inboundTotalMaxBytes = inboundTotalMaxBytes;
    draft.connectMaxBytes = connectMaxBytes;
    draft.unadmittedMax = unadmittedMax;
    draft.stopMillisMax = stopMillisMax;
    change.accept(draft);
    return draft.limits();
  }

  /** Limits in the making. */
  public static final class Draft {
    public int outboundMaxBytes = 32 * 1024 * 1024;
    public int outboundTotalMaxBytes = 256 * 1024 * 1024;
    public int inboundTotalMaxBytes = 256 * 1024 * 1024;
    public int connectMaxBytes = 1024 * 1024;
    public int unadmittedMax = 1_000;
    public int stopMillisMax = 5_000;

    private Draft() {}

    private ConnectionLimits limits() {
      return new ConnectionLimits(
          outboundMaxBytes,
          outboundTotalMaxBytes,
          inboundTotalMaxBytes,
          connectMaxBytes,
          unadmittedMax,
          stopMillisMax);
    }
  }
}
