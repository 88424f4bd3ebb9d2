package dev.scaleproof.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.scaleproof.report");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theReportKnowsOnlyRawLines() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..scaleproof.demo..",
            "..scaleproof.cluster..",
            "..scaleproof.twin..",
            "..scaleproof.load..")
        .check(CLASSES);
  }

  @Test
  void nothingReadsTheWallClock() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }
}
