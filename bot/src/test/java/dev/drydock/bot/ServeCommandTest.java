package dev.drydock.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.bot.cli.Cli;
import dev.drydock.bot.cli.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServeCommandTest {
  private final StringWriter err = new StringWriter();

  @Test
  void takesItsRolesAsTheDocumentsWriteThem() {
    assertThat(run("serve", "--roles", "workflow,activity,bot")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no such file").doesNotContain("--roles");
  }

  @Test
  void refusesARoleThatThereIsNot() {
    assertThat(run("serve", "--roles", "captain")).isEqualTo(2);
    assertThat(err.toString()).contains("captain").contains("--roles");
  }

  private int run(String... args) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            new BufferedReader(new StringReader("")),
            false,
            false,
            Map.of("DRYDOCK_CONFIG", "no-such-file.yaml"),
            "ben");
    return Cli.run(
        terminal,
        settings -> {
          throw new IllegalStateException("nothing is opened");
        },
        List.of(new ServeCommand()),
        args);
  }
}
