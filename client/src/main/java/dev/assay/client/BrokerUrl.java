package dev.assay.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is: {@code mqtt://[user[:password]@]host[:port]}, also with {@code mqtts}, {@code ws} and {@code wss}; {@code
 * tcp} and {@code ssl} are other words for the first two. No rendering of it shows the user info.
 *
 * @param host a name or an address; one of IPv6 without its brackets
 * @param port 1 to 65,535
 * @param path of a WebSocket, beginning with {@code /}; empty otherwise
 * @param userName null if none was given
 * @param password null if none was given
 * @param tls how encrypted connections there are made
 */
public record BrokerUrl(
    Scheme scheme,
    String host,
    int port,
    String path,
    @Nullable String userName,
    @Nullable String password,
    ClientTls tls) {

  private static final String WEB_SOCKET_PATH = "/mqtt";

  /** What the packets travel over. */
  public enum Scheme {
    MQTT("tcp", 1883),
    MQTTS("tls", 8883),
    WS("ws", 80),
    WSS("wss", 443);

    private final String transport;
    private final int defaultPort;

    Scheme(String transport, int defaultPort) {
      this.transport = transport;
      this.defaultPort = defaultPort;
    }

    /** {@code tcp}, {@code tls}, {@code ws} or {@code wss}. */
    public String transport() {
      return transport;
    }

    public int defaultPort() {
      return defaultPort;
    }

    /** The word before {@code ://}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean isWebSocket() {
      return this == WS || this == WSS;
    }

    public boolean isEncrypted() {
      return this == MQTTS || this == WSS;
    }
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException with the part, the place, what was expected and what was found; never with user info
   */
  public static BrokerUrl parse(String text) {
    int colon = text.indexOf("://");
    if (colon < 0) {
      throw wrong("scheme", 0, schemes(), "no \"://\"");
    }
    Scheme scheme = schemeOf(text.substring(0, colon));
    int authorityStart = colon + "://".length();
    int authorityEnd = firstOf(text, authorityStart, "/?#");
    int at = text.lastIndexOf('@', authorityEnd - 1);
    int hostStart = at < authorityStart ? authorityStart : at + 1;
    if (text.indexOf('@', authorityEnd) >= 0) {
      // a password with a slash: whatever is quoted here could be a part of it
      throw wrong(
          "user info",
          authorityStart,
          "'/', '?', '#' and '@' in it as %2F, %3F, %23 and %40",
          "one as it is");
    }

    int hostEnd = endOfHost(text, hostStart, authorityEnd);
    String host = text.substring(hostStart, hostEnd);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw wrong("host", hostStart, "a name or an address", "nothing");
    }
    int blank = firstOf(host, 0, " \t\r\n\\\"<>");
    if (blank < host.length()) {
      throw wrong("host", hostStart + blank, "a name or an address", quoted(host));
    }
    int port = hostEnd == authorityEnd
        ? scheme.defaultPort()
        : portOf(text.substring(hostEnd + 1, authorityEnd), hostEnd + 1);

    String userInfo =
        hostStart == authorityStart ? null : text.substring(authorityStart, hostStart - 1);
    String path = pathOf(scheme, text.substring(authorityEnd), authorityEnd);
    if (userInfo == null) {
      return new BrokerUrl(scheme, host, port, path, null, null, ClientTls.OF_THE_JDK);
    }
    int separator = userInfo.indexOf(':');
    String userName = separator < 0 ? userInfo : userInfo.substring(0, separator);
    String password = separator < 0 ? null : userInfo.substring(separator + 1);
    return new BrokerUrl(
        scheme,
        host,
        port,
        path,
        decoded(userName, authorityStart),
        password == null ? null : decoded(password, authorityStart + separator + 1),
        ClientTls.OF_THE_JDK);
  }

  /** The same place, with encrypted connections made in this way. */
  public BrokerUrl withTls(ClientTls changed) {
    return new BrokerUrl(scheme, host, port, path, userName, password, changed);
  }

  /** {@code tcp}, {@code tls}, {@code ws} or {@code wss}. */
  public String transport() {
    return scheme.transport();
  }

  /** The URL without its user info; three asterisks stand for it where one was given. */
  public String masked() {
    String userInfo = userName == null && password == null ? "" : "***@";
    String shownHost = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme.text() + "://" + userInfo + shownHost + ":" + port + path;
  }

  /** The same as {@link #masked()}. */
  @Override
  public String toString() {
    return masked();
  }

  private static Scheme schemeOf(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "mqtt", "tcp" -> Scheme.MQTT;
      case "mqtts", "ssl" -> Scheme.MQTTS;
      case "ws" -> Scheme.WS;
      case "wss" -> Scheme.WSS;
      default ->
        throw wrong("scheme", 0, schemes(), word.contains("@") ? "something else" : quoted(word));
    };
  }

  private static String schemes() {
    return Arrays.stream(Scheme.values())
            .map(s -> s.text() + "://")
            .collect(Collectors.joining(", "))
        + ", tcp:// or ssl://";
  }

  private static int endOfHost(String text, int start, int end) {
    if (start < end && text.charAt(start) == '[') {
      int bracket = text.indexOf(']', start);
      if (bracket < 0 || bracket >= end) {
        throw wrong("host", start, "']' after an IPv6 address", quoted(text.substring(start, end)));
      }
      if (bracket + 1 < end && text.charAt(bracket + 1) != ':') {
        throw wrong(
            "port", bracket + 1, "':' and a port", quoted(text.substring(bracket + 1, end)));
      }
      return bracket + 1;
    }
    int colon = text.indexOf(':', start);
    return colon < 0 || colon >= end ? end : colon;
  }

  private static int portOf(String digits, int offset) {
    boolean isNumber = !digits.isEmpty()
        && digits.length() <= 5
        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = isNumber ? Integer.parseInt(digits) : -1;
    if (port < 1 || port > 65_535) {
      throw wrong("port", offset, "1..65535", digits.isEmpty() ? "nothing" : quoted(digits));
    }
    return port;
  }

  private static String pathOf(Scheme scheme, String rest, int offset) {
    if (rest.isEmpty() || rest.equals("/")) {
      return scheme.isWebSocket() ? (rest.isEmpty() ? WEB_SOCKET_PATH : rest) : "";
    }
    if (!scheme.isWebSocket() || !rest.startsWith("/")) {
      String expected =
          scheme.isWebSocket() ? "a path" : "the end, since " + scheme.text() + " has no path";
      throw wrong("path", offset, expected, quoted(rest));
    }
    return rest;
  }

  private static String decoded(String text, int offset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        plain[length++] = bytes[i];
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw wrong("user info", offset, "two hexadecimal digits after each '%'", "others");
      }
      plain[length++] = (byte) (high << 4 | low);
      i += 2;
    }
    return new String(plain, 0, length, StandardCharsets.UTF_8);
  }

  private static int firstOf(String text, int from, String chars) {
    for (int i = from; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static IllegalArgumentException wrong(
      String part, int offset, String expected, String found) {
    return new IllegalArgumentException("broker URL: " + part + " at character " + offset
        + ": expected " + expected + ", found " + found);
  }
}
