package dev.assay.broker.rules;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.state.Authentication;
import dev.assay.broker.state.Connection;
import dev.assay.codec.packet.Payload;
import org.jspecify.annotations.Nullable;

/** What to answer in an enhanced authentication (4.12 of 5.0). The one method is SCRAM-SHA-256. */
final class Authenticator {
  private final Access access;
  private final @Nullable NonceSeed seed;
  private final long maxBytes;
  private long nonces;
  // what all that are under way keep
  private long bytes;

  Authenticator(BrokerConfig config) {
    access = config.access();
    maxBytes = config.authenticationsMaxBytes();
    seed = config.nonceSeed();
  }

  enum Outcome {
    CONTINUES,
    SUCCEEDED,
    FAILED,
    FINDS_NO_ROOM
  }

  /**
   * What came of a message of the client.
   *
   * @param data what to send along, or null for nothing
   * @param userName who it is, once it has succeeded
   */
  record Answer(
      Outcome outcome, @Nullable Payload data, @Nullable String userName) {
    private static final Answer FAILURE = new Answer(Outcome.FAILED, null, null);
    private static final Answer NO_ROOM = new Answer(Outcome.FINDS_NO_ROOM, null, null);
  }

  /** The Authentication Methods that this broker supports [5.0 MQTT-4.12.0-1]. */
  boolean offers(String method) {
    return method.equals(ScramSha256.METHOD) && access.offersScram() && seed != null;
  }

  /**
   * One begins on this connection, in place of one that may be under way, and is answered. It lasts until {@link #end}.
   *
   * @param data the client's first message, or null if that has yet to come
   */
  Answer begin(Connection connection, Authentication beginning, @Nullable Payload data) {
    end(connection);
    if (!hasRoomFor(beginning.keptBytes())) {
      return Answer.NO_ROOM;
    }
    bytes += beginning.keptBytes();
    connection.setAuthentication(beginning);
    return answer(beginning, data);
  }

  /** What is under way on this connection, if anything is, has come to its outcome, or the connection has ended. */
  void end(Connection connection) {
    Authentication ending = connection.authentication();
    if (ending != null) {
      bytes -= ending.keptBytes();
      connection.setAuthentication(null);
    }
  }

  private boolean hasRoomFor(long moreBytes) {
    return bytes + moreBytes <= maxBytes;
  }

  /** Answers the client's next message; none is one that has yet to come. */
  Answer answer(Authentication underWay, @Nullable Payload data) {
    if (data == null) {
      return underWay.clientFirst() == null
          ? new Answer(Outcome.CONTINUES, null, null)
          : Answer.FAILURE;
    }
    String clientFirst = underWay.clientFirst();
    String serverFirst = underWay.serverFirst();
    return clientFirst == null || serverFirst == null
        ? begin(underWay, data.asText())
        : finish(clientFirst, serverFirst, data.asText());
  }

  /** The first of two messages of the client (RFC 5802, section 5). */
  private Answer begin(Authentication underWay, String message) {
    ScramSha256.ClientFirst first = ScramSha256.ClientFirst.parse(message);
    if (first == null) {
      return Answer.FAILURE;
    }
    String answer = ScramSha256.serverFirst(
        first, derived("nonce " + ++nonces), credentialsOf(first.userName()));
    long moreBytes = Authentication.bytesOf(message, answer);
    if (!hasRoomFor(moreBytes)) {
      return Answer.NO_ROOM;
    }
    bytes += moreBytes;
    underWay.begun(message, answer);
    return new Answer(Outcome.CONTINUES, Payload.of(answer), null);
  }

  /** The second one proves that the client knows the password (RFC 5802, section 5). */
  private Answer finish(String clientFirst, String serverFirst, String message) {
    ScramSha256.ClientFirst first = ScramSha256.ClientFirst.parse(clientFirst);
    if (first == null) {
      return Answer.FAILURE;
    }
    String answer =
        ScramSha256.serverFinal(first, serverFirst, message, credentialsOf(first.userName()));
    return answer == null
        ? Answer.FAILURE
        : new Answer(Outcome.SUCCEEDED, Payload.of(answer), first.userName());
  }

  /** Nobody learns from the answer which users there are: those that do not exist have credentials that nothing fits. */
  private ScramCredentials credentialsOf(String userName) {
    ScramCredentials known = access.scramCredentialsOf(userName);
    return known != null
        ? known
        : new ScramCredentials(
            access.scramIterationsOfNobody(),
            Payload.of(derived("salt of " + userName).substring(0, 16)),
            Payload.of(derived("stored key of " + userName)),
            Payload.of(derived("server key of " + userName)));
  }

  private String derived(String purpose) {
    if (seed == null) {
      throw new IllegalStateException("without a seed no method is offered");
    }
    return ScramSha256.derived(seed.secret(), purpose);
  }
}
