package dev.drydock.workflows;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URLEncoder;

/** What happens, in order: nothing here does it. */
@AnalyzeClasses(packages = "dev.drydock", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule workflowsKnowTemporalAndJsonOnly =
      classes()
          .that()
          .resideInAPackage("dev.drydock.workflows..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.drydock.workflows..",
              "java..",
              "io.temporal..",
              "com.google.protobuf..",
              "com.fasterxml.jackson..",
              "org.slf4j..");

  @ArchTest
  static final ArchRule workflowsReachNothing =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql..", "javax.sql..", "java.net..", "java.nio.file..")
                  .and(not(type(URLEncoder.class)))); // only writes a name in another way
}
