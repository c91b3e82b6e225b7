package dev.drydock.bot.cli;

import picocli.CommandLine.IVersionProvider;

/** From the jar's manifest. */
public final class Version implements IVersionProvider {
  /** {@code drydock 0.1.0}. */
  public static String words() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "drydock " + (version == null ? "(not packaged)" : version);
  }

  @Override
  public String[] getVersion() {
    return new String[] {words()};
  }
}
