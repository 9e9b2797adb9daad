package dev.assay.cli;

import dev.assay.reports.DamagedRunException;
import dev.assay.reports.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Run directories that the user names: whatever is wrong with one becomes one line that names it. */
final class RunArguments {
  /** Reads something of a run directory. */
  interface Reader<T> {
    T read(RunDirectory directory) throws IOException;
  }

  private RunArguments() {}

  /** Opens {@code runs}, of which there must be two at least and none that holds anything but a run. */
  static List<RunDirectory> open(List<Path> runs) {
    if (runs.size() < 2) {
      throw Problem.usage("RUN: expected two run directories or more, found " + runs.size());
    }
    return runs.stream().map(RunArguments::open).toList();
  }

  static String kind(RunDirectory directory) {
    return read(directory, RunDirectory::kind);
  }

  static <T> T read(RunDirectory directory, Reader<T> reader) {
    try {
      return reader.read(directory);
    } catch (IOException e) {
      throw unreadable(directory.path(), e);
    }
  }

  private static RunDirectory open(Path path) {
    try {
      return RunDirectory.open(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static Problem unreadable(Path path, IOException e) {
    String message =
        e instanceof DamagedRunException ? String.valueOf(e.getMessage()) : e.toString();
    return Problem.usage(
        message.startsWith(path.toString()) ? "RUN: " + message : "RUN: " + path + ": " + message);
  }
}
