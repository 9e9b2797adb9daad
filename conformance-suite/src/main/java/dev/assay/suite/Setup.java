package dev.assay.suite;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * What a target is set up to refuse, so that it can be seen to refuse it. Whoever runs the target knows; nobody can find it out.
 *
 * @param deniedPublish on which topic the run's user may not publish, and may subscribe to; null if nobody says
 * @param deniedSubscribe to which topic the run's user may not subscribe, and may publish on; null if nobody says
 * @param wrongUser who is not let in; null if nobody says
 * @param wrongPassword the password of whom; null for a user name without one
 */
public record Setup(
    @Nullable String deniedPublish,
    @Nullable String deniedSubscribe,
    @Nullable String wrongUser,
    @Nullable Payload wrongPassword) {

  /** Nobody says anything. */
  public static final Setup UNKNOWN = new Setup(null, null, null, null);

  /** @throws IllegalArgumentException if a topic is none, or a password has no user name beside it */
  public Setup {
    check("denied-publish", deniedPublish);
    check("denied-subscribe", deniedSubscribe);
    if (wrongPassword != null && wrongUser == null) {
      throw new IllegalArgumentException(
          "wrong-password: expected wrong-user beside it, found none");
    }
  }

  private static void check(String what, @Nullable String topic) {
    if (topic == null) {
      return;
    }
    if (topic.contains("+") || topic.contains("#") || topic.startsWith("$")) {
      throw new IllegalArgumentException(
          what + ": expected a topic without wildcards that does not begin with $, found " + topic);
    }
    TopicName.of(topic);
    TopicFilter.of(topic);
  }

  /** Whether a guest was told that this topic is there to be refused. */
  boolean names(String topic) {
    return topic.equals(deniedPublish) || topic.equals(deniedSubscribe);
  }

  /** Neither user name nor password. */
  @Override
  public String toString() {
    return "Setup[deniedPublish=" + deniedPublish + ", deniedSubscribe=" + deniedSubscribe + "]";
  }
}
