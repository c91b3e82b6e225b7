package dev.drydock.bot;

import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * Secrets from the environment, from files, and, where there is a cluster, from its Secrets. Read
 * anew each time.
 */
final class LocalSecrets implements Secrets {
  private final Map<String, String> environment;
  private final Function<SecretRef.Kubernetes, String> cluster;

  /**
   * @param cluster fetches a Kubernetes Secret; throws {@link Secrets.Missing}
   */
  LocalSecrets(Map<String, String> environment, Function<SecretRef.Kubernetes, String> cluster) {
    this.environment = environment;
    this.cluster = cluster;
  }

  @Override
  public String resolve(SecretRef ref) {
    if (ref instanceof SecretRef.Env env) {
      return variable(env.name());
    }
    if (ref instanceof SecretRef.File file) {
      return file(Path.of(file.path()));
    }
    return cluster.apply((SecretRef.Kubernetes) ref);
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new Missing("environment variable " + name + " is not set");
    }
    return value;
  }

  private static String file(Path path) {
    String content;
    try {
      content = Files.readString(path);
    } catch (IOException e) {
      throw new Missing(
          "file " + path + (Files.exists(path) ? " cannot be read" : " is not there"));
    }
    String value = content.replaceFirst("\\R$", "");
    if (value.isEmpty()) {
      throw new Missing("file " + path + " is empty");
    }
    return value;
  }
}
