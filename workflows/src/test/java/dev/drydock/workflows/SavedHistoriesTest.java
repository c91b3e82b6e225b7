package dev.drydock.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs that were begun by an earlier version have to go on under this one. A history is added with
 * {@code mvn test -pl workflows -Ddrydock.saveHistories=DIR}; one is never changed.
 */
class SavedHistoriesTest {
  private static final Path HISTORIES = Path.of("src/test/resources/histories");

  static List<Path> histories() throws Exception {
    try (Stream<Path> files = Files.list(HISTORIES)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void replays(Path history) throws Exception {
    Replays.of(Files.readString(history));
  }

  @Test
  void thereAreSomeToReplay() throws Exception {
    assertThat(histories()).hasSizeGreaterThanOrEqualTo(20);
  }

  /** What a workflow may not ask: clocks, chance, threads, the world. */
  @Test
  void theProcedureIsDeterministic() {
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.drydock.workflows");
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("dev.drydock.workflows")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.concurrent..", "java.io..", "java.nio.file..", "java.net..", "java.sql..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.HashMap")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.HashSet")
        .check(classes);
  }
}
