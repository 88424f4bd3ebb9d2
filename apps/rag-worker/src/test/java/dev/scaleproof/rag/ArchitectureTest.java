package dev.scaleproof.rag;

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
          .importPackages("dev.scaleproof.rag");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.rag.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theAnsweringKnowsNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage("..rag.answer..", "..rag.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micronaut..", "io.micrometer..", "io.lettuce..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }
}
