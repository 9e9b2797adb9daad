package dev.assay.broker.net;

import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** Reads WebSocket frames, and says how much it holds of one that is not whole yet. */
final class CountedFrames extends WebSocket13FrameDecoder {
  CountedFrames(WebSocketDecoderConfig config) {
    super(config);
  }

  int heldBytes() {
    return actualReadableBytes();
  }
}
