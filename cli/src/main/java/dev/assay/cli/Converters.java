package dev.assay.cli;

import dev.assay.client.Segments;
import dev.assay.client.TlsVersion;
import dev.assay.spec.Level;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Party;
import dev.assay.spec.Standing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line to values; each says what it expected and what it found. */
final class Converters {
  private static final int PORT_MAX = 65_535;

  private Converters() {}

  static final class Version implements ITypeConverter<MqttVersion> {
    @Override
    public MqttVersion convert(String text) {
      return MqttVersion.of(text)
          .orElseThrow(
              () -> expected(words(List.of(MqttVersion.values()), MqttVersion::text), text));
    }
  }

  static final class Tls implements ITypeConverter<TlsVersion> {
    @Override
    public TlsVersion convert(String text) {
      return TlsVersion.of(text)
          .orElseThrow(() -> expected(words(List.of(TlsVersion.values()), TlsVersion::text), text));
    }
  }

  static final class StatementsFormat implements ITypeConverter<StatementsCommand.Format> {
    @Override
    public StatementsCommand.Format convert(String text) {
      return named(
          StatementsCommand.Format.values(), each -> each.name().toLowerCase(Locale.ROOT), text);
    }
  }

  static final class PartyName implements ITypeConverter<Party> {
    @Override
    public Party convert(String text) {
      return named(Party.values(), Party::text, text);
    }
  }

  static final class LevelName implements ITypeConverter<Level> {
    @Override
    public Level convert(String text) {
      return named(Level.values(), Level::text, text.replace('_', ' '));
    }
  }

  static final class StandingName implements ITypeConverter<Standing> {
    @Override
    public Standing convert(String text) {
      return named(Standing.values(), Standing::name, text.replace('-', '_'));
    }
  }

  static final class Section implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.matches("[0-9]+(\\.[0-9]+)*")) {
        throw expected("the number of a section, such as 3.1.2", text);
      }
      return text;
    }
  }

  static final class SegmentsName implements ITypeConverter<Segments> {
    @Override
    public Segments convert(String text) {
      return named(Segments.values(), Segments::text, text);
    }
  }

  /** A number above 0, such as {@code 2.5}. */
  static final class Factor implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      if (text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?") && Double.parseDouble(text) > 0) {
        return Double.valueOf(text);
      }
      throw expected("a number above 0, such as 2.5", text);
    }
  }

  /** A whole number of 1 or more. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return number(text, 1);
    }
  }

  /** A whole number of 0 or more. */
  static final class Natural implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return number(text, 0);
    }
  }

  /** {@code 127.0.0.1:1883}, {@code [::1]:0}, or {@code :1883}, which is the loopback address. */
  static final class Address implements ITypeConverter<HostAndPort> {
    @Override
    public HostAndPort convert(String text) {
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)\\]$", "$1");
      if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > PORT_MAX) {
        throw expected("HOST:PORT with a port of 0..65535", text);
      }
      return new HostAndPort(host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(port));
    }
  }

  private static Integer number(String text, int least) {
    if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least) {
      return Integer.valueOf(text);
    }
    throw expected("a whole number of " + least + " or more", text);
  }

  private static <T> T named(T[] values, Function<T, String> name, String text) {
    return Arrays.stream(values)
        .filter(each -> name.apply(each).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> expected(words(List.of(values), name), text));
  }

  private static <T> String words(List<T> values, Function<T, String> name) {
    return "one of " + String.join(", ", values.stream().map(name).toList());
  }

  static TypeConversionException expected(String expected, String found) {
    return new TypeConversionException("expected " + expected + ", found '" + found + "'");
  }
}
