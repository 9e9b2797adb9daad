package dev.assay.suite.cases;

import dev.assay.codec.packet.Payload;

/** That one knows the password, for tests that stand in another package. */
public final class ScramProof {
  private ScramProof() {}

  /** The client's last message, an answer to {@code serverFirst}. */
  public static String of(String clientFirst, String serverFirst, Payload password) {
    return Scram.clientFinal(clientFirst, serverFirst, password);
  }
}
