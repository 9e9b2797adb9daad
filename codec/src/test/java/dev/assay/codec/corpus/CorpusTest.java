package dev.assay.codec.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.PacketReader;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The corpus is whole, and each of its packets is wrong to the reader, which was written from the text and not from this table. */
class CorpusTest {
  private static final RightPackets.Names NAMES =
      new RightPackets.Names("client", "some/topic", 7, "user name", Payload.of("password"));

  @ParameterizedTest
  @EnumSource
  void eachCellOfPacketFieldAndFlawIsFilledOrHasItsReason(MqttVersion version) {
    assertThat(cells(version)).isNotEmpty().allSatisfy(cell -> {
      if (cell.specimens().isEmpty()) {
        assertThat(cell.whyNot()).as(cell.toString()).isNotEmpty();
      } else {
        assertThat(cell.whyNot()).as(cell.toString()).isEmpty();
      }
    });
  }

  @Test
  void thereAreEnoughOfThem() {
    assertThat(specimens(MqttVersion.V5)).hasSizeGreaterThan(1_500);
    assertThat(specimens(MqttVersion.V3_1_1)).hasSizeGreaterThan(300);
    for (MqttVersion version : MqttVersion.values()) {
      Map<Boolean, Long> filled = cells(version)
          .collect(
              Collectors.partitioningBy(cell -> cell.whyNot().isEmpty(), Collectors.counting()));
      System.out.printf(
          "the corpus in %s: %d wrong packets in %d cells; %d cells have a reason to be empty; by flaw %s%n",
          version,
          specimens(version).size(),
          filled.get(true),
          filled.get(false),
          specimens(version).stream()
              .collect(Collectors.groupingBy(
                  Specimen::flaw, LinkedHashMap::new, Collectors.counting())));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRightIsRightToTheReader(MqttVersion version) {
    for (PacketType type : PacketType.values()) {
      for (Packet right : RightPackets.of(version, type, NAMES)) {
        Sender sender = WhyNot.isOfServers(type) ? Sender.SERVER : Sender.CLIENT;
        byte[] bytes = PacketWriter.of(version).toBytes(right);

        assertThat(PacketReader.of(version, sender).read(bytes)).isEqualTo(right);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachWrongPacketIsWrongToTheReader(MqttVersion version) {
    for (Specimen specimen : specimens(version)) {
      if (specimen.flaw() != Flaw.BEFORE_CONNECT) {
        Reading reading =
            PacketReader.of(version, Sender.CLIENT).read(specimen.bytes().bytes());

        assertThat(reading)
            .as("%s, %s: %s", version, specimen.name(), specimen.bytes())
            .isInstanceOf(Violation.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void beforeConnectEachPacketIsWrong(MqttVersion version) {
    assertThat(specimens(version))
        .filteredOn(specimen -> specimen.flaw() == Flaw.BEFORE_CONNECT)
        .isNotEmpty()
        .allSatisfy(specimen -> assertThat(
                PacketReader.awaitingConnect().read(specimen.bytes().bytes()))
            .isInstanceOf(Violation.class));
  }

  @Test
  void theReaderCallsTheErrorWhatTheDutyCallsIt() {
    cells(MqttVersion.V5).filter(cell -> cell.flaw() != Flaw.BEFORE_CONNECT).forEach(cell -> {
      Duty duty = Duty.of(MqttVersion.V5, cell.type(), cell.flaw());
      for (Specimen specimen : cell.specimens()) {
        Reading reading =
            PacketReader.of(MqttVersion.V5, Sender.CLIENT).read(specimen.bytes().bytes());

        assertThat(reading)
            .as("%s %s", cell.type(), specimen.name())
            .isInstanceOfSatisfying(
                Violation.class,
                violation -> assertThat(violation.reasonCode())
                    .isIn(duty.code(), ReasonCode.TOPIC_ALIAS_INVALID));
      }
    });
  }

  private static Stream<Corpus.Cell> cells(MqttVersion version) {
    return Arrays.stream(PacketType.values())
        .flatMap(type -> RightPackets.of(version, type, NAMES).stream())
        .flatMap(right -> Corpus.of(version, right).cells().stream());
  }

  /** Of each type, those of the same name once. */
  private static List<Specimen> specimens(MqttVersion version) {
    return cells(version)
        .flatMap(cell -> cell.specimens().stream()
            .map(
                specimen -> Map.entry(cell.type() + " " + cell.flaw() + specimen.name(), specimen)))
        .collect(Collectors.toMap(
            Map.Entry::getKey, Map.Entry::getValue, (first, again) -> first, LinkedHashMap::new))
        .values()
        .stream()
        .toList();
  }
}
