package dev.assay.cli.targets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills <code>{word}</code> in texts of a description. Each <code>{port:NAME}</code> is a free loopback port, the same for one name. */
final class Placeholders {
  private static final Pattern PLACE = Pattern.compile("(?<![$])\\{([a-z][a-z]*(?::[a-z]+)?)\\}");
  private static final String PORT = "port:";
  private static final int PORT_MIN = 20_000;
  private static final int PORT_MAX = 32_000;
  private static final int PORT_ATTEMPTS_MAX = 1_000;

  private final Map<String, String> words;
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  Placeholders(Map<String, String> words) {
    this.words = new HashMap<>(words);
  }

  /**
   * The text with every place filled.
   *
   * @throws TargetException for a word that there is not
   */
  String fill(String text) {
    Matcher place = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (place.find()) {
      place.appendReplacement(filled, Matcher.quoteReplacement(word(place.group(1))));
    }
    return place.appendTail(filled).toString();
  }

  private String word(String name) {
    if (name.startsWith(PORT)) {
      return ports.computeIfAbsent(name, absent -> freePort()).toString();
    }
    String word = words.get(name);
    if (word == null) {
      throw TargetException.usage("expected one of {port:NAME}, {"
          + String.join("}, {", words.keySet().stream().sorted().toList()) + "}, found {" + name
          + "}");
    }
    return word;
  }

  /**
   * Free now, and outside the range from which Linux takes the ports of outgoing connections: of many ports that a target opens
   * one after the other, none should be lost to a client meanwhile.
   */
  private int freePort() {
    for (int attempt = 0; attempt < PORT_ATTEMPTS_MAX; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
      if (!ports.containsValue(port) && isFree(port)) {
        return port;
      }
    }
    throw TargetException.unavailable(
        "expected a free port of " + PORT_MIN + ".." + PORT_MAX + " on loopback, found none");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
