package dev.assay.codec;

/** Hears of every field while a packet is read, in the order of its bytes, those included that turn out to be wrong. */
@FunctionalInterface
interface FieldListener {
  void field(FieldSpan span);
}
