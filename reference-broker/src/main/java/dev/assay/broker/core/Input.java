package dev.assay.broker.core;

import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.Violation;

/**
 * Something that the broker is told. A connection is named by a number of at least 1 that the shell never uses twice.
 *
 * <p>Inputs about a connection that the core has closed, or was never told about, are ignored: they were under way already.
 */
public sealed interface Input {

  /** Calls the method of {@code receiver} that is meant for this kind of input. */
  void reach(Receiver receiver);

  /** Takes in each kind of input. */
  interface Receiver {
    void onConnectionOpened(ConnectionOpened input);

    void onPacketArrived(PacketArrived input);

    void onPacketsWait(PacketsWait input);

    void onBytesMalformed(BytesMalformed input);

    void onConnectionLost(ConnectionLost input);

    void onTimePassed(TimePassed input);

    void onRestarted(Restarted input);

    void onServerPublished(ServerPublished input);

    void onStopping(Stopping input);
  }

  /**
   * Somebody opened a network connection.
   *
   * @param peer the other end's address as text, for people to read
   */
  record ConnectionOpened(long connection, String peer) implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onConnectionOpened(this);
    }
  }

  /** A whole packet that the standard allows came in, of any type, CONNECT included. */
  record PacketArrived(long connection, Packet packet) implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onPacketArrived(this);
    }
  }

  /** Packets of this connection came in that are told later, when others had their turn: it is not silent. */
  record PacketsWait(long connection) implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onPacketsWait(this);
    }
  }

  /**
   * Bytes came in that break the standard, or announce a packet larger than {@link BrokerConfig#maximumPacketSizeBytes()}. An
   * honest core closes the connection. A deviant may not: the shell then goes on behind the broken packet if its length can be
   * known, and throws the rest away if it cannot.
   *
   * @param bytes the broken packet from its first byte on, as much of it as had come in
   */
  record BytesMalformed(long connection, Violation violation, Payload bytes) implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onBytesMalformed(this);
    }
  }

  /**
   * The network connection ended, and not because the core asked for it.
   *
   * @param why the shell gave it up, for people to read; empty if the client or the network ended it
   */
  record ConnectionLost(long connection, String why) implements Input {

    /** The client or the network ended it. */
    public ConnectionLost(long connection) {
      this(connection, "");
    }

    @Override
    public void reach(Receiver receiver) {
      receiver.onConnectionLost(this);
    }
  }

  /**
   * The broker starts with what an earlier process remembered, whose connections are all gone. Comes at most once, behind the
   * first {@link TimePassed} and before everything else.
   */
  record Restarted() implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onRestarted(this);
    }
  }

  /** The broker is about to stop, in order. The last input: behind it the shell closes all connections. */
  record Stopping() implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onStopping(this);
    }
  }

  /**
   * The server itself has something to say: its topic retains it.
   *
   * @param topic begins with {@code $SYS/} (4.7.2: a server may use topics that begin with {@code $} as it likes)
   */
  record ServerPublished(TopicName topic, Payload payload) implements Input {
    @Override
    public void reach(Receiver receiver) {
      receiver.onServerPublished(this);
    }
  }

  /**
   * It is now this late. The shell says so before it passes on what it read, and at least every {@value #EVERY_MILLIS} ms in between.
   *
   * @param nowMillis milliseconds since an origin that the shell chose; never less than before
   * @param catchesUp whether the shell was held up for longer, and has still to read what came meanwhile: what is due waits until it is told
   *     the time without this
   */
  record TimePassed(long nowMillis, boolean catchesUp) implements Input {
    public static final long EVERY_MILLIS = 100;

    /** Everything that came until now is told. */
    public TimePassed(long nowMillis) {
      this(nowMillis, false);
    }

    @Override
    public void reach(Receiver receiver) {
      receiver.onTimePassed(this);
    }
  }
}
