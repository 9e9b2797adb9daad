package dev.assay.broker.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Serves the files of a page on a free loopback port, and hears from the page what came of it: a POST to {@code outcome}. */
final class PageServer implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 180;

  private final HttpServer server;
  private final CompletableFuture<String> outcome = new CompletableFuture<>();

  private PageServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param files by the path of their URL
   */
  static PageServer start(Map<String, Path> files) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    PageServer server = new PageServer(http);
    http.createContext("/", exchange -> {
      Path file = files.get(exchange.getRequestURI().getPath());
      if (file == null) {
        answer(exchange, 404, "text/plain", new byte[0]);
      } else {
        String type = file.toString().endsWith(".js") ? "text/javascript" : "text/html";
        answer(exchange, 200, type, Files.readAllBytes(file));
      }
    });
    http.createContext("/outcome", exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      server.outcome.complete(new String(body, StandardCharsets.UTF_8));
      answer(exchange, 200, "text/plain", new byte[0]);
    });
    http.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What the page said; fails with what the browser printed if the page says nothing, or the browser ends before it does. */
  String outcome(Browser browser) throws Exception {
    browser.ended().thenRun(() -> outcome.complete("the browser ended: " + browser.printed()));
    try {
      return outcome.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the page said nothing; the browser: " + browser.printed(), e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
