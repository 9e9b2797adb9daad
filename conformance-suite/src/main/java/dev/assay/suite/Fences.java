package dev.assay.suite;

import dev.assay.codec.packet.Publish;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** One fence on each of several topics: a message that the standard orders behind whatever its sender had sent there before. */
final class Fences {
  private static final String FENCE = "fence";

  // topics by payload: by its payload a fence is known also where it comes on another topic
  private final Map<String, String> missing = new HashMap<>();

  private Fences() {}

  /** @param publish sends, to this topic, this payload */
  static Fences sent(List<String> topics, BiConsumer<String, String> publish) {
    Fences fences = new Fences();
    for (String topic : topics) {
      String payload = FENCE + " " + fences.missing.size();
      publish.accept(topic, payload);
      fences.missing.put(payload, topic);
    }
    return fences;
  }

  /** Notes {@code publish} if it is a fence, also one that has come already: whether it is one. */
  boolean take(Publish publish) {
    String payload = publish.payload().asText();
    missing.remove(payload);
    return payload.startsWith(FENCE);
  }

  /** Whether all have come. */
  boolean haveCome() {
    return missing.isEmpty();
  }

  /** The topics whose fence has not come yet. */
  Collection<String> missingTopics() {
    return missing.values();
  }
}
