package dev.assay.suite;

import dev.assay.broker.core.Choices;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The choices that a broker has, taken from the record itself, so that a new one cannot be forgotten. */
final class Freedoms {
  private Freedoms() {}

  /** The defaults but for one field, once for each other value of each; and at last every field the other way. */
  static List<Named<Choices>> oneByOne() {
    List<Named<Choices>> all = new ArrayList<>();
    for (RecordComponent freedom : Choices.class.getRecordComponents()) {
      for (Object value : valuesOf(freedom.getType())) {
        Choices choices = Choices.DEFAULT.with(draft -> set(draft, freedom.getName(), value));
        if (!choices.equals(Choices.DEFAULT)) {
          all.add(Named.of(freedom.getName() + " = " + value, choices));
        }
      }
    }
    all.add(Named.of("every freedom the other way", Choices.CONTRARY));
    return all;
  }

  private static List<Object> valuesOf(Class<?> type) {
    return type == boolean.class ? List.of(true, false) : List.of(type.getEnumConstants());
  }

  private static void set(Choices.Draft draft, String name, Object value) {
    try {
      Field field = Choices.Draft.class.getField(name);
      field.set(draft, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a draft has each field of its record", e);
    }
  }

  /** The fields in which {@link Choices#CONTRARY} takes the same way as the defaults. */
  static Stream<String> notContrary() {
    return Arrays.stream(Choices.class.getRecordComponents())
        .filter(
            freedom -> valueIn(Choices.DEFAULT, freedom).equals(valueIn(Choices.CONTRARY, freedom)))
        .map(RecordComponent::getName);
  }

  private static Object valueIn(Choices choices, RecordComponent freedom) {
    try {
      return freedom.getAccessor().invoke(choices);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record can be read", e);
    }
  }
}
