package dev.assay.broker.net;

/** What the packets of a listener travel over. */
public enum Transport {
  TCP("tcp", "mqtt", false, false),
  TLS("tls", "mqtts", true, false),
  WS("ws", "ws", false, true),
  WSS("wss", "wss", true, true);

  private final String text;
  private final String scheme;
  private final boolean encrypted;
  private final boolean webSocket;

  Transport(String text, String scheme, boolean encrypted, boolean webSocket) {
    this.text = text;
    this.scheme = scheme;
    this.encrypted = encrypted;
    this.webSocket = webSocket;
  }

  /** {@code tcp}, {@code tls}, {@code ws} or {@code wss}. */
  public String text() {
    return text;
  }

  /** The word before {@code ://} of a URL. */
  public String scheme() {
    return scheme;
  }

  public boolean isEncrypted() {
    return encrypted;
  }

  public boolean isWebSocket() {
    return webSocket;
  }
}
