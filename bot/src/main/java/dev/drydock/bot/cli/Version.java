package dev.drydock.bot.cli;

import picocli.CommandLine.IVersionProvider;

/** From the jar's manifest. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"drydock " + (version == null ? "(not packaged)" : version)};
  }
}
