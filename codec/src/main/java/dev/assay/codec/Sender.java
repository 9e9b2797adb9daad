package dev.assay.codec;

/** Who sent the bytes that a reader looks at: it decides which statement a violation names. */
public enum Sender {
  CLIENT,
  SERVER
}
