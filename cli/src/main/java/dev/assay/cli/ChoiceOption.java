package dev.assay.cli;

import dev.assay.broker.core.Choices;
import dev.assay.codec.packet.Qos;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The broker's {@link Choices} as words: {@code overlap=copy-per-subscription}. Names and values are read off the record, so a
 * new choice is here as soon as it is there.
 */
final class ChoiceOption {
  private ChoiceOption() {}

  /**
   * The defaults, changed by each {@code name=value}.
   *
   * @throws Problem where a name or a value is unknown
   */
  static Choices parse(List<String> words) {
    Object[] values = values(Choices.DEFAULT);
    RecordComponent[] components = Choices.class.getRecordComponents();
    for (String word : words) {
      String name = word.split("=", 2)[0];
      int index = indexOf(components, name);
      if (index < 0 || !word.contains("=")) {
        throw Problem.usage("--choice: expected NAME=VALUE with one of the names "
            + String.join(
                ", ", Arrays.stream(components).map(ChoiceOption::name).toList())
            + ", found '" + word + "'");
      }
      values[index] = value(components[index].getType(), name, word.substring(name.length() + 1));
    }
    return make(components, values);
  }

  /** Every choice with its values, the default first. */
  static List<String> help() {
    List<String> lines = new ArrayList<>();
    Object[] defaults = values(Choices.DEFAULT);
    RecordComponent[] components = Choices.class.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      String usual = word(defaults[i]);
      List<String> others = words(components[i].getType()).stream()
          .filter(word -> !word.equals(usual))
          .toList();
      lines.add(name(components[i]) + "=" + usual + "|" + String.join("|", others));
    }
    return lines;
  }

  private static int indexOf(RecordComponent[] components, String name) {
    for (int i = 0; i < components.length; i++) {
      if (name(components[i]).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Object value(Class<?> type, String name, String text) {
    for (Object candidate : candidates(type)) {
      if (word(candidate).equals(text)) {
        return candidate;
      }
    }
    throw Problem.usage("--choice " + name + ": expected one of " + String.join(", ", words(type))
        + ", found '" + text + "'");
  }

  private static List<String> words(Class<?> type) {
    return candidates(type).stream().map(ChoiceOption::word).toList();
  }

  private static List<Object> candidates(Class<?> type) {
    return type == boolean.class ? List.of(true, false) : List.of(type.getEnumConstants());
  }

  private static String word(Object value) {
    if (value instanceof Qos qos) {
      return Integer.toString(qos.level());
    }
    return value.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object[] values(Choices choices) {
    Function<RecordComponent, Object> read = component -> {
      try {
        return component.getAccessor().invoke(choices);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
    return Arrays.stream(Choices.class.getRecordComponents()).map(read).toArray();
  }

  private static Choices make(RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return Choices.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
