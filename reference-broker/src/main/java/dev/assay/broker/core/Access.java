package dev.assay.broker.core;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may come in, and what each may publish and subscribe to. The same question always gets the same answer. */
public interface Access {

  /** Everybody may do everything, nameless clients too. */
  Access EVERYBODY = (userName, password) -> true;

  /** Those with these passwords, by user name, may come in and do everything. */
  static Access ofPasswords(Map<String, Payload> passwords) {
    Map<String, Payload> known = Map.copyOf(passwords);
    return (userName, password) -> {
      Payload expected = userName == null ? null : known.get(userName);
      return expected != null && password != null && expected.equals(password);
    };
  }

  /** Whether somebody with this user name and password may come in (3.1.4). */
  boolean admits(@Nullable String userName, @Nullable Payload password);

  /**
   * Whether {@link #admits} would take so long for these that others had to wait. Whoever has time asks it first, on any thread; the
   * answer is then at hand.
   */
  default boolean takesTime(@Nullable String userName, @Nullable Payload password) {
    return false;
  }

  /** Whether a client that came in as {@code userName} may publish to {@code topic}. */
  default boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
    return true;
  }

  /** Whether a client that came in as {@code userName} may have a subscription with {@code filter}, shared or not. */
  default boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
    return true;
  }

  /**
   * Whether a client that came in as {@code userName} may have a session that there is already (5.4.2).
   *
   * @param owner as whom the client of that session came in last; null if it was nameless
   */
  default boolean mayHaveSessionOf(@Nullable String userName, @Nullable String owner) {
    return true;
  }

  /** Whether somebody may prove its password by SCRAM-SHA-256 instead of sending it (4.12 of 5.0). */
  default boolean offersScram() {
    return false;
  }

  /** What SCRAM-SHA-256 keeps of the password of this user, or null if there is no such user. */
  default @Nullable ScramCredentials scramCredentialsOf(String userName) {
    return null;
  }

  /** How many iterations of SCRAM-SHA-256 a user is asked for who does not exist: as many as one who does. */
  default int scramIterationsOfNobody() {
    return 4_096;
  }
}
