package dev.assay.suite;

import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * A CONNECT in the making. Begins as the plainest one that the target accepts: Clean Start 1, Keep Alive 60 s, an identifier of
 * its own, the user name and password of the run. Made by {@link Bench#hello} and for {@link Bench#connect}.
 */
public final class Hello {
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int SESSION_SECONDS = 120;

  private final MqttVersion version;
  private String clientId;
  private boolean cleanStart = true;
  private int keepAliveSeconds = KEEP_ALIVE_SECONDS;
  private @Nullable Will will;
  private @Nullable String userName;
  private @Nullable Payload password;
  private Properties properties = Properties.NONE;

  Hello(
      MqttVersion version, String clientId, @Nullable String userName, @Nullable Payload password) {
    this.version = version;
    this.clientId = clientId;
    this.userName = userName;
    this.password = password;
  }

  /** Another Client Identifier; also the empty one. */
  public Hello clientId(String clientId) {
    this.clientId = clientId;
    return this;
  }

  /** Clean Start, in 3.1.1 CleanSession. */
  public Hello cleanStart(boolean cleanStart) {
    this.cleanStart = cleanStart;
    return this;
  }

  /** The session outlives the connection: CleanSession 0 in 3.1.1, Session Expiry Interval 120 s in 5.0. */
  public Hello keepSession() {
    if (version == MqttVersion.V3_1_1) {
      cleanStart = false;
      return this;
    }
    return with(PropertyId.SESSION_EXPIRY_INTERVAL, SESSION_SECONDS);
  }

  /** 0 to 65,535. */
  public Hello keepAliveSeconds(int seconds) {
    this.keepAliveSeconds = seconds;
    return this;
  }

  /** A Will without Will Properties. */
  public Hello will(String topic, String payload, Qos qos, boolean retain) {
    return will(new Will(TopicName.of(topic), Payload.of(payload), qos, retain, Properties.NONE));
  }

  public Hello will(Will will) {
    this.will = will;
    return this;
  }

  /** Other credentials than the run's; null for none. */
  public Hello credentials(@Nullable String userName, @Nullable Payload password) {
    this.userName = userName;
    this.password = password;
    return this;
  }

  /** Adds a numeric property. 5.0. */
  public Hello with(PropertyId id, long value) {
    properties = properties.toBuilder().with(id, value).build();
    return this;
  }

  /** These properties in place of all others. 5.0. */
  public Hello properties(Properties properties) {
    this.properties = properties;
    return this;
  }

  /** The CONNECT. */
  public Connect packet() {
    return new Connect(
        version, clientId, cleanStart, keepAliveSeconds, will, userName, password, properties);
  }
}
