package dev.assay.codec.packet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The return codes of a CONNACK of 3.1.1, Table 3.1, and which of the reason codes of 5.0 says the same. */
public enum ReturnCode {
  ACCEPTED("Connection Accepted", ReasonCode.SUCCESS),
  UNACCEPTABLE_PROTOCOL_VERSION(
      "unacceptable protocol version", ReasonCode.UNSUPPORTED_PROTOCOL_VERSION),
  IDENTIFIER_REJECTED("identifier rejected", ReasonCode.CLIENT_IDENTIFIER_NOT_VALID),
  SERVER_UNAVAILABLE("Server unavailable", ReasonCode.SERVER_UNAVAILABLE),
  BAD_USER_NAME_OR_PASSWORD("bad user name or password", ReasonCode.BAD_USER_NAME_OR_PASSWORD),
  NOT_AUTHORIZED("not authorized", ReasonCode.NOT_AUTHORIZED);

  private static final ReturnCode[] BY_VALUE = values();

  private final String title;
  private final ReasonCode meaning;

  ReturnCode(String title, ReasonCode meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** 0 to 5. */
  public int value() {
    return ordinal();
  }

  /** The standard's name, without "Connection Refused". */
  public String title() {
    return title;
  }

  /** The reason code that packets of both versions carry for it. */
  public ReasonCode meaning() {
    return meaning;
  }

  /** The code with this value, or null if the standard has none. */
  public static @Nullable ReturnCode of(int value) {
    return value < 0 || value >= BY_VALUE.length ? null : BY_VALUE[value];
  }

  /** The code that says the same, or null if 3.1.1 cannot say it. */
  public static @Nullable ReturnCode of(ReasonCode meaning) {
    return Arrays.stream(BY_VALUE)
        .filter(each -> each.meaning == meaning)
        .findFirst()
        .orElse(null);
  }

  /** Such as {@code 0x02 identifier rejected}. */
  @Override
  public String toString() {
    return String.format("0x%02X %s", value(), title);
  }
}
