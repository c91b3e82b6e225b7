package dev.drydock.activities;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** How it is done: not who asks for it. */
@AnalyzeClasses(packages = "dev.drydock", importOptions = DoNotIncludeTests.class)
class LayersTest {
  private static final String ENGINES = "dev.drydock.activities.database.postgres..";

  @ArchTest
  static final ArchRule activitiesKnowNeitherBotNorSandbox =
      noClasses()
          .that()
          .resideInAPackage("dev.drydock.activities..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.drydock.bot..", "dev.drydock.sandbox..", "com.slack..", "picocli..");

  @ArchTest
  static final ArchRule activitiesCallNoWorkflowCode =
      noClasses()
          .that()
          .resideInAPackage("dev.drydock.activities..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal.workflow..");

  /** What differs by engine is asked of {@code Engine}; the ledger is a PostgreSQL database. */
  @ArchTest
  static final ArchRule onlyAnEngineAndTheLedgerSpeakToADatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages(ENGINES, "dev.drydock.activities.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.postgresql..", "java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule nobodyNamesAnEngine =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINES)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ENGINES);
}
