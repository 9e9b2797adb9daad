package dev.assay.codec.packet;

import org.jspecify.annotations.Nullable;

/**
 * A Topic Name: 1 to 65,535 bytes of UTF-8 without wildcards and without U+0000 (4.7). The one exception is {@link #NONE}, the
 * zero-length name of a 5.0 PUBLISH whose Topic Alias says the topic.
 */
public final class TopicName {
  /** The zero-length name that only stands beside a Topic Alias. */
  public static final TopicName NONE = new TopicName("");

  private final String text;

  private TopicName(String text) {
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
    return new TopicName(text);
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
    return text.startsWith("$");
  }

  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicName name && text.equals(name.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
