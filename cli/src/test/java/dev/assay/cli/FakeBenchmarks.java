package dev.assay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Stands where the benchmarks' jar stands: behaves as JMH does, as its first argument says, and writes what JMH would write.
 * Runs in a process of its own and uses nothing but the JDK.
 */
public final class FakeBenchmarks {
  private FakeBenchmarks() {}

  /** A runnable jar of this class. */
  static Path jar(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeBenchmarks.class.getName());
    String entry = FakeBenchmarks.class.getName().replace('.', '/') + ".class";
    Path jar = directory.resolve("benchmarks.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry(entry));
      out.write(FakeBenchmarks.class.getResourceAsStream("/" + entry).readAllBytes());
    }
    return jar;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.contains("-l")) {
      System.out.println("Benchmarks: \ndev.assay.bench.encode.Publish.assay");
      return;
    }
    switch (words.get(0)) {
      case "nothing" -> end("No matching benchmarks. Miss-spelled regexp?", 1);
      case "unknown" -> end("Error parsing command line:\n zz is not a recognized option", 1);
      case "crash" -> end("something went wrong", 7);
      case "empty" -> write(words, "[ ]");
      case "hang" -> hang();
      case "partly" -> {
        System.out.println("<failure>\n\njava.lang.IllegalStateException");
        write(words, results(1));
      }
      default -> {
        System.out.println("# Warmup Iteration   1: 61.2 ns/op");
        write(words, results(Double.parseDouble(words.get(0))));
      }
    }
  }

  private static void end(String last, int exitCode) {
    System.out.println(last);
    System.exit(exitCode);
  }

  private static void hang() throws InterruptedException {
    System.out.println("# pid " + ProcessHandle.current().pid());
    new CountDownLatch(1).await();
  }

  private static void write(List<String> words, String results) throws IOException {
    Path jmh = Path.of(words.get(words.indexOf("-rff") + 1));
    Files.writeString(jmh, results);
    Files.writeString(
        jmh.resolveSibling("jmh.environment.json"),
        "{ \"jvm\" : \"" + System.getProperty("java.home") + "\", \"arguments\" : \""
            + String.join(" ", words.subList(0, words.indexOf("-rff"))) + "\" }");
  }

  /** Ours costs 50 ns times {@code factor} and allocates 24 B times it; the peer costs 100 ns. */
  private static String results(double factor) {
    return "["
        + entry("encode.Publish.assay", 50 * factor, 24 * factor) + ","
        + entry("encode.Publish.netty", 100, 544) + "]";
  }

  private static String entry(String name, double nanos, double bytes) {
    return String.format(
        Locale.ROOT,
        """
        { "benchmark" : "dev.assay.bench.%s", "mode" : "avgt",
          "primaryMetric" : { "score" : 1000, "scoreUnit" : "ns/op", "rawData" : [ [ 1000 ] ] },
          "secondaryMetrics" : {
            "thread.cpu.norm" : { "score" : %f, "rawData" : [ [ %f, %f ], [ %f, %f ], [ %f, %f ] ] },
            "gc.alloc.rate.norm" : { "score" : %f, "rawData" : [ [ %f ] ] } } }""",
        name,
        nanos,
        nanos * 0.99,
        nanos * 1.01,
        nanos * 0.98,
        nanos,
        nanos,
        nanos * 1.02,
        bytes,
        bytes);
  }
}
