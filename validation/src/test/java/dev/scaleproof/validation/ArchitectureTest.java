package dev.scaleproof.validation;

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
          .importPackages("dev.scaleproof.validation");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.validation.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void invariantsLookAtManifestsOnly() {
    noClasses()
        .that()
        .resideInAPackage("..invariant")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "..process", "..kustomize")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .check(CLASSES);
  }
}
