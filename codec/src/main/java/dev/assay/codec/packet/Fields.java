package dev.assay.codec.packet;

import java.util.List;

/** What the constructors of several packets check. */
final class Fields {
  private Fields() {}

  static void checkProperties(PacketType packet, Properties properties) {
    if ((properties.ids() & ~PropertyId.allAllowedIn(packet)) == 0) {
      return;
    }
    for (int i = 0; i < properties.count(); i++) {
      if (!properties.idAt(i).allowedIn(packet)) {
        throw new IllegalArgumentException(
            properties.idAt(i).title() + " is not allowed in " + packet);
      }
    }
  }

  static void checkReason(PacketType packet, ReasonCode code) {
    if (!code.allowedIn(packet)) {
      throw new IllegalArgumentException(code + " is not allowed in " + packet);
    }
  }

  static <T> List<T> nonEmpty(String what, List<T> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    return List.copyOf(list);
  }
}
