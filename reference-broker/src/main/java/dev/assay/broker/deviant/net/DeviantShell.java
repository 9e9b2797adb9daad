package dev.assay.broker.deviant.net;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.deviant.Deviant;
import dev.assay.broker.deviant.WebSocketFault;
import dev.assay.broker.net.ShellOptions;
import java.util.function.Consumer;

/** How a deviant runs behind sockets. */
public final class DeviantShell {
  private DeviantShell() {}

  /** These options with the deviant's core and limits and with what its listeners get wrong. */
  public static ShellOptions options(Deviant deviant, ShellOptions options) {
    Consumer<BrokerConfig.Draft> limits = deviant.limits();
    ShellOptions withCore = (limits == null
            ? options
            : options.withConfig(options.config().with(limits)))
        .withCores(deviant::broker);
    WebSocketFault fault = deviant.webSocketFault();
    return fault == null
        ? withCore
        : withCore.withListening(
            options.listening().withGuest(pipeline -> pipeline.addLast(new WrongWebSocket(fault))));
  }
}
