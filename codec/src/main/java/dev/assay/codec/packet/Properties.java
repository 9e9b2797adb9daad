package dev.assay.codec.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a packet of 5.0, in the order of the wire; immutable. Whether a packet may carry a property is checked by
 * the packet, value and repetition by the builder.
 */
public final class Properties {
  public static final Properties NONE = new Builder().build();

  private static final int LENGTH_PREFIX_BYTES = 2;
  private static final long TWO_BYTE_MAX = 0xFFFFL;
  private static final long FOUR_BYTE_MAX = 0xFFFF_FFFFL;
  private static final long VARIABLE_BYTE_MAX = 268_435_455L;

  private final PropertyId[] ids;
  // numbers[i] is meaningful where ids[i] has a numeric type, objects[i] where it has not
  private final long[] numbers;
  private final @Nullable Object[] objects;

  // in bytes, computed when first asked for; 0 until then
  private int encodedLength;

  private Properties(PropertyId[] ids, long[] numbers, @Nullable Object[] objects) {
    this.ids = ids;
    this.numbers = numbers;
    this.objects = objects;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** How many there are, repeats counted. */
  public int count() {
    return ids.length;
  }

  public boolean isEmpty() {
    return ids.length == 0;
  }

  /** The identifier at {@code index}, 0 to count - 1, in the order of the wire. */
  public PropertyId idAt(int index) {
    return ids[index];
  }

  /** The value at {@code index} of a property with a numeric type. */
  public long numberAt(int index) {
    return numbers[index];
  }

  /** The value at {@code index} of a property with another type: {@link String}, {@link Payload} or {@link UserProperty}. */
  public Object objectAt(int index) {
    return Objects.requireNonNull(objects[index], "a numeric property has no object");
  }

  public boolean has(PropertyId id) {
    return indexOf(id) >= 0;
  }

  /** The value of a numeric property (the first, if it is repeated), or {@code ifAbsent}. */
  public long number(PropertyId id, long ifAbsent) {
    int index = indexOf(id);
    return index < 0 ? ifAbsent : numbers[index];
  }

  /** The value of a UTF-8 String property, or null if it is absent. */
  public @Nullable String text(PropertyId id) {
    int index = indexOf(id);
    return index < 0 ? null : (String) objects[index];
  }

  /** The value of a Binary Data property, or null if it is absent. */
  public @Nullable Payload binary(PropertyId id) {
    int index = indexOf(id);
    return index < 0 ? null : (Payload) objects[index];
  }

  /** The User Properties, in order. */
  public List<UserProperty> userProperties() {
    List<UserProperty> found = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (objects[i] instanceof UserProperty property) {
        found.add(property);
      }
    }
    return List.copyOf(found);
  }

  /** The Subscription Identifiers, in order; a PUBLISH from the server may carry several. */
  public List<Integer> subscriptionIdentifiers() {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == PropertyId.SUBSCRIPTION_IDENTIFIER) {
        found.add((int) numbers[i]);
      }
    }
    return List.copyOf(found);
  }

  /** A builder that starts with these properties. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    for (int i = 0; i < ids.length; i++) {
      builder.append(ids[i], numbers[i], objects[i]);
    }
    return builder;
  }

  /** How many bytes they take in a packet, without the Property Length before them (2.2.2.1). */
  public int encodedLength() {
    if (encodedLength == 0) {
      int length = 0;
      for (int i = 0; i < ids.length; i++) {
        length += 1 + valueLengthAt(i);
      }
      encodedLength = length;
    }
    return encodedLength;
  }

  private int valueLengthAt(int index) {
    return switch (ids[index].type()) {
      case BYTE -> 1;
      case TWO_BYTE_INTEGER -> 2;
      case FOUR_BYTE_INTEGER -> 4;
      case VARIABLE_BYTE_INTEGER -> {
        long value = numbers[index];
        yield value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
      }
      case UTF_8_STRING -> LENGTH_PREFIX_BYTES + Utf8.lengthOf((String) objectAt(index));
      case BINARY_DATA -> LENGTH_PREFIX_BYTES + ((Payload) objectAt(index)).length();
      case UTF_8_STRING_PAIR -> {
        UserProperty pair = (UserProperty) objectAt(index);
        yield 2 * LENGTH_PREFIX_BYTES + Utf8.lengthOf(pair.name()) + Utf8.lengthOf(pair.value());
      }
    };
  }

  private int indexOf(PropertyId id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Properties properties
        && Arrays.equals(ids, properties.ids)
        && Arrays.equals(numbers, properties.numbers)
        && Arrays.equals(objects, properties.objects);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(ids) + Arrays.hashCode(numbers)) + Arrays.hashCode(objects);
  }

  /** For example {@code {Session Expiry Interval=60, User Property=a:b}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < ids.length; i++) {
      text.append(i == 0 ? "" : ", ").append(ids[i].title()).append('=');
      if (objects[i] instanceof UserProperty property) {
        text.append(property.name()).append(':').append(property.value());
      } else if (objects[i] != null) {
        text.append(objects[i]);
      } else {
        text.append(numbers[i]);
      }
    }
    return text.append('}').toString();
  }

  /** Collects properties in order. */
  public static final class Builder {
    private final List<PropertyId> ids = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final List<@Nullable Object> objects = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a numeric property.
     *
     * @throws IllegalArgumentException if the value is outside the property's bounds, or the property is there already and
     *     may not be repeated
     */
    public Builder with(PropertyId id, long value) {
      String complaint = complaintAbout(id, value);
      if (complaint != null) {
        throw new IllegalArgumentException(complaint);
      }
      return appendUnlessRepeated(id, value, null);
    }

    /**
     * Adds a UTF-8 String property of up to 65,535 bytes.
     *
     * @throws IllegalArgumentException also if the text is not allowed as a UTF-8 Encoded String, or a Response Topic is
     *     not allowed as a Topic Name
     */
    public Builder with(PropertyId id, String value) {
      requireType(id, PropertyType.UTF_8_STRING);
      String complaint = id == PropertyId.RESPONSE_TOPIC
          ? TopicName.complaintAbout(value)
          : Utf8.complaintAbout(value);
      if (complaint != null) {
        throw new IllegalArgumentException(id.title() + " " + complaint);
      }
      return appendUnlessRepeated(id, 0, value);
    }

    /** Adds a Binary Data property of up to 65,535 bytes. */
    public Builder with(PropertyId id, Payload value) {
      requireType(id, PropertyType.BINARY_DATA);
      if (value.length() > TWO_BYTE_MAX) {
        throw new IllegalArgumentException(
            id.title() + " must be 0..65535 bytes long, was " + value.length());
      }
      return appendUnlessRepeated(id, 0, value);
    }

    /** Adds a User Property. */
    public Builder withUser(String name, String value) {
      Utf8.check("the name of a User Property", name);
      Utf8.check("the value of a User Property", value);
      return append(PropertyId.USER_PROPERTY, 0, new UserProperty(name, value));
    }

    public Properties build() {
      long[] values = new long[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.get(i);
      }
      return new Properties(
          ids.toArray(new PropertyId[0]), values, objects.toArray(new @Nullable Object[0]));
    }

    /** Adds without checks: for the reader, which has made its own and says more when one fails. */
    Builder append(PropertyId id, long number, @Nullable Object object) {
      ids.add(id);
      numbers.add(number);
      objects.add(object);
      return this;
    }

    private Builder appendUnlessRepeated(PropertyId id, long number, @Nullable Object object) {
      // only the Subscription Identifier of a PUBLISH may be repeated besides the User Property;
      // SUBSCRIBE checks its own
      if (id != PropertyId.SUBSCRIPTION_IDENTIFIER && ids.contains(id)) {
        throw new IllegalArgumentException(id.title() + " may appear only once");
      }
      return append(id, number, object);
    }

    private static void requireType(PropertyId id, PropertyType type) {
      if (id.type() != type) {
        throw new IllegalArgumentException(
            id.title() + " is of type " + id.type() + ", not " + type);
      }
    }
  }

  /** What is wrong with {@code value} as the value of a numeric property, or null if nothing is. */
  static @Nullable String complaintAbout(PropertyId id, long value) {
    long min = minimumOf(id);
    long max = maximumOf(id);
    return value >= min && value <= max
        ? null
        : id.title() + " must be " + min + ".." + max + ", was " + value;
  }

  /** The smallest legal value of a numeric property. */
  public static long minimumOf(PropertyId id) {
    return switch (id) {
      case SUBSCRIPTION_IDENTIFIER, RECEIVE_MAXIMUM, TOPIC_ALIAS, MAXIMUM_PACKET_SIZE -> 1;
      default -> 0;
    };
  }

  /** The largest legal value of a numeric property. */
  public static long maximumOf(PropertyId id) {
    return switch (id.type()) {
      // every Byte property of 5.0 is 0 or 1
      case BYTE -> 1;
      case TWO_BYTE_INTEGER -> TWO_BYTE_MAX;
      case FOUR_BYTE_INTEGER -> FOUR_BYTE_MAX;
      case VARIABLE_BYTE_INTEGER -> VARIABLE_BYTE_MAX;
      case UTF_8_STRING, BINARY_DATA, UTF_8_STRING_PAIR ->
        throw new IllegalArgumentException(id.title() + " is not a number");
    };
  }
}
