package dev.assay.codec.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A Topic Name: 1 to 65,535 bytes of UTF-8 without wildcards and without U+0000 (4.7). The one exception is {@link #NONE}, the
 * zero-length name of a 5.0 PUBLISH whose Topic Alias says the topic. In the order of their text, so that a hash table of names which
 * somebody made to have one hash is still searched fast.
 */
public final class TopicName implements Comparable<TopicName> {
  /** The zero-length name that only stands beside a Topic Alias. */
  public static final TopicName NONE = new TopicName(new byte[0], "");

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] utf8;

  // decoded when first asked for; a race of two threads decodes it twice
  private @Nullable String text;

  private TopicName(byte[] utf8, @Nullable String text) {
    this.utf8 = utf8;
    this.text = text;
  }

  /**
   * The Topic Name with this text.
   *
   * @throws IllegalArgumentException if the standard does not allow it as a Topic Name
   */
  public static TopicName of(String text) {
    String complaint = complaintAbout(text);
    if (complaint != null) {
      throw new IllegalArgumentException("Topic Name " + complaint);
    }
    return new TopicName(text.getBytes(StandardCharsets.UTF_8), text);
  }

  /**
   * For the codec's reader alone, which has checked the bytes and said what is wrong if something was.
   *
   * @param utf8 given away by the caller
   */
  public static TopicName ofChecked(byte[] utf8) {
    TopicName name = new TopicName(utf8, null);
    // not for the running program: tests and fuzzing hold the reader to what of() allows
    assert name.equals(of(name.text())) : name;
    return name;
  }

  /** What forbids {@code text} as a Topic Name, or null if nothing does. */
  public static @Nullable String complaintAbout(String text) {
    if (text.isEmpty()) {
      return "must be at least one character long";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '+' || c == '#') {
        return "must not contain wildcards, found '" + c + "' at character " + i;
      }
    }
    return Utf8.complaintAbout(text);
  }

  /** Whether the topic begins with {@code $}, so that a filter that begins with a wildcard must not match it (4.7.2). */
  public boolean isReserved() {
    return utf8.length > 0 && utf8[0] == '$';
  }

  /** Whether this is {@link #NONE}. */
  public boolean isNone() {
    return utf8.length == 0;
  }

  public String text() {
    String known = text;
    if (known == null) {
      known = new String(utf8, StandardCharsets.UTF_8);
      text = known;
    }
    return known;
  }

  /** How many bytes of UTF-8 it takes, without the length before them: 0 to 65,535. */
  public int encodedLength() {
    return utf8.length;
  }

  /** Puts its UTF-8 into {@code target}, without the length before it. */
  public void putInto(ByteBuffer target) {
    target.put(utf8);
  }

  /** Whether the bytes of {@code other} from {@code from} to {@code to} (exclusive) are exactly its UTF-8. */
  public boolean hasUtf8(byte[] other, int from, int to) {
    return Arrays.equals(utf8, 0, utf8.length, other, from, to);
  }

  /**
   * Eight bytes of its UTF-8 at once, for searches that would wait for each single one: the first lowest, zeros behind the end.
   *
   * @param at 0 to {@link #encodedLength}
   */
  public long wordAt(int at) {
    return at + Long.BYTES <= utf8.length ? (long) WORDS.get(utf8, at) : lastWord(at);
  }

  private long lastWord(int at) {
    long word = 0;
    for (int i = utf8.length - 1; i >= at; i--) {
      word = (word << Byte.SIZE) | (utf8[i] & 0xFF);
    }
    return word;
  }

  /** What stands from byte {@code from} to {@code to} (exclusive), where a level begins and one ends, as a name of its own. */
  public TopicName part(int from, int to) {
    return from == to ? NONE : new TopicName(Arrays.copyOfRange(utf8, from, to), null);
  }

  /** Whether its UTF-8 from byte {@code from} to {@code to} (exclusive) is that of {@code other}. */
  public boolean hasAt(int from, int to, TopicName other) {
    return Arrays.equals(utf8, from, to, other.utf8, 0, other.utf8.length);
  }

  @Override
  public int compareTo(TopicName other) {
    return text().compareTo(other.text());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicName name && Arrays.equals(utf8, name.utf8);
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
