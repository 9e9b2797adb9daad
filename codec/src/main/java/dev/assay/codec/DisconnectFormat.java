package dev.assay.codec;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * DISCONNECT and AUTH (3.14, 3.15).
 * <pre>
 *   +-------------------------+   DISCONNECT of 3.1.1 has no body
 *   | Reason Code (1)         |   5.0; left out with what follows if 0x00 and no properties
 *   +-------------------------+
 *   | Properties              |   5.0; DISCONNECT may leave them out if there are none
 *   +-------------------------+
 * </pre>
 */
final class DisconnectFormat {
  /** Table 3-10, column "Sent by". */
  private static final Set<ReasonCode> FROM_CLIENT_ONLY =
      EnumSet.of(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE);

  private static final Set<ReasonCode> FROM_SERVER_ONLY = EnumSet.of(
      ReasonCode.NOT_AUTHORIZED,
      ReasonCode.SERVER_BUSY,
      ReasonCode.SERVER_SHUTTING_DOWN,
      ReasonCode.KEEP_ALIVE_TIMEOUT,
      ReasonCode.SESSION_TAKEN_OVER,
      ReasonCode.TOPIC_FILTER_INVALID,
      ReasonCode.RETAIN_NOT_SUPPORTED,
      ReasonCode.QOS_NOT_SUPPORTED,
      ReasonCode.USE_ANOTHER_SERVER,
      ReasonCode.SERVER_MOVED,
      ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
      ReasonCode.CONNECTION_RATE_EXCEEDED,
      ReasonCode.MAXIMUM_CONNECT_TIME,
      ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
      ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

  private DisconnectFormat() {}

  static Disconnect readDisconnect(PacketInput in) throws BrokenPacket {
    if (!in.isVersion5() || !in.hasMore()) {
      in.requireEnd();
      return new Disconnect(ReasonCode.SUCCESS);
    }
    int from = in.offset();
    ReasonCode code = ReasonCodeFormat.read(in, Breach.DISCONNECT_CODE);
    Set<ReasonCode> fromTheOther =
        in.sender() == Sender.CLIENT ? FROM_SERVER_ONLY : FROM_CLIENT_ONLY;
    if (fromTheOther.contains(code)) {
      throw ReasonCodeFormat.notFromThisSender(in, Breach.DISCONNECT_CODE, from, code);
    }
    Properties properties = in.hasMore() ? PropertiesFormat.read(in) : Properties.NONE;
    in.requireEnd();
    return new Disconnect(code, properties);
  }

  static Auth readAuth(PacketInput in) throws BrokenPacket {
    int from = in.offset();
    boolean empty = !in.hasMore();
    ReasonCode code = empty ? ReasonCode.SUCCESS : ReasonCodeFormat.read(in, Breach.AUTH_CODE);
    // Table 3-11, column "Sent by"
    ReasonCode fromTheOther =
        in.sender() == Sender.CLIENT ? ReasonCode.SUCCESS : ReasonCode.RE_AUTHENTICATE;
    if (code == fromTheOther) {
      throw ReasonCodeFormat.notFromThisSender(in, Breach.AUTH_CODE, from, code);
    }
    if (empty) {
      return new Auth(code, Properties.NONE);
    }
    int propertiesAt = in.offset();
    Properties properties = PropertiesFormat.read(in);
    if (!properties.has(PropertyId.AUTHENTICATION_METHOD)) {
      throw in.broken(
          Breach.AUTH_WITHOUT_METHOD, "Properties", propertiesAt, "Authentication Method", "none");
    }
    in.requireEnd();
    return new Auth(code, properties);
  }

  static int bodySize(MqttVersion version, Disconnect disconnect) {
    if (version == MqttVersion.V3_1_1
        || isEmpty(disconnect.reasonCode(), disconnect.properties())) {
      return 0;
    }
    return disconnect.properties().isEmpty()
        ? 1
        : 1 + PropertiesFormat.sizeOf(disconnect.properties());
  }

  static int bodySize(Auth auth) {
    return isEmpty(auth.reasonCode(), auth.properties())
        ? 0
        : 1 + PropertiesFormat.sizeOf(auth.properties());
  }

  static void writeBody(MqttVersion version, Disconnect disconnect, ByteBuffer out) {
    ReasonCode code = disconnect.reasonCode();
    Properties properties = disconnect.properties();
    if (version == MqttVersion.V3_1_1 && code != ReasonCode.SUCCESS) {
      throw new IllegalArgumentException("DISCONNECT of 3.1.1 cannot say " + code);
    }
    if (isEmpty(code, properties)) {
      return;
    }
    out.put((byte) code.value());
    if (!properties.isEmpty()) {
      PropertiesFormat.write(properties, out);
    }
  }

  static void writeBody(Auth auth, ByteBuffer out) {
    if (isEmpty(auth.reasonCode(), auth.properties())) {
      return;
    }
    out.put((byte) auth.reasonCode().value());
    PropertiesFormat.write(auth.properties(), out);
  }

  private static boolean isEmpty(ReasonCode code, Properties properties) {
    return code == ReasonCode.SUCCESS && properties.isEmpty();
  }
}
