package dev.assay.broker.core;

import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Everybody may come in and do everything, but for one user, one topic to publish on and one to subscribe to: so that a broker can be
 * seen to refuse something, by whoever has no files of passwords and rules for it.
 */
public final class Forbidding implements Access {
  /** Nobody may publish on it. */
  public static final String NO_PUBLISHING = "assay-forbidden/publish";

  /** Nobody may subscribe to it. */
  public static final String NO_SUBSCRIBING = "assay-forbidden/subscribe";

  /** This user is not let in, whatever the password. */
  public static final String STRANGER = "assay-stranger";

  @Override
  public boolean admits(@Nullable String userName, @Nullable Payload password) {
    return !STRANGER.equals(userName);
  }

  @Override
  public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
    return !topic.text().equals(NO_PUBLISHING);
  }

  @Override
  public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
    return !filter.text().equals(NO_SUBSCRIBING);
  }
}
