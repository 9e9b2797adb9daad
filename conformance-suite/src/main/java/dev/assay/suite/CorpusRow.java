package dev.assay.suite;

import dev.assay.codec.corpus.Corpus;
import dev.assay.codec.corpus.Duty;
import dev.assay.codec.corpus.Flaw;
import dev.assay.codec.corpus.RightPackets;
import dev.assay.codec.packet.PacketType;
import dev.assay.spec.MqttVersion;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One case of the corpus: everything that one class of violation can do to packets of one type, judged by the one statement that
 * binds a server which receives such a packet.
 */
public record CorpusRow(PacketType type, Flaw flaw) {
  private static final RightPackets.Names ANY =
      new RightPackets.Names("client", "any/topic", 1, null, null);

  /** All rows that have a wrong packet in some version, as cases that this method plays. */
  static List<CaseInfo> cases(Method method) {
    List<CaseInfo> cases = new ArrayList<>();
    for (PacketType type : PacketType.values()) {
      for (Flaw flaw : Flaw.values()) {
        CorpusRow row = new CorpusRow(type, flaw);
        Map<MqttVersion, Judged.Point> points = row.points();
        if (!points.isEmpty()) {
          cases.add(row.asCase(Judged.of("refused", points), method.getDeclaringClass()));
        }
      }
    }
    return List.copyOf(cases);
  }

  private Map<MqttVersion, Judged.Point> points() {
    Map<MqttVersion, Judged.Point> points = new EnumMap<>(MqttVersion.class);
    for (MqttVersion version : MqttVersion.values()) {
      if (RightPackets.of(version, type, ANY).stream()
          .anyMatch(right -> !Corpus.of(version, right).specimens(flaw).isEmpty())) {
        Duty duty = duty(version);
        points.put(version, new Judged.Point(duty.statement(), duty.demand()));
      }
    }
    return points;
  }

  /** What the standard asks of a server that receives such a packet. */
  public Duty duty(MqttVersion version) {
    return Duty.of(version, type, flaw);
  }

  private CaseInfo asCase(Judged judged, Class<?> subject) {
    return new CaseInfo(
        "malformed-" + type.name().toLowerCase(Locale.ROOT) + "/" + flaw,
        article() + " " + type + " " + flaw.words() + " " + consequence() + ".",
        "Look for " + flaw.lookFor() + ".",
        needs(),
        false,
        List.of(judged),
        subject,
        this);
  }

  private String article() {
    return type == PacketType.AUTH || type.name().startsWith("UN") ? "An" : "A";
  }

  private String consequence() {
    if (flaw == Flaw.LONG_LENGTH) {
      return "is refused, or served as if it were right";
    }
    return type == PacketType.CONNECT ? "is refused" : "costs its sender the connection";
  }

  private List<Need> needs() {
    return switch (type) {
      case PUBACK -> flaw == Flaw.BEFORE_CONNECT ? List.of() : List.of(Need.QOS_1);
      case PUBREC, PUBREL, PUBCOMP -> flaw == Flaw.BEFORE_CONNECT ? List.of() : List.of(Need.QOS_2);
      default -> List.of();
    };
  }
}
