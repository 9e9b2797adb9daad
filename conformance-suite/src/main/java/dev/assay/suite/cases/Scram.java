package dev.assay.suite.cases;

import dev.assay.codec.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's part of SCRAM-SHA-256 (RFC 5802, RFC 7677), the one method of enhanced authentication that brokers have in common. */
final class Scram {
  static final String METHOD = "SCRAM-SHA-256";

  private static final String HMAC = "HmacSHA256";
  private static final String NO_CHANNEL_BINDING = "n,,";
  private static final int KEY_BITS = 256;

  private Scram() {}

  /** Who one is, and a nonce. */
  static String clientFirst(String userName, String nonce) {
    return NO_CHANNEL_BINDING + "n=" + userName.replace("=", "=3D").replace(",", "=2C") + ",r="
        + nonce;
  }

  /**
   * The proof that one knows the password.
   *
   * @param clientFirst as it was sent
   * @param serverFirst {@code r=nonce,s=salt,i=iterations}
   * @throws IllegalArgumentException if {@code serverFirst} is no such message
   */
  static String clientFinal(String clientFirst, String serverFirst, Payload password) {
    String[] parts = serverFirst.split(",", -1);
    if (parts.length < 3) {
      throw new IllegalArgumentException("no first message of a SCRAM server: " + serverFirst);
    }
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    int iterations = Integer.parseInt(parts[2].substring(2));
    String withoutProof = "c="
        + Base64.getEncoder().encodeToString(NO_CHANNEL_BINDING.getBytes(StandardCharsets.US_ASCII))
        + "," + parts[0];
    String authMessage =
        clientFirst.substring(NO_CHANNEL_BINDING.length()) + "," + serverFirst + "," + withoutProof;
    try {
      byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(
              new PBEKeySpec(password.asText().toCharArray(), salt, iterations, KEY_BITS))
          .getEncoded();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), authMessage);
      byte[] proof = new byte[clientKey.length];
      for (int i = 0; i < proof.length; i++) {
        proof[i] = (byte) (clientKey[i] ^ signature[i]);
      }
      return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
