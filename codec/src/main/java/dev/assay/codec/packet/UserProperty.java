package dev.assay.codec.packet;

/** A UTF-8 String Pair; order and repeats mean something (3.1.2.11.8 of 5.0). */
public record UserProperty(String name, String value) {}
