import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * Apache ActiveMQ Artemis with MQTT alone, on loopback, until the process is told to stop. System properties: tcp, tls and ws
 * (ports; 0 or absent: none), data (directory), keystore and secret (PKCS12). One acceptor serves MQTT and WebSocket.
 */
final class ArtemisTarget {
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(System.getProperty("data"));
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setName("target");
    configuration.setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false);
    configuration.setPersistenceEnabled(Boolean.getBoolean("durable"));
    configuration.setJournalType(org.apache.activemq.artemis.core.server.JournalType.NIO);
    configuration.setJournalDirectory(data.resolve("journal").toString());
    configuration.setBindingsDirectory(data.resolve("bindings").toString());
    configuration.setPagingDirectory(data.resolve("paging").toString());
    configuration.setLargeMessagesDirectory(data.resolve("large").toString());
    configuration.setMaxDiskUsage(100);
    for (String transport : new String[] {"tcp", "ws"}) {
      int port = Integer.getInteger(transport, 0);
      if (port > 0) {
        configuration.addAcceptorConfiguration(
            transport, "tcp://127.0.0.1:" + port + "?protocols=MQTT");
      }
    }
    int tls = Integer.getInteger("tls", 0);
    if (tls > 0) {
      configuration.addAcceptorConfiguration(
          "tls",
          "tcp://127.0.0.1:" + tls + "?protocols=MQTT;sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
              + System.getProperty("keystore") + ";keyStorePassword=" + System.getProperty("secret"));
    }
    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    broker.setConfiguration(configuration);
    broker.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        broker.stop();
      } catch (Exception e) {
        System.err.println("stopping: " + e);
      }
    }));
    Thread.currentThread().join();
  }
}
