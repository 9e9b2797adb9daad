package dev.assay.suite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Forbidding;
import dev.assay.codec.packet.Payload;

/** A broker that is set up to refuse something, and what is said of it. */
final class Forbidden {
  static final BrokerConfig CONFIG =
      BrokerConfig.DEFAULT.with(the -> the.access = new Forbidding());

  static final Setup SETUP = new Setup(
      Forbidding.NO_PUBLISHING,
      Forbidding.NO_SUBSCRIBING,
      Forbidding.STRANGER,
      Payload.of("a password"));

  private Forbidden() {}
}
