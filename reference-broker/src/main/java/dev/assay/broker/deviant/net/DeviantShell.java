package dev.assay.broker.deviant.net;

import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.WebSocketFault;
import dev.assay.broker.net.ShellOptions;
import io.netty.channel.ChannelHandler;

/** How a deviant runs behind sockets. */
public final class DeviantShell {
  private DeviantShell() {}

  /** These options with the deviant's core and limits and with what its listeners get wrong. */
  public static ShellOptions options(Deviant deviant, ShellOptions options) {
    ShellOptions withCore =
        options.withConfig(deviant.limited(options.config())).withCores(deviant::broker);
    WebSocketFault fault = deviant.webSocketFault();
    return fault == null
        ? withCore
        : withCore.withListening(
            options.listening().withGuest(pipeline -> pipeline.addLast(handler(fault))));
  }

  private static ChannelHandler handler(WebSocketFault fault) {
    return fault == WebSocketFault.WAITS_FOR_THE_REST_OF_A_PACKET
        ? new WaitingForTheRest()
        : new WrongWebSocket(fault);
  }
}
