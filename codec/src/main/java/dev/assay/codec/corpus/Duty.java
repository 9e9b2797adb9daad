package dev.assay.codec.corpus;

import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Statement;

/**
 * What the standard asks of a server that receives a wrong packet.
 *
 * <p>3.1.1: it closes, by the statement about the packet or the field if there is one, else by MQTT-4.8.0-1. 5.0: it closes where a
 * numbered statement says so about the packet or the field; otherwise where it detects the error (MQTT-4.13.1-1), and 4.13.1 leaves
 * it to the server how much it detects.
 *
 * @param statement that binds it
 * @param demand which of the statement's demands
 * @param rigour whether it has to notice
 * @param code what a 5.0 server calls the error
 */
public record Duty(Statement statement, String demand, Rigour rigour, ReasonCode code) {

  /** How free a server is to take no notice. */
  public enum Rigour {
    /** A numbered statement has it refuse the packet. */
    MUST_REFUSE,
    /** The packet is called malformed, or an error, and 4.13.1 leaves the rigour of checking to the server. */
    SHOULD_REFUSE,
    /** Nothing says what its receiver does. */
    MAY_REFUSE
  }

  private static final String FLAGS_CLOSE = "close-on-other-flags";

  /** What is asked where this flaw can be in a packet of this type. */
  public static Duty of(MqttVersion version, PacketType type, Flaw flaw) {
    return version == MqttVersion.V5 ? inV5(type, flaw) : inV311(type, flaw);
  }

  private static Duty inV5(PacketType type, Flaw flaw) {
    ReasonCode code = codeOf(type, flaw);
    if (flaw == Flaw.FLAGS) {
      return switch (type) {
        case PUBREL -> must(Mqtt5.MQTT_3_6_1_1, FLAGS_CLOSE, code);
        case SUBSCRIBE -> must(Mqtt5.MQTT_3_8_1_1, code);
        case UNSUBSCRIBE -> must(Mqtt5.MQTT_3_10_1_1, code);
        case DISCONNECT -> must(Mqtt5.MQTT_3_14_1_1, "check-reserved-bits", code);
        case AUTH -> must(Mqtt5.MQTT_3_15_1_1, FLAGS_CLOSE, code);
        case CONNECT -> must(Mqtt5.MQTT_3_1_4_1, code);
        default -> detected(Rigour.SHOULD_REFUSE, code);
      };
    }
    if (flaw == Flaw.RESERVED_BITS) {
      return must(type == PacketType.CONNECT ? Mqtt5.MQTT_3_1_2_3 : Mqtt5.MQTT_3_8_3_5, code);
    }
    if (flaw == Flaw.BEFORE_CONNECT) {
      return detected(Rigour.MUST_REFUSE, code);
    }
    if (flaw == Flaw.LONG_LENGTH) {
      return detected(Rigour.MAY_REFUSE, code);
    }
    boolean isFormatOfConnect = type == PacketType.CONNECT && code == ReasonCode.MALFORMED_PACKET;
    return isFormatOfConnect
        ? must(Mqtt5.MQTT_3_1_4_1, code)
        : detected(Rigour.SHOULD_REFUSE, code);
  }

  /** 1.2 of 5.0: malformed is what cannot be parsed; an error of the protocol, what can and is not allowed. */
  private static ReasonCode codeOf(PacketType type, Flaw flaw) {
    return switch (flaw) {
      case PACKET_IDENTIFIER, VALUE, REASON_CODE, REPEATED_PROPERTY, DIRECTION, BEFORE_CONNECT ->
        ReasonCode.PROTOCOL_ERROR;
      case QOS ->
        type == PacketType.PUBLISH ? ReasonCode.MALFORMED_PACKET : ReasonCode.PROTOCOL_ERROR;
      default -> ReasonCode.MALFORMED_PACKET;
    };
  }

  private static Duty inV311(PacketType type, Flaw flaw) {
    ReasonCode none = ReasonCode.UNSPECIFIED_ERROR;
    return switch (flaw) {
      case FLAGS ->
        switch (type) {
          case PUBREL -> must(Mqtt311.MQTT_3_6_1_1, FLAGS_CLOSE, none);
          case SUBSCRIBE -> must(Mqtt311.MQTT_3_8_1_1, none);
          case UNSUBSCRIBE -> must(Mqtt311.MQTT_3_10_1_1, none);
          case DISCONNECT -> must(Mqtt311.MQTT_3_14_1_1, none);
          default -> must(Mqtt311.MQTT_2_2_2_2, none);
        };
      case ILL_FORMED_TEXT -> must(Mqtt311.MQTT_1_5_3_1, "close-on-ill-formed-utf8", none);
      case SURROGATE -> must(Mqtt311.MQTT_1_5_3_1, "close-on-surrogates", none);
      case NULL_CHARACTER -> must(Mqtt311.MQTT_1_5_3_2, "close-on-null", none);
      case RESERVED_BITS ->
        type == PacketType.CONNECT
            ? must(Mqtt311.MQTT_3_1_2_3, none)
            : must(Mqtt311.MQTT_3_8_3_4, "close-on-reserved-bits", none);
      case QOS ->
        type == PacketType.PUBLISH
            ? must(Mqtt311.MQTT_3_3_1_4, "close-on-qos-3", none)
            : must(Mqtt311.MQTT_3_8_3_4, "close-on-qos-3", none);
      default ->
        type == PacketType.CONNECT
            ? must(Mqtt311.MQTT_3_1_4_1, "close-connection", none)
            : must(Mqtt311.MQTT_4_8_0_1, none);
    };
  }

  private static Duty must(Statement statement, ReasonCode code) {
    return must(statement, Statement.WHOLE, code);
  }

  private static Duty must(Statement statement, String demand, ReasonCode code) {
    return new Duty(statement, demand, Rigour.MUST_REFUSE, code);
  }

  private static Duty detected(Rigour rigour, ReasonCode code) {
    String demand =
        code == ReasonCode.PROTOCOL_ERROR ? "close-on-protocol-error" : "close-on-malformed-packet";
    return new Duty(Mqtt5.MQTT_4_13_1_1, demand, rigour, code);
  }
}
