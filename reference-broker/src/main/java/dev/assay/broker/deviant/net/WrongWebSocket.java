package dev.assay.broker.deviant.net;

import dev.assay.broker.deviant.WebSocketFault;
import dev.assay.codec.packet.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** Stands between the frames of one connection and the honest broker, and gets one thing wrong. */
final class WrongWebSocket extends ChannelDuplexHandler {
  private final WebSocketFault fault;
  private final PacketEnds ends = new PacketEnds();

  WrongWebSocket(WebSocketFault fault) {
    this.fault = fault;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Object seen = message instanceof WebSocketFrame frame ? seen(frame) : message;
    if (seen != null) {
      context.fireChannelRead(seen);
    }
  }

  /** What the broker gets to see of a frame, or null for nothing. */
  private @Nullable WebSocketFrame seen(WebSocketFrame frame) {
    return switch (fault) {
      case READS_TEXT_FRAMES ->
        frame instanceof TextWebSocketFrame
            ? new BinaryWebSocketFrame(frame.isFinalFragment(), frame.rsv(), frame.content())
            : frame;
      case PASSES_OVER_TEXT_FRAMES -> frame instanceof TextWebSocketFrame ? dropped(frame) : frame;
      case READS_ONE_PACKET_PER_FRAME -> holdsPackets(frame) ? firstPacket(frame) : frame;
      case FORGETS_PACKETS_THAT_SPAN_FRAMES -> holdsPackets(frame) ? wholePackets(frame) : frame;
      case SELECTS_NO_SUBPROTOCOL, SENDS_JSON_AS_TEXT, WAITS_FOR_THE_REST_OF_A_PACKET -> frame;
    };
  }

  private static @Nullable WebSocketFrame dropped(WebSocketFrame frame) {
    frame.release();
    return null;
  }

  private static boolean holdsPackets(WebSocketFrame frame) {
    return frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame;
  }

  private WebSocketFrame firstPacket(WebSocketFrame frame) {
    ByteBuf content = frame.content();
    content.writerIndex(ends.next(content, content.readerIndex()));
    return frame;
  }

  private WebSocketFrame wholePackets(WebSocketFrame frame) {
    ByteBuf content = frame.content();
    int begun = content.readerIndex();
    int at = begun;
    while (at < content.writerIndex()) {
      begun = at;
      at = ends.next(content, at);
    }
    if (ends.isInPacket()) {
      content.writerIndex(begun);
      ends.forget();
    }
    return frame;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    Object sent = message;
    if (fault == WebSocketFault.SELECTS_NO_SUBPROTOCOL
        && message instanceof FullHttpResponse response) {
      response.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    } else if (fault == WebSocketFault.SENDS_JSON_AS_TEXT
        && message instanceof BinaryWebSocketFrame frame
        && isPublishOfJson(frame.content())) {
      sent = new TextWebSocketFrame(frame.content());
    }
    context.write(sent, promise);
  }

  private static boolean isPublishOfJson(ByteBuf content) {
    return content.isReadable()
        && (content.getByte(content.readerIndex()) & 0xFF) >> 4 == PacketType.PUBLISH.number()
        && content.getByte(content.writerIndex() - 1) == '}';
  }
}
