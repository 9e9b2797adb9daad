import java.nio.file.Path;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.SslContext;

/**
 * Apache ActiveMQ Classic with MQTT alone, on loopback, until the process is told to stop. System properties: tcp, tls, ws and wss
 * (ports; 0 or absent: none), data (directory), durable; the keystore comes in the JVM's own javax.net.ssl properties.
 */
final class ActiveMqTarget {
  public static void main(String[] arguments) throws Exception {
    BrokerService broker = new BrokerService();
    broker.setBrokerName("target");
    broker.setUseJmx(false);
    broker.setPersistent(Boolean.getBoolean("durable"));
    broker.setDataDirectoryFile(Path.of(System.getProperty("data")).toFile());
    broker.setUseShutdownHook(true);
    add(broker, "mqtt", "tcp");
    add(broker, "mqtt+ssl", "tls");
    add(broker, "ws", "ws");
    add(broker, "wss", "wss");
    broker.setSslContext(new SslContext());
    broker.start();
    broker.waitUntilStopped();
  }

  private static void add(BrokerService broker, String scheme, String transport) throws Exception {
    int port = Integer.getInteger(transport, 0);
    if (port > 0) {
      broker.addConnector(scheme + "://127.0.0.1:" + port);
    }
  }
}
