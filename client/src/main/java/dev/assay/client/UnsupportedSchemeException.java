package dev.assay.client;

/** The URL is right, but this build cannot speak its transport: a usage error of whoever gave it. */
public final class UnsupportedSchemeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedSchemeException(BrokerUrl url) {
    super("cannot use " + url.masked() + ": the transport " + url.transport()
        + " is not supported yet, only tcp (mqtt://) is");
  }
}
