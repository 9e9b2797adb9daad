package dev.assay.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** Which Assay this is: the version in the manifest of the runnable jar. */
final class AssayVersion implements IVersionProvider {
  static String text() {
    @Nullable String version = AssayVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"assay " + text()};
  }
}
