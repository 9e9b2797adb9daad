package dev.assay.codec.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a packet of 5.0, in the order of the wire; immutable. Whether a packet may carry a property is checked by
 * the packet, value and repetition by the builder.
 *
 * <p>Kept as their bytes on the wire, whose form is unique since 5.0 allows only the shortest: so they are read with one copy,
 * written with one, and compared as bytes. A value is decoded when somebody asks for it.
 */
public final class Properties {
  public static final Properties NONE = new Properties(new byte[0], 0);

  private static final int LENGTH_PREFIX_BYTES = 2;

  // identifier and value, one property after the other, without the Property Length before them
  private final byte[] wire;
  // the bit of each identifier that is there
  private final int ids;

  // made when first asked for by index; a race of two threads makes two that are equal
  private @Nullable Decoded decoded;

  private Properties(byte[] wire, int ids) {
    this.wire = wire;
    this.ids = ids;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * For the codec's reader alone, which has checked the bytes and said what is wrong if something was.
   *
   * @param wire properties as they stand behind their Property Length; given away by the caller
   * @param ids the {@linkplain PropertyId#bit() bits} of the identifiers in it
   */
  public static Properties ofChecked(byte[] wire, int ids) {
    Properties properties = new Properties(wire, ids);
    // not for the running program: tests and fuzzing hold the reader to what the builder allows
    assert properties.equals(properties.rebuilt()) : properties;
    return properties;
  }

  /** How many there are, repeats counted. */
  public int count() {
    return decoded().ids.length;
  }

  public boolean isEmpty() {
    return wire.length == 0;
  }

  /** The identifier at {@code index}, 0 to count - 1, in the order of the wire. */
  public PropertyId idAt(int index) {
    return decoded().ids[index];
  }

  /** The value at {@code index} of a property with a numeric type. */
  public long numberAt(int index) {
    return decoded().numbers[index];
  }

  /** The value at {@code index} of a property with another type: {@link String}, {@link Payload} or {@link UserProperty}. */
  public Object objectAt(int index) {
    return Objects.requireNonNull(decoded().objects[index], "a numeric property has no object");
  }

  public boolean has(PropertyId id) {
    return (ids & id.bit()) != 0;
  }

  /** The value of a numeric property (the first, if it is repeated), or {@code ifAbsent}. */
  public long number(PropertyId id, long ifAbsent) {
    return has(id) ? numberFrom(id, firstValueOf(id)) : ifAbsent;
  }

  /** The value of a UTF-8 String property, or null if it is absent. */
  public @Nullable String text(PropertyId id) {
    requireType(id, PropertyType.UTF_8_STRING);
    return has(id) ? textFrom(firstValueOf(id)) : null;
  }

  /** The value of a Binary Data property, or null if it is absent. */
  public @Nullable Payload binary(PropertyId id) {
    requireType(id, PropertyType.BINARY_DATA);
    return has(id) ? binaryFrom(firstValueOf(id)) : null;
  }

  /** The User Properties, in order. */
  public List<UserProperty> userProperties() {
    if (!has(PropertyId.USER_PROPERTY)) {
      return List.of();
    }
    List<UserProperty> found = new ArrayList<>();
    for (int at = 0; at < wire.length; at = nextAfter(at)) {
      if (idFrom(at) == PropertyId.USER_PROPERTY) {
        found.add(pairFrom(at + 1));
      }
    }
    return List.copyOf(found);
  }

  /** The Subscription Identifiers, in order; a PUBLISH from the server may carry several. */
  public List<Integer> subscriptionIdentifiers() {
    if (!has(PropertyId.SUBSCRIPTION_IDENTIFIER)) {
      return List.of();
    }
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at < wire.length; at = nextAfter(at)) {
      if (idFrom(at) == PropertyId.SUBSCRIPTION_IDENTIFIER) {
        found.add(variableByteFrom(at + 1));
      }
    }
    return List.copyOf(found);
  }

  /** These properties save those with this identifier, in the same order. */
  public Properties without(PropertyId id) {
    if (!has(id)) {
      return this;
    }
    byte[] rest = new byte[wire.length];
    int length = 0;
    for (int at = 0; at < wire.length; at = nextAfter(at)) {
      if (idFrom(at) != id) {
        int bytes = nextAfter(at) - at;
        System.arraycopy(wire, at, rest, length, bytes);
        length += bytes;
      }
    }
    return new Properties(Arrays.copyOf(rest, length), ids & ~id.bit());
  }

  /**
   * These properties with another value of this one, in its place.
   *
   * @param id of a Four Byte Integer that is there
   */
  public Properties with(PropertyId id, long value) {
    requireType(id, PropertyType.FOUR_BYTE_INTEGER);
    String complaint = has(id) ? complaintAbout(id, value) : id.title() + " is not there";
    if (complaint != null) {
      throw new IllegalArgumentException(complaint);
    }
    byte[] changed = wire.clone();
    ByteBuffer.wrap(changed).putInt(firstValueOf(id), (int) value);
    return new Properties(changed, ids);
  }

  /** A builder that starts with these properties. */
  public Builder toBuilder() {
    return new Builder(wire, ids);
  }

  /** How many bytes they take in a packet, without the Property Length before them (2.2.2.1). */
  public int encodedLength() {
    return wire.length;
  }

  /** Puts them into {@code target} as they stand in a packet behind the Property Length. */
  public void putInto(ByteBuffer target) {
    target.put(wire);
  }

  /** Whether these, on the wire, are the bytes of {@code array} from {@code from} on to {@code to}, exclusive. */
  public boolean hasWire(byte[] array, int from, int to) {
    return Arrays.equals(wire, 0, wire.length, array, from, to);
  }

  /** The bits of the identifiers that are there. */
  int ids() {
    return ids;
  }

  private PropertyId idFrom(int at) {
    return Objects.requireNonNull(PropertyId.of(wire[at]), "an identifier of the standard");
  }

  /** Where the value of the first property with this identifier, which is there, begins. */
  private int firstValueOf(PropertyId id) {
    int at = 0;
    while (wire[at] != id.number()) {
      at = nextAfter(at);
    }
    return at + 1;
  }

  /** Where the property behind the one at {@code at} begins. */
  private int nextAfter(int at) {
    int value = at + 1;
    return switch (idFrom(at).type()) {
      case BYTE -> value + 1;
      case TWO_BYTE_INTEGER -> value + 2;
      case FOUR_BYTE_INTEGER -> value + 4;
      case VARIABLE_BYTE_INTEGER -> {
        int last = value;
        while (wire[last] < 0) {
          last++;
        }
        yield last + 1;
      }
      case UTF_8_STRING, BINARY_DATA -> behindPrefixed(value);
      case UTF_8_STRING_PAIR -> behindPrefixed(behindPrefixed(value));
    };
  }

  private int behindPrefixed(int at) {
    return at + LENGTH_PREFIX_BYTES + twoBytesFrom(at);
  }

  private int twoBytesFrom(int at) {
    return (wire[at] & 0xFF) << 8 | (wire[at + 1] & 0xFF);
  }

  private int variableByteFrom(int at) {
    int value = wire[at] & 0x7F;
    for (int i = 1; wire[at + i - 1] < 0; i++) {
      value |= (wire[at + i] & 0x7F) << (7 * i);
    }
    return value;
  }

  private long numberFrom(PropertyId id, int at) {
    return switch (id.type()) {
      case BYTE -> wire[at] & 0xFF;
      case TWO_BYTE_INTEGER -> twoBytesFrom(at);
      case FOUR_BYTE_INTEGER -> (long) twoBytesFrom(at) << 16 | twoBytesFrom(at + 2);
      case VARIABLE_BYTE_INTEGER -> variableByteFrom(at);
      case UTF_8_STRING, BINARY_DATA, UTF_8_STRING_PAIR ->
        throw new IllegalArgumentException(id.title() + " is not a number");
    };
  }

  private String textFrom(int at) {
    return new String(wire, at + LENGTH_PREFIX_BYTES, twoBytesFrom(at), StandardCharsets.UTF_8);
  }

  private Payload binaryFrom(int at) {
    return Payload.owning(Arrays.copyOfRange(wire, at + LENGTH_PREFIX_BYTES, behindPrefixed(at)));
  }

  private UserProperty pairFrom(int at) {
    return new UserProperty(textFrom(at), textFrom(behindPrefixed(at)));
  }

  private Decoded decoded() {
    Decoded known = decoded;
    if (known == null) {
      known = new Decoded(this);
      decoded = known;
    }
    return known;
  }

  /** The same, by way of the builder and its checks. */
  private Properties rebuilt() {
    Builder builder = builder();
    for (int i = 0; i < count(); i++) {
      switch (idAt(i).type()) {
        case UTF_8_STRING -> builder.with(idAt(i), (String) objectAt(i));
        case BINARY_DATA -> builder.with(idAt(i), (Payload) objectAt(i));
        case UTF_8_STRING_PAIR -> {
          UserProperty pair = (UserProperty) objectAt(i);
          builder.withUser(pair.name(), pair.value());
        }
        case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
          builder.with(idAt(i), numberAt(i));
      }
    }
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Properties properties && Arrays.equals(wire, properties.wire);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(wire);
  }

  /** For example {@code {Session Expiry Interval=60, User Property=a:b}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    Decoded all = decoded();
    for (int i = 0; i < all.ids.length; i++) {
      text.append(i == 0 ? "" : ", ").append(all.ids[i].title()).append('=');
      if (all.objects[i] instanceof UserProperty property) {
        text.append(property.name()).append(':').append(property.value());
      } else if (all.objects[i] != null) {
        text.append(all.objects[i]);
      } else {
        text.append(all.numbers[i]);
      }
    }
    return text.append('}').toString();
  }

  /** All of them decoded, by index. */
  private static final class Decoded {
    private final PropertyId[] ids;
    // numbers[i] is meaningful where ids[i] has a numeric type, objects[i] where it has not
    private final long[] numbers;
    private final @Nullable Object[] objects;

    Decoded(Properties of) {
      int count = 0;
      for (int at = 0; at < of.wire.length; at = of.nextAfter(at)) {
        count++;
      }
      ids = new PropertyId[count];
      numbers = new long[count];
      objects = new @Nullable Object[count];
      int at = 0;
      for (int i = 0; i < count; i++) {
        PropertyId id = of.idFrom(at);
        ids[i] = id;
        switch (id.type()) {
          case BYTE, TWO_BYTE_INTEGER, FOUR_BYTE_INTEGER, VARIABLE_BYTE_INTEGER ->
            numbers[i] = of.numberFrom(id, at + 1);
          case UTF_8_STRING -> objects[i] = of.textFrom(at + 1);
          case BINARY_DATA -> objects[i] = of.binaryFrom(at + 1);
          case UTF_8_STRING_PAIR -> objects[i] = of.pairFrom(at + 1);
        }
        at = of.nextAfter(at);
      }
    }
  }

  /** Collects properties in order. */
  public static final class Builder {
    private byte[] wire;
    private int length;
    private int ids;

    private Builder() {
      this(new byte[0], 0);
    }

    private Builder(byte[] wire, int ids) {
      this.wire = wire;
      this.length = wire.length;
      this.ids = ids;
    }

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
      begin(id);
      switch (id.type()) {
        case BYTE -> put((int) value);
        case TWO_BYTE_INTEGER -> putTwoBytes((int) value);
        case FOUR_BYTE_INTEGER -> {
          putTwoBytes((int) (value >> 16));
          putTwoBytes((int) value);
        }
        case VARIABLE_BYTE_INTEGER -> putVariableByte((int) value);
        case UTF_8_STRING, BINARY_DATA, UTF_8_STRING_PAIR ->
          throw new IllegalStateException(id.title() + " is not a number");
      }
      return this;
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
      begin(id);
      putPrefixed(value.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /** Adds a Binary Data property of up to 65,535 bytes. */
    public Builder with(PropertyId id, Payload value) {
      requireType(id, PropertyType.BINARY_DATA);
      if (value.length() > PropertyType.TWO_BYTE_INTEGER.maximum()) {
        throw new IllegalArgumentException(
            id.title() + " must be 0..65535 bytes long, was " + value.length());
      }
      begin(id);
      putPrefixed(value.toBytes());
      return this;
    }

    /** Adds a User Property. */
    public Builder withUser(String name, String value) {
      Utf8.check("the name of a User Property", name);
      Utf8.check("the value of a User Property", value);
      begin(PropertyId.USER_PROPERTY);
      putPrefixed(name.getBytes(StandardCharsets.UTF_8));
      putPrefixed(value.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    public Properties build() {
      return length == 0 ? NONE : new Properties(Arrays.copyOf(wire, length), ids);
    }

    private void begin(PropertyId id) {
      // only the Subscription Identifier of a PUBLISH may be repeated besides the User Property;
      // SUBSCRIBE checks its own
      boolean mayRepeat =
          id == PropertyId.SUBSCRIPTION_IDENTIFIER || id == PropertyId.USER_PROPERTY;
      if (!mayRepeat && (ids & id.bit()) != 0) {
        throw new IllegalArgumentException(id.title() + " may appear only once");
      }
      ids |= id.bit();
      put(id.number());
    }

    private void put(int value) {
      reserve(1);
      wire[length++] = (byte) value;
    }

    private void putTwoBytes(int value) {
      put(value >> 8);
      put(value);
    }

    private void putVariableByte(int value) {
      int rest = value;
      while (rest > 0x7F) {
        put((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      put(rest);
    }

    private void putPrefixed(byte[] bytes) {
      putTwoBytes(bytes.length);
      reserve(bytes.length);
      System.arraycopy(bytes, 0, wire, length, bytes.length);
      length += bytes.length;
    }

    /** What {@link #toBuilder} started with is not ours: it is copied before the first byte is added. */
    private void reserve(int more) {
      if (wire.length - length < more) {
        wire = Arrays.copyOf(wire, Math.max(2 * wire.length, length + Math.max(more, 32)));
      }
    }
  }

  private static void requireType(PropertyId id, PropertyType type) {
    if (id.type() != type) {
      throw new IllegalArgumentException(id.title() + " is of type " + id.type() + ", not " + type);
    }
  }

  /** What is wrong with {@code value} as the value of a numeric property, or null if nothing is. */
  static @Nullable String complaintAbout(PropertyId id, long value) {
    return id.isLegal(value)
        ? null
        : id.title() + " must be " + id.minimum() + ".." + id.maximum() + ", was " + value;
  }
}
