package dev.assay.broker.net;

import io.netty.channel.ChannelPipeline;

/**
 * Is shown the pipeline of each connection when its handlers are in place and before the first byte: for whoever has to get
 * between the bytes and the broker, as deviants and tests do. Called on the event loop.
 */
@FunctionalInterface
public interface PipelineGuest {
  void enter(ChannelPipeline pipeline);
}
