package dev.assay.spec;

import static dev.assay.spec.Level.MUST;
import static dev.assay.spec.Level.MUST_NOT;
import static dev.assay.spec.Level.SHOULD;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;
import static dev.assay.spec.Party.BOTH;
import static dev.assay.spec.Party.SERVER;

import java.util.List;
import java.util.Locale;

/**
 * Demands that the standard makes without giving them a number: prose, tables and definitions. SHOULD and MAY are found only
 * here. The identifier is made of the constant's name: {@code V5_DUPLICATE_PROPERTY} is {@code 5.0:duplicate-property}.
 */
public enum Rule implements Statement {
  V5_DUPLICATE_PROPERTY(
      V5,
      "2.2.2.2",
      MUST_NOT,
      BOTH,
      "A property that may appear only once is included no more than once in a packet."),
  V5_UNKNOWN_PROPERTY(
      V5,
      "2.2.2.2",
      MUST_NOT,
      BOTH,
      "Only the property identifiers of Table 2-4 exist, each in the packets it lists."),
  V5_DISCONNECT_BEFORE_CLOSE(
      V5,
      "4.13.1",
      SHOULD,
      SERVER,
      "A broker that gives up on a client says why in a DISCONNECT before it closes."),
  V5_TAKEOVER_SAYS_SO(
      V5,
      "3.1.4",
      MUST,
      SERVER,
      "The connection that loses its session to a newer one receives DISCONNECT 0x8E."),
  V3_1_1_DELIVER_TO_MATCHING(
      V3_1_1,
      "3.3.5",
      MUST,
      SERVER,
      "A publication reaches every client that holds a matching subscription."),
  V5_DELIVER_TO_MATCHING(
      V5,
      "3.3.4",
      MUST,
      SERVER,
      "A publication goes to each client whose subscription matches its Topic Name.");

  private final MqttVersion version;
  private final String section;
  private final Level level;
  private final Party party;
  private final String gist;

  Rule(MqttVersion version, String section, Level level, Party party, String gist) {
    this.version = version;
    this.section = section;
    this.level = level;
    this.party = party;
    this.gist = gist;
  }

  @Override
  public String id() {
    String prefix = version == V5 ? "V5_" : "V3_1_1_";
    return version.text() + ":"
        + name().substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  @Override
  public String section() {
    return section;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public Party party() {
    return party;
  }

  @Override
  public String gist() {
    return gist;
  }

  @Override
  public List<String> demands() {
    return List.of(WHOLE);
  }
}
