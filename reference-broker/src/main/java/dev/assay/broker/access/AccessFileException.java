package dev.assay.broker.access;

/** A file of passwords or topic rules says something that it cannot say: file, line, what was expected and what was found. */
public final class AccessFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AccessFileException(String line) {
    super(line);
  }
}
