package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretsTest {
  @TempDir Path directory;
  private final Secrets secrets =
      new LocalSecrets(Map.of("A", "value", "EMPTY", ""), ref -> "from " + ref.name());

  @Test
  void findsASecretWhereverItIs() throws IOException {
    Path file = Files.writeString(directory.resolve("s"), "two\nlines\n");

    assertThat(secrets.resolve(new SecretRef.Env("A"))).isEqualTo("value");
    assertThat(secrets.resolve(new SecretRef.File(file.toString()))).isEqualTo("two\nlines");
    assertThat(secrets.resolve(new SecretRef.Kubernetes("n", "s", "k"))).isEqualTo("from s");
  }

  @Test
  void readsARotatedFileAnew() throws IOException {
    Path file = Files.writeString(directory.resolve("s"), "old\n");
    SecretRef ref = new SecretRef.File(file.toString());
    secrets.resolve(ref);
    Files.writeString(file, "new\n");

    assertThat(secrets.resolve(ref)).isEqualTo("new");
  }

  @Test
  void saysWhereNothingWas() {
    assertMissing(new SecretRef.Env("B"), "environment variable B is not set");
    assertMissing(new SecretRef.Env("EMPTY"), "environment variable EMPTY is not set");
    String absent = directory.resolve("absent").toString();
    assertMissing(new SecretRef.File(absent), "file " + absent + " is not there");
  }

  private void assertMissing(SecretRef ref, String message) {
    assertThatThrownBy(() -> secrets.resolve(ref))
        .isInstanceOf(Secrets.Missing.class)
        .hasMessage(message);
  }
}
