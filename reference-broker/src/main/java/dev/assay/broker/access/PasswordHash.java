package dev.assay.broker.access;

import dev.assay.codec.packet.Payload;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a password: enough to recognise it, too little to know it.
 *
 * <pre>
 *   SCRAM-SHA-256$4096:salt$StoredKey:ServerKey    what SCRAM-SHA-256 needs (RFC 5802, 3); assay passwd writes it
 *   $7$101$salt$hash                               PBKDF2 with SHA-512; mosquitto_passwd writes it
 * </pre>
 *
 * All binary parts are in Base64.
 */
public sealed interface PasswordHash {
  /** The fewest iterations that RFC 7677 allows for SCRAM-SHA-256. */
  int SCRAM_ITERATIONS_MIN = 4_096;

  /** The most that this broker takes on: a file could otherwise keep it busy for minutes. */
  int ITERATIONS_MAX = 10_000_000;

  /** Whether {@code password} is the one. Takes milliseconds: that is what the iterations are for. */
  boolean matches(Payload password);

  /** As it stands in a file. */
  String text();

  /** Parses one of the two forms; null if {@code text} is neither. */
  static @Nullable PasswordHash parse(String text) {
    try {
      if (text.startsWith("SCRAM-SHA-256$")) {
        return ScramSha256.parse(text);
      }
      return text.startsWith("$7$") ? Pbkdf2Sha512.parse(text) : null;
    } catch (IllegalArgumentException notOfThatForm) {
      return null;
    }
  }

  /** What SCRAM-SHA-256 keeps of {@code password}. */
  static ScramSha256 scramSha256(Payload password, byte[] salt, int iterations) {
    byte[] salted = Derivation.pbkdf2("HmacSHA256", password.toBytes(), salt, iterations, 32);
    byte[] clientKey = Derivation.hmacSha256(salted, "Client Key");
    return new ScramSha256(
        iterations,
        Payload.copyOf(salt),
        Payload.owning(Derivation.sha256(clientKey)),
        Payload.owning(Derivation.hmacSha256(salted, "Server Key")));
  }

  /**
   * The server's side of SCRAM-SHA-256 (RFC 5802, 3 with RFC 7677).
   *
   * @param iterations 4,096 or more
   */
  record ScramSha256(int iterations, Payload salt, Payload storedKey, Payload serverKey)
      implements PasswordHash {
    public ScramSha256 {
      if (iterations < SCRAM_ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
        throw new IllegalArgumentException("iterations must be " + SCRAM_ITERATIONS_MIN + ".."
            + ITERATIONS_MAX + ", was " + iterations);
      }
    }

    private static ScramSha256 parse(String text) {
      String[] parts = text.split("[$:]", -1);
      if (parts.length != 5) {
        throw new IllegalArgumentException("expected five parts, found " + parts.length);
      }
      return new ScramSha256(
          Integer.parseInt(parts[1]),
          Derivation.base64(parts[2]),
          Derivation.base64(parts[3]),
          Derivation.base64(parts[4]));
    }

    @Override
    public boolean matches(Payload password) {
      ScramSha256 other = scramSha256(password, salt.toBytes(), iterations);
      return MessageDigest.isEqual(storedKey.toBytes(), other.storedKey.toBytes());
    }

    @Override
    public String text() {
      return "SCRAM-SHA-256$" + iterations + ":" + Derivation.base64(salt) + "$"
          + Derivation.base64(storedKey) + ":" + Derivation.base64(serverKey);
    }

    /** The keys stay out of it. */
    @Override
    public String toString() {
      return "SCRAM-SHA-256, " + iterations + " iterations";
    }
  }

  /**
   * What mosquitto_passwd keeps.
   *
   * @param iterations 1 or more
   */
  record Pbkdf2Sha512(int iterations, Payload salt, Payload hash) implements PasswordHash {
    public Pbkdf2Sha512 {
      if (iterations < 1 || iterations > ITERATIONS_MAX) {
        throw new IllegalArgumentException(
            "iterations must be 1.." + ITERATIONS_MAX + ", was " + iterations);
      }
      if (hash.isEmpty()) {
        throw new IllegalArgumentException("expected a hash, found none");
      }
    }

    private static Pbkdf2Sha512 parse(String text) {
      String[] parts = text.split("\\$", -1);
      if (parts.length != 5) {
        throw new IllegalArgumentException("expected four parts, found " + (parts.length - 1));
      }
      return new Pbkdf2Sha512(
          Integer.parseInt(parts[2]), Derivation.base64(parts[3]), Derivation.base64(parts[4]));
    }

    @Override
    public boolean matches(Payload password) {
      byte[] derived = Derivation.pbkdf2(
          "HmacSHA512", password.toBytes(), salt.toBytes(), iterations, hash.length());
      return MessageDigest.isEqual(hash.toBytes(), derived);
    }

    @Override
    public String text() {
      return "$7$" + iterations + "$" + Derivation.base64(salt) + "$" + Derivation.base64(hash);
    }

    /** The hash stays out of it. */
    @Override
    public String toString() {
      return "PBKDF2 with SHA-512, " + iterations + " iterations";
    }
  }
}
