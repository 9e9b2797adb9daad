package dev.assay.codec.packet;

import dev.assay.spec.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (3.1).
 *
 * @param version what the protocol level byte says
 * @param clientId may be empty
 * @param cleanStart Clean Start of 5.0, CleanSession of 3.1.1
 * @param keepAliveSeconds 0 to 65,535; 0 turns the mechanism off
 * @param will null if there is none
 * @param userName null if there is none
 * @param password null if there is none; in 3.1.1 only beside a user name
 * @param properties of 5.0; {@link Properties#NONE} in 3.1.1
 */
public record Connect(
    MqttVersion version,
    String clientId,
    boolean cleanStart,
    int keepAliveSeconds,
    @Nullable Will will,
    @Nullable String userName,
    @Nullable Payload password,
    Properties properties)
    implements Packet {

  public Connect {
    Utf8.check("Client Identifier", clientId);
    if (userName != null) {
      Utf8.check("User Name", userName);
    }
    if (keepAliveSeconds < 0 || keepAliveSeconds > 65_535) {
      throw new IllegalArgumentException(
          "Keep Alive must be 0..65535 seconds, was " + keepAliveSeconds);
    }
    if (version == MqttVersion.V3_1_1 && password != null && userName == null) {
      throw new IllegalArgumentException("a password without a user name is not allowed in 3.1.1");
    }
    if (version == MqttVersion.V3_1_1 && !properties.isEmpty()) {
      throw new IllegalArgumentException("3.1.1 has no properties");
    }
    Fields.checkProperties(PacketType.CONNECT, properties);
    if (properties.has(PropertyId.AUTHENTICATION_DATA)
        && !properties.has(PropertyId.AUTHENTICATION_METHOD)) {
      throw new IllegalArgumentException("Authentication Data needs an Authentication Method");
    }
  }

  @Override
  public PacketType type() {
    return PacketType.CONNECT;
  }

  /** Neither password nor authentication data, in any rendering. */
  @Override
  public String toString() {
    return "Connect[version=" + version + ", clientId=" + clientId + ", cleanStart=" + cleanStart
        + ", keepAliveSeconds="
        + keepAliveSeconds + ", will=" + will + ", userName="
        + (userName == null ? "none" : "given") + ", password="
        + (password == null ? "none" : "given") + "]";
  }
}
