package dev.drydock.workflows.config;

/** Where a secret is; never the secret. */
public sealed interface SecretRef {
  /** {@code {env: NAME}}. */
  record Env(String name) implements SecretRef {}

  /** {@code {file: /run/secrets/x}}; a newline at its end is not part of it. */
  record File(String path) implements SecretRef {}

  /** {@code {secret: namespace/name/key}}: a Kubernetes Secret. */
  record Kubernetes(String namespace, String name, String key) implements SecretRef {}
}
