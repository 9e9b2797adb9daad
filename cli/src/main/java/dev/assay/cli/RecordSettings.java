package dev.assay.cli;

import dev.assay.broker.core.Redirection;
import dev.assay.broker.core.Setting;
import dev.assay.codec.packet.Qos;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration record of the broker as words: {@code overlap=copy-per-subscription}. Names, values and what they mean are read
 * off the components that carry a {@link Setting}, so a new one is here as soon as it is there.
 */
final class RecordSettings<T extends Record> {
  private static final String NONE = "none";
  private static final String PERMANENT = "permanent:";

  private final String option;
  private final T defaults;
  private final List<RecordComponent> components;

  /**
   * The settings of a record.
   *
   * @param option the option that they are given with, for complaints
   */
  RecordSettings(String option, T defaults) {
    this.option = option;
    this.defaults = defaults;
    this.components = Arrays.stream(defaults.getClass().getRecordComponents())
        .filter(each -> each.isAnnotationPresent(Setting.class))
        .toList();
  }

  /** Whether one of them has this name. */
  boolean knows(String word) {
    return names().anyMatch(word.split("=", 2)[0]::equals);
  }

  Stream<String> names() {
    return components.stream().map(RecordSettings::name);
  }

  /**
   * The defaults, changed by each {@code name=value}.
   *
   * @throws Problem where a name or a value is unknown, or out of bounds
   */
  T parse(List<String> words) {
    T changed = defaults;
    for (String word : words) {
      String name = word.split("=", 2)[0];
      RecordComponent component = components.stream()
          .filter(each -> name(each).equals(name))
          .findFirst()
          .filter(found -> word.contains("="))
          .orElseThrow(() -> unknown(option, names(), word));
      changed = with(changed, component, value(component, word.substring(name.length() + 1)));
    }
    return changed;
  }

  static Problem unknown(String option, Stream<String> names, String word) {
    return Problem.usage(option + ": expected NAME=VALUE with one of the names "
        + String.join(", ", names.toList()) + ", found '" + word + "'");
  }

  /** Each with its values, the default first, and what it means. */
  List<String> help(int columns) {
    List<String> lines = new ArrayList<>();
    for (RecordComponent component : components) {
      Setting setting = component.getAnnotation(Setting.class);
      String usual = word(read(component));
      List<String> others =
          words(component.getType()).filter(word -> !word.equals(usual)).toList();
      lines.add(
          name(component) + "=" + usual + (others.isEmpty() ? "" : "|") + String.join("|", others));
      String text = Character.toUpperCase(setting.value().charAt(0))
          + setting.value().substring(1)
          + (setting.clause().isEmpty() ? "" : " [" + setting.clause() + "]") + "."
          + (setting.because().isEmpty()
              ? ""
              : " Default " + usual + ": " + setting.because() + ".");
      lines.addAll(Lines.wrap("      ", text, columns));
    }
    return lines;
  }

  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z0-9]+)", "-$1").toLowerCase(Locale.ROOT);
  }

  private @Nullable Object value(RecordComponent component, String text) {
    Class<?> type = component.getType();
    List<String> words = words(type).toList();
    if (!words.isEmpty()) {
      return candidates(type)
          .filter(candidate -> word(candidate).equals(text))
          .findFirst()
          .orElseThrow(() -> expected(component, "one of " + String.join(", ", words), text));
    }
    if (text.equals(NONE) && !type.isPrimitive()) {
      return null;
    }
    if (type == String.class) {
      return text;
    }
    if (type == Redirection.class) {
      boolean isPermanent = text.startsWith(PERMANENT);
      return new Redirection(isPermanent, isPermanent ? text.substring(PERMANENT.length()) : text);
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw expected(component, "a whole number" + (type.isPrimitive() ? "" : " or none"), text);
    }
    long number = Long.parseLong(text);
    if (type != long.class && number > Integer.MAX_VALUE) {
      throw expected(component, "a whole number up to " + Integer.MAX_VALUE, text);
    }
    return type == long.class ? (Object) number : (Object) (int) number;
  }

  private Problem expected(RecordComponent component, String expected, String found) {
    return Problem.usage(
        option + " " + name(component) + ": expected " + expected + ", found '" + found + "'");
  }

  private static Stream<String> words(Class<?> type) {
    return candidates(type).map(RecordSettings::word);
  }

  private static Stream<Object> candidates(Class<?> type) {
    if (type == boolean.class) {
      return Stream.of(true, false);
    }
    return type.isEnum() ? Stream.of(type.getEnumConstants()) : Stream.of();
  }

  private static String word(@Nullable Object value) {
    if (value instanceof Qos qos) {
      return Integer.toString(qos.level());
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return value == null ? NONE : value.toString();
  }

  private @Nullable Object read(RecordComponent component) {
    try {
      return component.getAccessor().invoke(defaults);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code record.with(the -> the.component = value)} does. */
  @SuppressWarnings("unchecked") // a record's method with returns a record of its own type
  private T with(T record, RecordComponent component, @Nullable Object value) {
    Consumer<Object> change = draft -> {
      try {
        draft.getClass().getField(component.getName()).set(draft, value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
    try {
      return (T) record.getClass().getMethod("with", Consumer.class).invoke(record, change);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException bounds) {
        throw Problem.usage(option + " " + name(component) + ": " + bounds.getMessage());
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
