package dev.assay.cli;

/**
 * Where to listen.
 *
 * @param host a name or an address, one of IPv6 without its brackets
 * @param port 0 to 65,535, of which 0 means a free one
 */
record HostAndPort(String host, int port) {}
