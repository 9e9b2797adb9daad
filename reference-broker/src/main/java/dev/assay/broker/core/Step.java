package dev.assay.broker.core;

import java.util.List;

/**
 * One input and what came of it.
 *
 * @param happenings reasons and deeds, in their order
 */
public record Step(Input input, List<Happening> happenings) {

  public Step {
    happenings = List.copyOf(happenings);
  }

  public List<Effect> effects() {
    return only(Effect.class);
  }

  public List<Decision> decisions() {
    return only(Decision.class);
  }

  private <T extends Happening> List<T> only(Class<T> kind) {
    return happenings.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
