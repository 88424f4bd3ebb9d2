package dev.scaleproof.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.scaleproof.jobs");

  @Test
  void theLibraryKnowsNoFrameworkNoMetricsAndNotItsProgram() {
    noClasses()
        .that()
        .resideInAPackage("dev.scaleproof.jobs")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.micronaut..", "io.micrometer..", "org.slf4j..", "picocli..", "..jobs.program..")
        .check(CLASSES);
  }

  /** Workers' clocks may differ: times of jobs are Redis', and waits are monotonic. */
  @Test
  void nothingReadsTheWallClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }
}
