package dev.assay.broker.deviant;

import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PropertyId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A twist that remembers with what CONNECT each connection began. */
abstract class Attentive implements Twist {
  // lives as long as the broker
  private final Map<Long, Connect> connects = new HashMap<>();

  @Override
  public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
    if (!(input instanceof Input.PacketArrived arrived)) {
      return otherwise(input, broker, outbox);
    }
    if (arrived.packet() instanceof Connect connect) {
      // a second one is no CONNECT but an error
      connects.putIfAbsent(arrived.connection(), connect);
    }
    return arriving(arrived.packet(), arrived.connection(), broker, outbox)
        ? List.of(input)
        : List.of();
  }

  /** Whether the core is to see this packet. */
  boolean arriving(Packet packet, long connection, BrokerView broker, Outbox outbox) {
    return true;
  }

  /** What the core is told in place of an input that is no packet. */
  List<Input> otherwise(Input input, BrokerView broker, Outbox outbox) {
    return List.of(input);
  }

  /** The CONNECT of this connection, or null if none came. */
  final @Nullable Connect connectOf(long connection) {
    return connects.get(connection);
  }

  /** A numeric property of the CONNECT of this connection. */
  final long declared(long connection, PropertyId id, long ifAbsent) {
    Connect connect = connects.get(connection);
    return connect == null ? ifAbsent : connect.properties().number(id, ifAbsent);
  }

  /** Whether as many messages are under way to this client as its Receive Maximum allows. */
  final boolean isFull(long connection, BrokerView broker) {
    String client = broker.clientOf(connection);
    return client != null
        && broker.underWayTo(client)
            >= declared(connection, PropertyId.RECEIVE_MAXIMUM, Integer.MAX_VALUE);
  }
}
