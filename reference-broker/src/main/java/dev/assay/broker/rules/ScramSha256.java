package dev.assay.broker.rules;

import dev.assay.broker.core.ScramCredentials;
import dev.assay.codec.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of SCRAM-SHA-256 (RFC 5802 with RFC 7677), without channel binding.
 *
 * <pre>
 *   client-first   n,,n=user,r=NONCE
 *   server-first   r=NONCE+MORE,s=SALT,i=ITERATIONS
 *   client-final   c=biws,r=NONCE+MORE,p=PROOF
 *   server-final   v=SIGNATURE
 * </pre>
 */
final class ScramSha256 {
  static final String METHOD = "SCRAM-SHA-256";

  private static final String HMAC = "HmacSHA256";

  private ScramSha256() {}

  /**
   * What the client says first.
   *
   * @param gs2Header up to and with its second comma
   * @param bare the rest
   */
  record ClientFirst(String gs2Header, String bare, String userName, String nonce) {

    /** Takes a client-first-message apart; null if it is none, or asks for what this broker does not do. */
    static @Nullable ClientFirst parse(String message) {
      // no channel binding, and nobody acts for somebody else
      if (!message.startsWith("n,,") && !message.startsWith("y,,")) {
        return null;
      }
      String bare = message.substring(3);
      String[] attributes = bare.split(",", -1);
      if (attributes.length < 2
          || !attributes[0].startsWith("n=")
          || !attributes[1].startsWith("r=")
          || attributes[1].length() == 2) {
        return null;
      }
      String userName = nameOf(attributes[0].substring(2));
      return userName == null
          ? null
          : new ClientFirst(message.substring(0, 3), bare, userName, attributes[1].substring(2));
    }

    /** Comma and equals sign are written as =2C and =3D; another = is an error. */
    private static @Nullable String nameOf(String saslName) {
      String rest = saslName.replace("=2C", "").replace("=3D", "");
      return saslName.isEmpty() || rest.contains("=")
          ? null
          : saslName.replace("=2C", ",").replace("=3D", "=");
    }
  }

  /** What the server answers. */
  static String serverFirst(ClientFirst first, String serverNonce, ScramCredentials credentials) {
    return "r=" + first.nonce() + serverNonce + ",s="
        + base64(credentials.salt().toBytes()) + ",i=" + credentials.iterations();
  }

  /** What the server says if {@code clientFinal} proves that the client knows the password, or null if it does not. */
  static @Nullable String serverFinal(
      ClientFirst first, String serverFirst, String clientFinal, ScramCredentials credentials) {
    int proofAt = clientFinal.lastIndexOf(",p=");
    if (proofAt < 0) {
      return null;
    }
    String withoutProof = clientFinal.substring(0, proofAt);
    String binding = "c=" + base64(first.gs2Header().getBytes(StandardCharsets.UTF_8));
    String nonce = serverFirst.substring(0, serverFirst.indexOf(",s="));
    if (!withoutProof.equals(binding + "," + nonce)) {
      return null;
    }
    String messages = first.bare() + "," + serverFirst + "," + withoutProof;
    byte[] signature = hmac(credentials.storedKey().toBytes(), messages);
    byte[] clientKey = decoded(clientFinal.substring(proofAt + 3));
    if (clientKey == null || clientKey.length != signature.length) {
      return null;
    }
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= signature[i];
    }
    return MessageDigest.isEqual(sha256(clientKey), credentials.storedKey().toBytes())
        ? "v=" + base64(hmac(credentials.serverKey().toBytes(), messages))
        : null;
  }

  /** A number that nobody can guess who does not know the seed, as 43 printable characters and an equals sign. */
  static String derived(Payload seed, String purpose) {
    return base64(hmac(seed.toBytes(), purpose));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte @Nullable [] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
