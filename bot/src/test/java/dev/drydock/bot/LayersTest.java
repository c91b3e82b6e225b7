package dev.drydock.bot;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetSocketAddress;

/** Who asks and who answers: one class, and the parts it gives out, know how it is done. */
@AnalyzeClasses(packages = "dev.drydock", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule onlyWiringKnowsHowItIsDone =
      noClasses()
          .that()
          .resideInAPackage("dev.drydock.bot..")
          .and(not(belongToAnyOf(Wiring.class)))
          .and()
          .resideOutsideOfPackage("dev.drydock.bot.parts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.drydock.activities..",
              "io.fabric8..",
              "java.sql..",
              "javax.sql..",
              "org.postgresql..",
              "com.zaxxer..",
              "liquibase..");

  /** Whoever makes a server first decides on the limits of all. */
  @ArchTest
  static final ArchRule serversAreMadeWithTheirLimits =
      noClasses()
          .that()
          .doNotBelongToAnyOf(HttpListener.class)
          .and()
          .resideInAPackage("dev.drydock.bot..")
          .should()
          .callMethod(HttpServer.class, "create", InetSocketAddress.class, int.class);

  @ArchTest
  static final ArchRule nothingKnowsTheSandbox =
      noClasses()
          .that()
          .resideInAnyPackage("dev.drydock.bot..", "dev.drydock.activities..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.drydock.sandbox..");

  @ArchTest
  static final ArchRule theDeskKnowsNoDoor =
      noClasses()
          .that()
          .resideInAPackage("dev.drydock.bot.desk..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.drydock.bot.slack..", "dev.drydock.bot.cli..", "com.slack..");

  @ArchTest
  static final ArchRule theCommandLineKnowsNoSlack =
      noClasses()
          .that()
          .resideInAPackage("dev.drydock.bot.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.drydock.bot.slack..", "com.slack..");
}
