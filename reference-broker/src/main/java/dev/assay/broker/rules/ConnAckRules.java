package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.Connection;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * CONNACK with success (3.2): it comes first [5.0 MQTT-3.1.4-5, 3.1.1 MQTT-3.1.4-4], and says whether an old session goes on, what
 * this broker cannot do, and what counts in place of what the client asked for.
 */
public final class ConnAckRules {

  /** CONNACK with success comes once and before everything else. */
  public static final Citation ACCEPTED = cite(
      Mqtt5.MQTT_3_1_4_5,
      Mqtt5.MQTT_3_2_0_1,
      Mqtt5.MQTT_3_2_0_2,
      Mqtt5.MQTT_3_2_2_8,
      Mqtt311.MQTT_3_1_4_4,
      Mqtt311.MQTT_3_2_0_1,
      Rule.V5_PASSWORD_IS_BINARY,
      Rule.V3_1_1_PASSWORD_IS_BINARY,
      Rule.V5_PASSWORD_WITHOUT_USER_NAME);

  /** What is reserved is 0, lengths are as short as they can be, no properties are a length of 0. */
  public static final Citation FORM_OF_PACKETS = cite(
      Mqtt5.MQTT_2_1_3_1,
      Mqtt5.MQTT_1_5_5_1,
      Mqtt5.MQTT_2_2_2_1,
      Mqtt5.MQTT_3_2_2_1,
      Mqtt311.MQTT_2_2_2_1,
      Rule.V3_1_1_CONNACK_FLAGS_RESERVED);

  /** A client that did not ask for Response Information gets none. */
  public static final Citation NO_RESPONSE_INFORMATION = cite(Mqtt5.MQTT_3_1_2_28);

  /** A client that named no Authentication Method is told of none. */
  public static final Citation NO_AUTHENTICATION_METHOD = cite(Mqtt5.MQTT_4_12_0_6);

  public static final Citation SESSION_PRESENT = cite(Mqtt5.MQTT_3_2_2_3, Mqtt311.MQTT_3_2_2_2);
  public static final Citation NO_SESSION_PRESENT = cite(Mqtt5.MQTT_3_2_2_3, Mqtt311.MQTT_3_2_2_3);
  public static final Citation NO_SESSION_AFTER_CLEAN_START =
      cite(Mqtt5.MQTT_3_2_2_2, Mqtt311.MQTT_3_2_2_1);
  public static final Citation MAXIMUM_QOS_SAID = cite(Mqtt5.MQTT_3_2_2_9, Mqtt5.MQTT_3_2_2_10);

  private final BrokerConfig config;
  private final Law law;

  ConnAckRules(BrokerConfig config, Law law) {
    this.config = config;
    this.law = law;
  }

  /**
   * The CONNACK for a client that is let in.
   *
   * @param assigned whether its Client Identifier is the broker's
   * @param authenticationData what the last step of an authentication says to the client; null for nothing
   */
  ConnAck answer(
      Connection connection,
      Connect packet,
      Sessions.Opened opened,
      boolean assigned,
      @Nullable Payload authenticationData) {
    law.because(connection, ACCEPTED, "{} is let in", connection.name());
    law.because(connection, FORM_OF_PACKETS, "reserved bits 0, lengths in their shortest form");
    saySessionPresent(connection, packet, opened);
    if (!connection.isV5()) {
      return new ConnAck(opened.resumed(), ReasonCode.SUCCESS, Properties.NONE);
    }
    Properties.Builder properties = Properties.builder();
    long asked = packet.properties().number(PropertyId.SESSION_EXPIRY_INTERVAL, 0);
    if (opened.session().expirySeconds() != asked) {
      properties.with(PropertyId.SESSION_EXPIRY_INTERVAL, opened.session().expirySeconds());
    }
    properties.with(PropertyId.RECEIVE_MAXIMUM, config.receiveMaximum());
    if (config.maximumQos() != Qos.EXACTLY_ONCE) {
      law.because(
          connection, MAXIMUM_QOS_SAID, "QoS {} at most", config.maximumQos().level());
      properties.with(PropertyId.MAXIMUM_QOS, config.maximumQos().level());
    }
    if (!config.retainAvailable()) {
      properties.with(PropertyId.RETAIN_AVAILABLE, 0);
    }
    properties.with(PropertyId.MAXIMUM_PACKET_SIZE, config.maximumPacketSizeBytes());
    if (assigned) {
      properties.with(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, opened.session().name());
    }
    if (!config.wildcardsAvailable()) {
      properties.with(PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
    }
    if (config.topicAliasMaximum() > 0) {
      properties.with(PropertyId.TOPIC_ALIAS_MAXIMUM, config.topicAliasMaximum());
    }
    if (!config.subscriptionIdentifiersAvailable()) {
      properties.with(PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    }
    if (!config.sharedSubscriptionsAvailable()) {
      properties.with(PropertyId.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    }
    Integer serverKeepAlive = config.serverKeepAliveSeconds();
    if (serverKeepAlive != null) {
      properties.with(PropertyId.SERVER_KEEP_ALIVE, serverKeepAlive);
    }
    addResponseInformation(connection, packet, properties);
    addAuthentication(connection, authenticationData, properties);
    return new ConnAck(opened.resumed(), ReasonCode.SUCCESS, properties.build());
  }

  /** A part of the topic tree for the client's responses, if it asks [5.0 MQTT-3.1.2-28, 3.2.2.3.15]. */
  private void addResponseInformation(
      Connection connection, Connect packet, Properties.Builder properties) {
    String prefix = config.responseInformationPrefix();
    boolean asked = packet.properties().number(PropertyId.REQUEST_RESPONSE_INFORMATION, 0) == 1;
    if (law.holds(
        connection, NO_RESPONSE_INFORMATION, !asked, "Response Information was not asked for")) {
      return;
    }
    String information = prefix + "/" + connection.name();
    if (prefix != null && TopicName.complaintAbout(information) == null) {
      properties.with(PropertyId.RESPONSE_INFORMATION, information);
    }
  }

  /** CONNACK names the method that CONNECT named, or none [5.0 MQTT-4.12.0-5, 4.12.0-6]. */
  private void addAuthentication(
      Connection connection, @Nullable Payload data, Properties.Builder properties) {
    String method = connection.authenticationMethod();
    if (law.holds(
        connection,
        NO_AUTHENTICATION_METHOD,
        method == null,
        "CONNECT named no Authentication Method: nor does CONNACK")) {
      return;
    }
    law.because(
        connection, ConnectRules.METHOD_NAMED, "Authentication Method {}", String.valueOf(method));
    if (method != null) {
      properties.with(PropertyId.AUTHENTICATION_METHOD, method);
    }
    if (data != null) {
      properties.with(PropertyId.AUTHENTICATION_DATA, data);
    }
  }

  /** Session Present is 1 if a session goes on, and then alone [5.0 MQTT-3.2.2-2, 3.2.2-3, 3.1.1 MQTT-3.2.2-1 to 3]. */
  private void saySessionPresent(Connection connection, Connect packet, Sessions.Opened opened) {
    if (packet.cleanStart()) {
      law.because(connection, NO_SESSION_AFTER_CLEAN_START, "a clean start: Session Present 0");
    } else if (opened.resumed()) {
      law.because(connection, SESSION_PRESENT, "an old session goes on: Session Present 1");
    } else {
      law.because(connection, NO_SESSION_PRESENT, "there was no session: Session Present 0");
    }
  }
}
