package dev.assay.broker.net;

import org.jspecify.annotations.Nullable;

/**
 * How a broker lets others see how it is.
 *
 * @param version which broker it says it is
 * @param metrics where HTTP clients find the figures; null if nowhere
 * @param systemSeconds how often it says them on {@code $SYS} topics; 0 for never
 */
public record Observing(String version, @Nullable Address metrics, int systemSeconds) {

  /** Keeps its figures to itself. */
  public static final Observing NOTHING = new Observing("development", null, 0);

  public Observing {
    if (systemSeconds < 0) {
      throw new IllegalArgumentException(
          "the interval of $SYS must be 0 s or more, was " + systemSeconds);
    }
  }

  /**
   * An address for HTTP.
   *
   * @param host a name or an address; one of IPv6 without its brackets
   * @param port 0 to 65,535, of which 0 takes a free one
   */
  public record Address(String host, int port) {
    public Address {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be 0..65535, was " + port);
      }
    }

    /** {@code http://127.0.0.1:40112/metrics}. */
    public String url() {
      return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port
          + MetricsDoor.PATH;
    }
  }
}
