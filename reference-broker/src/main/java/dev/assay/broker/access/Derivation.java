package dev.assay.broker.access;

import dev.assay.codec.packet.Payload;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The functions that password hashes are made of; all of them belong to every JDK. */
final class Derivation {
  // HMAC pads a key with zeros (RFC 2104), so that this one stands for the empty key, which the JDK
  // does not take
  private static final byte[] EMPTY_KEY = {0};

  private Derivation() {}

  /**
   * PBKDF2 (RFC 8018, 5.2). By hand, for a password of MQTT is Binary Data, and the JDK's own takes characters alone.
   *
   * @param hmac "HmacSHA256" or "HmacSHA512"
   */
  static byte[] pbkdf2(String hmac, byte[] password, byte[] salt, int iterations, int bytes) {
    Mac mac = mac(hmac, password);
    byte[] derived = new byte[bytes];
    int block = 0;
    for (int at = 0; at < bytes; at += mac.getMacLength()) {
      block++;
      mac.update(salt);
      mac.update(new byte[] {
        (byte) (block >>> 24), (byte) (block >>> 16), (byte) (block >>> 8), (byte) block
      });
      byte[] last = mac.doFinal();
      byte[] sum = last.clone();
      for (int i = 1; i < iterations; i++) {
        last = mac.doFinal(last);
        for (int j = 0; j < sum.length; j++) {
          sum[j] ^= last[j];
        }
      }
      System.arraycopy(sum, 0, derived, at, Math.min(sum.length, bytes - at));
    }
    return derived;
  }

  static byte[] hmacSha256(byte[] key, String text) {
    return hmacSha256(key, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] hmacSha256(byte[] key, byte[]... parts) {
    Mac mac = mac("HmacSHA256", key);
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static Mac mac(String name, byte[] key) {
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key.length == 0 ? EMPTY_KEY : key, name));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this JDK has no " + name, e);
    }
  }

  /** @throws IllegalArgumentException if {@code text} is no Base64 */
  static Payload base64(String text) {
    return Payload.owning(Base64.getDecoder().decode(text));
  }

  static String base64(Payload bytes) {
    return Base64.getEncoder().encodeToString(bytes.toBytes());
  }
}
