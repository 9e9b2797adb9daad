package dev.assay.broker.store;

import java.io.IOException;

/** The store cannot be opened, read or written; the message is one clear line that names the directory. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
