package dev.scaleproof.demo;

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
          .importPackages("dev.scaleproof.demo");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.demo.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheOutermostReadsTheWallClock() {
    noClasses()
        .that()
        .resideInAnyPackage("..demo.run..", "..demo.scrape..", "..demo.clock..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }
}
