package dev.assay.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;

/**
 * An object of a file that is being read, with its place, so that whatever is wrong can be said exactly. Members that are not
 * asked for are ignored: a newer Assay may have written them.
 *
 * @param place such as {@code cases.jsonl line 3}
 */
record JsonObject(String place, JsonNode node) {
  private static final int LONGEST_SHOWN = 60;

  static JsonObject of(String place, JsonNode node) throws DamagedRunException {
    if (!node.isObject()) {
      throw new DamagedRunException(place, "a JSON object", shown(node));
    }
    return new JsonObject(place, node);
  }

  String text(String name) throws DamagedRunException {
    JsonNode value = node.get(name);
    if (value == null || !value.isString()) {
      throw wrong(name, "a text", value);
    }
    return value.stringValue();
  }

  String textOr(String name, String absent) throws DamagedRunException {
    return isAbsent(name) ? absent : text(name);
  }

  @Nullable
  String textOrNull(String name) throws DamagedRunException {
    return isAbsent(name) ? null : text(name);
  }

  long number(String name) throws DamagedRunException {
    JsonNode value = node.get(name);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "a whole number", value);
    }
    return value.longValue();
  }

  /** A number that counts something small: 0 to 2147483647. */
  int count(String name) throws DamagedRunException {
    long number = number(name);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw wrong(name, "a number from 0 to 2147483647", node.get(name));
    }
    return (int) number;
  }

  int countOr(String name, int absent) throws DamagedRunException {
    return node.get(name) == null ? absent : count(name);
  }

  boolean flagOr(String name, boolean absent) throws DamagedRunException {
    JsonNode value = node.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value.booleanValue();
  }

  List<String> texts(String name) throws DamagedRunException {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isString()) {
        throw wrong(name, "an array of texts", element);
      }
      texts.add(element.stringValue());
    }
    return texts;
  }

  List<String> textsOr(String name, List<String> absent) throws DamagedRunException {
    return node.get(name) == null ? absent : texts(name);
  }

  List<JsonObject> objects(String name) throws DamagedRunException {
    List<JsonObject> objects = new ArrayList<>();
    int index = 0;
    for (JsonNode element : array(name)) {
      objects.add(of(place + ", \"" + name + "\"[" + index + "]", element));
      index++;
    }
    return objects;
  }

  JsonObject object(String name) throws DamagedRunException {
    JsonNode value = node.get(name);
    if (value == null || !value.isObject()) {
      throw wrong(name, "an object", value);
    }
    return new JsonObject(place + ", \"" + name + "\"", value);
  }

  /** The members of an object of texts, in the order of the file. */
  Map<String, String> textMap(String name) throws DamagedRunException {
    JsonObject map = object(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : map.node.propertyNames()) {
      texts.put(key, map.text(key));
    }
    return texts;
  }

  /** The value of {@code values} whose written form is the member's. */
  <T> T word(String name, T[] values, Function<T, String> written) throws DamagedRunException {
    String found = text(name);
    List<String> known = new ArrayList<>();
    for (T value : values) {
      if (written.apply(value).equals(found)) {
        return value;
      }
      known.add(written.apply(value));
    }
    throw wrong(name, "one of " + String.join(", ", known), node.get(name));
  }

  <T> @Nullable T wordOrNull(String name, T[] values, Function<T, String> written)
      throws DamagedRunException {
    return isAbsent(name) ? null : word(name, values, written);
  }

  DamagedRunException wrong(String name, String expected, @Nullable JsonNode found) {
    return new DamagedRunException(place + ", \"" + name + "\"", expected, shown(found));
  }

  private boolean isAbsent(String name) {
    JsonNode value = node.get(name);
    return value == null || value.getNodeType() == JsonNodeType.NULL;
  }

  private JsonNode array(String name) throws DamagedRunException {
    JsonNode value = node.get(name);
    if (value == null || !value.isArray()) {
      throw wrong(name, "an array", value);
    }
    return value;
  }

  private static String shown(@Nullable JsonNode found) {
    if (found == null || found.isMissingNode()) {
      return "nothing";
    }
    String text = TerminalText.clean(Json.line(found));
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }
}
