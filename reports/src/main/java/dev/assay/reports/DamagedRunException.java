package dev.assay.reports;

import java.io.IOException;

/** A run directory does not hold what it should. The message names the file, the line where there is one, what was expected and what was found. */
public final class DamagedRunException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedRunException(String place, String expected, String found) {
    super(place + ": expected " + expected + ", found " + found);
  }
}
