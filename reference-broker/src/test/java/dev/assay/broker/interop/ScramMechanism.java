package dev.assay.broker.interop;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802, 3), for HiveMQ's client. */
final class ScramMechanism implements Mqtt5EnhancedAuthMechanism {
  private final String userName;
  private final String password;
  // these live as long as one exchange
  private String clientFirstBare = "";
  private String serverSignature = "";
  // how often the server has proved that it knows the password
  private int proofs;

  ScramMechanism(String userName, String password) {
    this.userName = userName;
    this.password = password;
  }

  int proofs() {
    return proofs;
  }

  @Override
  public MqttUtf8String getMethod() {
    return MqttUtf8String.of("SCRAM-SHA-256");
  }

  @Override
  public int getTimeout() {
    return (int) OtherClient.PATIENCE_SECONDS;
  }

  @Override
  public CompletableFuture<Void> onAuth(
      Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder builder) {
    return first(builder);
  }

  @Override
  public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder builder) {
    return first(builder);
  }

  private CompletableFuture<Void> first(Mqtt5EnhancedAuthBuilder builder) {
    clientFirstBare = "n=" + userName + ",r=" + UUID.randomUUID();
    builder.data(("n,," + clientFirstBare).getBytes(StandardCharsets.UTF_8));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Boolean> onContinue(
      Mqtt5ClientConfig config, Mqtt5Auth auth, Mqtt5AuthBuilder builder) {
    String serverFirst = text(auth.getData());
    String withoutProof = "c=biws,r=" + attribute('r', serverFirst);
    String signed = clientFirstBare + "," + serverFirst + "," + withoutProof;
    byte[] salted = salted(
        Base64.getDecoder().decode(attribute('s', serverFirst)),
        Integer.parseInt(attribute('i', serverFirst)));
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] clientSignature = hmac(sha256(clientKey), signed);
    byte[] proof = new byte[clientKey.length];
    for (int i = 0; i < proof.length; i++) {
      proof[i] = (byte) (clientKey[i] ^ clientSignature[i]);
    }
    serverSignature = base64(hmac(hmac(salted, "Server Key"), signed));
    builder.data((withoutProof + ",p=" + base64(proof)).getBytes(StandardCharsets.UTF_8));
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
    return proved(
        connAck.getEnhancedAuth().flatMap(enhanced -> enhanced.getData()).map(this::decoded));
  }

  @Override
  public CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig config, Mqtt5Auth auth) {
    return proved(auth.getData().map(this::decoded));
  }

  /** The server has to know the password too: otherwise anybody could have said success. */
  private CompletableFuture<Boolean> proved(Optional<String> serverFinal) {
    boolean good = serverFinal.isPresent() && serverFinal.get().equals("v=" + serverSignature);
    proofs += good ? 1 : 0;
    return CompletableFuture.completedFuture(good);
  }

  @Override
  public void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {}

  @Override
  public void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {}

  @Override
  public void onAuthError(Mqtt5ClientConfig config, Throwable cause) {}

  @Override
  public void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {}

  private String text(Optional<ByteBuffer> data) {
    return data.map(this::decoded).orElseThrow();
  }

  private String decoded(ByteBuffer data) {
    return StandardCharsets.UTF_8.decode(data).toString();
  }

  private static String attribute(char name, String message) {
    for (String each : message.split(",", -1)) {
      if (each.startsWith(name + "=")) {
        return each.substring(2);
      }
    }
    throw new AssertionError("expected " + name + "= in the server's message, found " + message);
  }

  private byte[] salted(byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
