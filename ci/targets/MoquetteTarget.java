import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import java.util.Properties;

/**
 * Moquette on loopback, until the process is told to stop. System properties: tcp, tls, ws and wss (ports; 0 or absent: none), data
 * (directory), durable, keystore and secret (PKCS12). Everything else is as Moquette ships it.
 */
final class MoquetteTarget {
  public static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("host", "127.0.0.1");
    settings.setProperty("port", port("tcp"));
    settings.setProperty("websocket_port", port("ws"));
    settings.setProperty("websocket_path", "/mqtt");
    if (!port("tls").equals("disabled")) {
      settings.setProperty("ssl_port", port("tls"));
      settings.setProperty("secure_websocket_port", port("wss"));
      settings.setProperty("ssl_provider", "JDK");
      settings.setProperty("key_store_type", "pkcs12");
      settings.setProperty("jks_path", System.getProperty("keystore"));
      settings.setProperty("key_store_password", System.getProperty("secret"));
      settings.setProperty("key_manager_password", System.getProperty("secret"));
    }
    settings.setProperty("allow_anonymous", "true");
    settings.setProperty("allow_zero_byte_client_id", "true");
    settings.setProperty("telemetry_enabled", "false");
    settings.setProperty("persistence_enabled", String.valueOf(Boolean.getBoolean("durable")));
    settings.setProperty("data_path", System.getProperty("data"));
    Server server = new Server();
    server.startServer(new MemoryConfig(settings));
    Runtime.getRuntime().addShutdownHook(new Thread(server::stopServer));
    Thread.currentThread().join();
  }

  private static String port(String transport) {
    int port = Integer.getInteger(transport, 0);
    return port > 0 ? String.valueOf(port) : "disabled";
  }
}
