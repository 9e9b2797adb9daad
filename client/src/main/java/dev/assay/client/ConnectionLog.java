package dev.assay.client;

import dev.assay.client.Transcript.Moment;
import dev.assay.spec.MqttVersion;
import java.util.ArrayList;
import java.util.List;

/** The bytes and events of one connection as they happened, guarded by the transcript's lock. */
@SuppressWarnings("ArrayRecordComponent") // a log is read once; nobody compares its lines
final class ConnectionLog {
  /** How much is kept of a stream behind the bytes that broke it. */
  private static final long REST_BYTES_MAX = 64 * 1024;

  /** How bytes were handed to the client. */
  enum Kind {
    PACKET,
    DEVIATION,
    /** Any bytes: a part of a packet, or several of them. */
    RAW
  }

  record Sent(Moment moment, Kind kind, byte[] bytes) {}

  record Came(Moment moment, byte[] bytes) {}

  record Happened(Moment moment, String name, String summary) {}

  /** From {@code offset} in the received stream on, bytes are read as {@code version}. */
  record ReadAs(long offset, MqttVersion version) {}

  private final Transcript transcript;
  private final String name;
  private final MqttVersion version;
  private final List<Sent> sent = new ArrayList<>();
  private final List<Came> came = new ArrayList<>();
  private final List<Happened> happened = new ArrayList<>();
  private final List<ReadAs> readAs = new ArrayList<>();
  private long keptBytes;
  private long keptBytesMax = Long.MAX_VALUE;
  private long droppedBytes;

  ConnectionLog(Transcript transcript, String name, MqttVersion version) {
    this.transcript = transcript;
    this.name = name;
    this.version = version;
    readAs.add(new ReadAs(0, version));
  }

  /** All of it so far. Callers hold the lock. */
  ConnectionLog copy() {
    ConnectionLog copy = new ConnectionLog(transcript, name, version);
    copy.sent.addAll(sent);
    copy.came.addAll(came);
    copy.happened.addAll(happened);
    copy.readAs.clear();
    copy.readAs.addAll(readAs);
    copy.droppedBytes = droppedBytes;
    return copy;
  }

  void sent(Kind kind, byte[] bytes) {
    synchronized (transcript) {
      sent.add(new Sent(transcript.now(), kind, bytes));
    }
  }

  long came(byte[] bytes) {
    synchronized (transcript) {
      Moment now = transcript.now();
      if (keptBytes + bytes.length <= keptBytesMax) {
        came.add(new Came(now, bytes));
        keptBytes += bytes.length;
      } else {
        droppedBytes += bytes.length;
      }
      return now.timeMicros();
    }
  }

  long happened(String event, String summary) {
    synchronized (transcript) {
      Moment now = transcript.now();
      happened.add(new Happened(now, event, summary));
      return now.timeMicros();
    }
  }

  /** Later bytes are of little use: only so many more are kept. */
  void limitRest() {
    synchronized (transcript) {
      keptBytesMax = keptBytes + REST_BYTES_MAX;
    }
  }

  /** The log begins here. */
  void forget() {
    synchronized (transcript) {
      sent.clear();
      came.clear();
      happened.clear();
    }
  }

  void readAs(long offset, MqttVersion newVersion) {
    synchronized (transcript) {
      readAs.add(new ReadAs(offset, newVersion));
      keptBytesMax = Long.MAX_VALUE;
    }
  }

  String name() {
    return name;
  }

  /** Of what is sent. */
  MqttVersion version() {
    return version;
  }

  List<Sent> sent() {
    return sent;
  }

  List<Came> came() {
    return came;
  }

  List<Happened> happened() {
    return happened;
  }

  /** How bytes at {@code offset} of the received stream were read in the end. */
  MqttVersion versionAt(long offset) {
    MqttVersion found = version;
    for (ReadAs change : readAs) {
      if (change.offset() <= offset) {
        found = change.version();
      }
    }
    return found;
  }

  /** How many received bytes were not kept. */
  long droppedBytes() {
    return droppedBytes;
  }
}
