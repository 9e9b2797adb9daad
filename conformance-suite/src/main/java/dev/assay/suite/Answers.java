package dev.assay.suite;

import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.spec.Verdict;
import java.time.Duration;

/** What comes on a connection, as it is: nothing is put aside, answered, or held to be wrong. */
final class Answers {
  private static final int PACKETS_MAX = 10_000;
  private static final int STRAYS_MAX = 100;

  private final Bench bench;
  private final CaseConnection connection;

  Answers(Bench bench, CaseConnection connection) {
    this.bench = bench;
    this.connection = connection;
  }

  /** All that comes until the broker closes or sends nothing for this long. */
  Answer until(Duration patience) {
    return until(patience, PACKETS_MAX);
  }

  /** As {@link #until(Duration)}, the next packet alone. */
  Answer next(Duration patience) {
    return until(patience, 1);
  }

  private Answer until(Duration patience, int packetsMax) {
    Answer answer = Answer.of(connection::next, patience, packetsMax);
    if (!answer.isEmpty() || answer.closed()) {
      return answer;
    }
    // a broker that is busy with others looks like one that is silent
    String complaint = bench.complaintOfBystanderOnSilence();
    if (complaint != null) {
      throw new Ended(Verdict.INCONCLUSIVE, complaint);
    }
    return Answer.of(connection::next, bench.quietWindow(), packetsMax);
  }

  /** As {@link #until(Duration)}, but without more time, or a look at others, where nothing came. */
  Answer within(Duration time) {
    return Answer.of(connection::next, time, PACKETS_MAX);
  }

  /** As {@link #within}, the next packet alone. */
  Answer nextWithin(Duration time) {
    return Answer.of(connection::next, time, 1);
  }

  /** As {@link #until(Duration)}; behind a DISCONNECT the close has the whole patience. */
  Answer andClose(Duration patience) {
    return withClose(until(patience));
  }

  /** All that comes behind a PINGREQ, which this sends. */
  Answer toPing() {
    connection.send(new PingReq());
    Answer soFar = next(bench.patience());
    for (int packets = 1; packets < PACKETS_MAX && !isSettled(soFar, packets); packets++) {
      soFar = soFar.followedBy(next(bench.patience()));
    }
    if (!soFar.closed() && soFar.count(Disconnect.class) == 0) {
      soFar = soFar.followedBy(Answer.of(connection::next, bench.windows().grace(), STRAYS_MAX));
    }
    return withClose(soFar);
  }

  private static boolean isSettled(Answer answer, int packets) {
    return answer.closed()
        || answer.came().size() < packets
        || answer.count(PingResp.class) > 0
        || answer.count(Disconnect.class) > 0;
  }

  private Answer withClose(Answer soFar) {
    return soFar.closed() || soFar.count(Disconnect.class) == 0
        ? soFar
        : soFar.followedBy(until(bench.patience()));
  }
}
