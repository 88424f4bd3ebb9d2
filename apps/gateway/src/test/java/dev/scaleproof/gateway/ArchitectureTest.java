package dev.scaleproof.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.scaleproof.gateway");

  @Test
  void featuresHaveNoCycles() {
    slices().matching("dev.scaleproof.gateway.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void poolsAndWaitingKnowNeitherNettyNorFramework() {
    noClasses()
        .that()
        .resideInAnyPackage("..gateway.pool..", "..gateway.admission..", "..gateway.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.micronaut..")
        .check(CLASSES);
  }
}
