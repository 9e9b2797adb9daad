package dev.assay.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The facts about this machine and this JVM that belong to every run. */
final class Machine {
  private Machine() {}

  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("operating system", property("os.name") + " " + property("os.version"));
    facts.put("architecture", property("os.arch"));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("java", property("java.vm.name") + " " + property("java.version"));
    return facts;
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
