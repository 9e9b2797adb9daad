package dev.assay.reports;

import java.io.IOException;

/** A baseline file is not as it has to be: a usage error. The message names file, entry, what was expected and what was found. */
public final class BaselineException extends IOException {
  private static final long serialVersionUID = 1L;

  BaselineException(String place, String expected, String found) {
    super(place + ": expected " + expected + ", found " + found);
  }
}
