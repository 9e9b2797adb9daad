package dev.assay.broker.access;

import dev.assay.codec.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which passwords were right and which were wrong, so that the slow question is asked once. A password is known here by a digest under a
 * key that lives as long as the process; for each user the last right one is kept, and of wrong ones the latest. Several
 * threads may ask.
 */
final class RememberedAnswers {
  /** A wrong password has to be known from the check on the other thread until the core asks, which is a matter of milliseconds. */
  private static final int WRONG_MAX = 4_096;

  private static final int KEY_BYTES = 32;

  private final byte[] key = new byte[KEY_BYTES];
  private final Map<String, Payload> right = new HashMap<>();
  private final Map<Payload, Boolean> wrong = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Payload, Boolean> eldest) {
      return size() > WRONG_MAX;
    }
  };

  RememberedAnswers() {
    new SecureRandom().nextBytes(key);
  }

  /** What was answered for this user and password, or null if nobody knows any more. */
  @Nullable
  Boolean of(String userName, Payload password) {
    Payload digest = digest(userName, password);
    synchronized (this) {
      Payload known = right.get(userName);
      if (known != null && known.equals(digest)) {
        return true;
      }
      return wrong.containsKey(digest) ? Boolean.FALSE : null;
    }
  }

  void remember(String userName, Payload password, boolean isRight) {
    Payload digest = digest(userName, password);
    synchronized (this) {
      if (isRight) {
        right.put(userName, digest);
      } else {
        wrong.put(digest, Boolean.FALSE);
      }
    }
  }

  private Payload digest(String userName, Payload password) {
    byte[] name = userName.getBytes(StandardCharsets.UTF_8);
    return Payload.owning(Derivation.hmacSha256(key, name, new byte[] {0}, password.toBytes()));
  }
}
