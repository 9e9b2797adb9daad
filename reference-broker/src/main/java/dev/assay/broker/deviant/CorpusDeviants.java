package dev.assay.broker.deviant;

import dev.assay.broker.core.Input;
import dev.assay.broker.core.Recorder;
import dev.assay.broker.state.BrokerState;
import dev.assay.codec.PacketReader;
import dev.assay.codec.Sender;
import dev.assay.codec.corpus.Corpus;
import dev.assay.codec.corpus.Duty;
import dev.assay.codec.corpus.Duty.Rigour;
import dev.assay.codec.corpus.Flaw;
import dev.assay.codec.corpus.RightPackets;
import dev.assay.codec.corpus.Specimen;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One deviant for each case of the corpus of wrong packets: it takes packets of one type with one flaw for no reason to close. In
 * 5.0 it says what is wrong, since a server may overlook much of it.
 */
final class CorpusDeviants {
  private static final RightPackets.Names ANY =
      new RightPackets.Names("client", "any/topic", 1, null, null);

  /** Cases of the corpus and those beside them, written by hand, that have to judge the same fault in one packet. */
  private static final String BY_HAND = """
      malformed-connect/flags                 fixed-header/connect-with-flags-is-refused
      malformed-connect/cut                   connect/user-name-flag-without-user-name
      malformed-connect/cut                   connect/will-flag-without-will
      malformed-connect/trailing              connect/bytes-behind-the-payload
      malformed-connect/reserved-bits         connect/reserved-connect-flag-is-refused
      malformed-connect/value                 own-packets/close-follows-error-in-connack
      malformed-connect/value                 property/maximum-packet-size-0-is-refused
      malformed-connect/value                 property/receive-maximum-0-is-refused
      malformed-connect/value                 property/request-problem-information-2-is-refused
      malformed-connect/value                 property/request-response-information-2-is-refused
      malformed-connect/ill-formed-text       utf8/ill-formed-client-id-is-refused
      malformed-connect/ill-formed-text       utf8/ill-formed-user-name-is-refused
      malformed-connect/ill-formed-text       utf8/ill-formed-will-topic-is-refused
      malformed-connect/surrogate             utf8/surrogate-in-client-id-is-refused
      malformed-connect/null-character        utf8/null-in-client-id-is-refused
      malformed-connect/null-character        utf8/null-in-will-topic-is-refused
      malformed-connect/unknown-property      property/unknown-in-connect-is-refused
      malformed-connect/foreign-property      property/of-another-packet-in-connect-is-refused
      malformed-connect/repeated-property     property/repeated-in-connect-is-refused
      malformed-connack/direction             fixed-header/connack-from-a-client-is-refused
      malformed-publish/cut                   cut-short/publish-without-packet-identifier-is-refused
      malformed-publish/packet-identifier     packet-identifier/zero-in-publish-of-qos-1-is-refused
      malformed-publish/packet-identifier     packet-identifier/zero-in-publish-of-qos-2-is-refused
      malformed-publish/qos                   publish/qos-3-is-refused
      malformed-publish/ill-formed-text       utf8/ill-formed-content-type-is-refused
      malformed-publish/ill-formed-text       utf8/ill-formed-response-topic-is-refused
      malformed-publish/ill-formed-text       utf8/ill-formed-topic-name-is-refused
      malformed-publish/ill-formed-text       utf8/ill-formed-user-property-name-is-refused
      malformed-publish/ill-formed-text       utf8/ill-formed-user-property-value-is-refused
      malformed-publish/ill-formed-text       utf8/overlong-form-in-topic-name-is-refused
      malformed-publish/surrogate             utf8/surrogate-in-topic-name-is-refused
      malformed-publish/null-character        utf8/null-in-content-type-is-refused
      malformed-publish/null-character        utf8/null-in-topic-name-is-refused
      malformed-publish/unknown-property      property/unknown-in-publish-is-refused
      malformed-publish/foreign-property      property/of-another-packet-in-publish-is-refused
      malformed-publish/repeated-property     property/repeated-in-publish-is-refused
      malformed-publish/before-connect        connect/first-packet-must-be-connect
      malformed-puback/flags                  fixed-header/puback-with-flags-is-refused
      malformed-puback/cut                    cut-short/puback-within-its-packet-identifier-is-refused
      malformed-puback/reason-code            reason-code/unknown-in-puback-is-refused
      malformed-pubrec/flags                  fixed-header/pubrec-with-flags-is-refused
      malformed-pubrec/reason-code            reason-code/unknown-in-pubrec-is-refused
      malformed-pubrel/flags                  fixed-header/pubrel-without-its-flags-is-refused
      malformed-pubrel/reason-code            reason-code/unknown-in-pubrel-is-refused
      malformed-pubcomp/flags                 fixed-header/pubcomp-with-flags-is-refused
      malformed-pubcomp/reason-code           reason-code/unknown-in-pubcomp-is-refused
      malformed-subscribe/flags               subscribe/reserved-flags-are-refused
      malformed-subscribe/cut                 cut-short/subscribe-within-its-filter-is-refused
      malformed-subscribe/cut                 cut-short/subscribe-without-options-is-refused
      malformed-subscribe/packet-identifier   packet-identifier/zero-in-subscribe-is-refused
      malformed-subscribe/reserved-bits       subscribe/no-local-is-refused-in-3-1-1
      malformed-subscribe/reserved-bits       subscribe/reserved-option-bits-are-refused
      malformed-subscribe/qos                 subscribe/qos-3-is-refused
      malformed-subscribe/value               property/subscription-identifier-0-is-refused
      malformed-subscribe/value               subscribe/retain-handling-3-is-refused
      malformed-subscribe/ill-formed-text     utf8/ill-formed-topic-filter-is-refused
      malformed-subscribe/null-character      topic-filter/null-character-is-refused
      malformed-subscribe/repeated-property   property/repeated-subscription-identifier-is-refused
      malformed-suback/direction              fixed-header/suback-from-a-client-is-refused
      malformed-unsubscribe/flags             unsubscribe/other-flags-are-refused
      malformed-unsubscribe/cut               cut-short/unsubscribe-within-its-filter-is-refused
      malformed-unsubscribe/packet-identifier packet-identifier/zero-in-unsubscribe-is-refused
      malformed-unsubscribe/ill-formed-text   utf8/ill-formed-filter-in-unsubscribe-is-refused
      malformed-unsuback/direction            fixed-header/unsuback-from-a-client-is-refused
      malformed-pingreq/flags                 fixed-header/pingreq-with-flags-is-refused
      malformed-pingreq/five-byte-length      fixed-header/remaining-length-of-five-bytes-is-refused
      malformed-pingreq/type                  fixed-header/packet-type-0-is-refused
      malformed-pingreq/type                  fixed-header/packet-type-15-is-refused
      malformed-pingreq/type                  own-packets/close-follows-error-in-disconnect
      malformed-pingresp/direction            fixed-header/pingresp-from-a-client-is-refused
      malformed-disconnect/flags              disconnect/reserved-flags-are-refused
      malformed-auth/flags                    fixed-header/auth-with-flags-is-refused
      """;

  /**
   * Wrong packets of one type with one flaw.
   *
   * @param told what the core is told when each comes, by version; empty where there are none
   * @param marks of these
   */
  private record Row(
      PacketType type, Flaw flaw, Map<MqttVersion, List<Input>> told, Set<String> marks) {

    static Row of(PacketType type, Flaw flaw) {
      Map<MqttVersion, List<Input>> told = new EnumMap<>(MqttVersion.class);
      Set<String> marks = new HashSet<>();
      for (MqttVersion version : MqttVersion.values()) {
        List<Input> these = new ArrayList<>();
        for (Packet right : RightPackets.of(version, type, ANY)) {
          for (Specimen specimen : Corpus.of(version, right).specimens(flaw)) {
            Violation violation = violationOf(version, specimen);
            these.add(new Input.BytesMalformed(
                1, violation, Payload.owning(specimen.bytes().bytes())));
            marks.add(markOf(violation));
          }
        }
        if (!these.isEmpty()) {
          told.put(version, these);
        }
      }
      return new Row(type, flaw, told, marks);
    }

    private static Violation violationOf(MqttVersion version, Specimen specimen) {
      PacketReader reader = specimen.flaw() == Flaw.BEFORE_CONNECT
          ? PacketReader.awaitingConnect()
          : PacketReader.of(version, Sender.CLIENT);
      return (Violation) reader.read(specimen.bytes().bytes());
    }

    /** What two violations of a class have in common, whatever stands in the packet; the statement says which version. */
    private static String markOf(Violation violation) {
      return violation.statement().citation() + " " + violation.field() + " "
          + violation.expected();
    }

    String caseId() {
      return "malformed-" + type.name().toLowerCase(Locale.ROOT) + "/" + flaw;
    }

    boolean includes(Input.BytesMalformed malformed) {
      boolean isOfType =
          flaw == Flaw.TYPE || (malformed.bytes().at(0) & 0xFF) >> 4 == type.number();
      return isOfType && marks.contains(markOf(malformed.violation()));
    }

    Deviant deviant() {
      Deviant.Draft draft = Deviant.named(
          "overlooks-" + flaw + "-in-" + type.name().toLowerCase(Locale.ROOT),
          "Goes on after a " + type + " " + flaw.words() + "; in 5.0 it says that it is wrong.");
      for (MqttVersion version : told.keySet()) {
        Duty duty = Duty.of(version, type, flaw);
        draft.mustFail(caseId(), duty.statement(), duty.demand());
      }
      BY_HAND
          .lines()
          .map(line -> line.split(" +", 2))
          .filter(pair -> pair[0].equals(caseId()))
          .forEach(pair -> draft.mayFail(pair[1]));
      return draft.by(this::twist);
    }

    private Twist twist() {
      Faults faults = Faults.where(this::includes);
      if (type != PacketType.CONNECT) {
        return faults.complainedOfAndLeftOpen();
      }
      boolean mayOverlook = Duty.of(MqttVersion.V5, type, flaw).rigour() != Rigour.MUST_REFUSE;
      return mayOverlook ? faults.refusedAndLeftOpen() : faults.accepted();
    }
  }

  private CorpusDeviants() {}

  private static final class Rows {
    static final Map<String, Row> BY_CASE = read();

    private static Map<String, Row> read() {
      Map<String, Row> rows = new LinkedHashMap<>();
      for (PacketType type : PacketType.values()) {
        for (Flaw flaw : Flaw.values()) {
          Row row = Row.of(type, flaw);
          if (!row.told().isEmpty()) {
            rows.put(row.caseId(), row);
          }
        }
      }
      return rows;
    }
  }

  static List<Deviant> all() {
    return Rows.BY_CASE.values().stream().map(Row::deviant).toList();
  }

  /** Whether a broker with this twist takes a packet of that case of the corpus otherwise than an honest one. */
  static boolean changes(Supplier<Twist> twist, String caseId) {
    Row row = Rows.BY_CASE.get(caseId);
    return row != null
        && row.told().values().stream()
            .flatMap(List::stream)
            .anyMatch(input -> !twist
                .get()
                .inputs(input, new BrokerState(), new Recorder(step -> {}))
                .equals(List.of(input)));
  }
}
