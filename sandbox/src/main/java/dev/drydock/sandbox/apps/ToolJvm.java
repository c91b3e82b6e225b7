package dev.drydock.sandbox.apps;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the images' programs start a JVM: this one's java, and of its class path only what each
 * program uses, which is most of what can be saved of their start-up time.
 */
final class ToolJvm {
  private static final int TIMEOUT_SECONDS = 60;

  private ToolJvm() {}

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String keeperClassPath() {
    return classPathOf(KeeperApp.class.getName(), "org.postgresql.Driver");
  }

  static String liquibaseClassPath() {
    return classPathOf(
        "liquibase.integration.commandline.LiquibaseCommandLine",
        "picocli.CommandLine",
        "org.postgresql.Driver",
        "org.yaml.snakeyaml.Yaml",
        "com.opencsv.CSVReader",
        "org.apache.commons.io.IOUtils",
        "org.apache.commons.lang3.StringUtils",
        "org.apache.commons.text.WordUtils",
        "org.apache.commons.collections4.CollectionUtils");
  }

  /** Runs to the end with both streams in {@code log}; any other end than exit code 0 throws. */
  static void run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command.get(0) + " failed:\n" + Files.readString(log));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPathOf(String... classNames) {
    return Stream.of(classNames)
        .map(ToolJvm::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The jar or folder a class comes from; in a single big jar that is the same one for all. */
  private static String place(String className) {
    try {
      Class<?> found = Class.forName(className, false, ToolJvm.class.getClassLoader());
      return Path.of(found.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(className + " is not on the class path", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path of " + className, e);
    }
  }
}
