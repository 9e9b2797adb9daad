package dev.assay.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where everybody waits who has a network connection and no CONNACK yet: in the handshakes of TLS and WebSocket, before the CONNECT, in the
 * middle of an enhanced authentication. It costs nothing to open a connection, so there is room for so many of them and no more: when it
 * is full, whoever has waited longest has to go.
 *
 * <p>The oldest and not the newest, because a client that means it is let in within milliseconds, and who says nothing grows old. So
 * silence cannot keep others out.
 *
 * <p>Lives on the event loop.
 */
final class Anteroom {
  private final int max;
  private final Consumer<Channel> turnsAway;

  // in the order in which they came; what lets go of each when it is closed
  private final Map<Channel, ChannelFutureListener> waiting = new LinkedHashMap<>();

  /**
   * An empty one.
   *
   * @param max for how many there is room, at least 1
   * @param turnsAway closes who has to go
   */
  Anteroom(int max, Consumer<Channel> turnsAway) {
    this.max = max;
    this.turnsAway = turnsAway;
  }

  /** Somebody connects. */
  void enter(Channel channel) {
    if (waiting.size() == max) {
      Channel oldest = waiting.keySet().iterator().next();
      leave(oldest);
      turnsAway.accept(oldest);
    }
    ChannelFutureListener onClose = closed -> waiting.remove(channel);
    waiting.put(channel, onClose);
    channel.closeFuture().addListener(onClose);
  }

  /** Somebody is let in, waits elsewhere, or is sent away: whoever stays for hours carries nothing of this around. */
  void leave(Channel channel) {
    ChannelFutureListener onClose = waiting.remove(channel);
    if (onClose != null) {
      channel.closeFuture().removeListener(onClose);
    }
  }
}
