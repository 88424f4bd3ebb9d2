package dev.scaleproof.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may know what. */
class ArchitectureTest {
  private static final String BASE = "dev.scaleproof.sim.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.scaleproof.sim");

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void timeIsReadThroughTheClockAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BASE + "time..", BASE + "engine..")
        .should()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void whatRunsTheEngineKnowsNeitherHttpNorTheSurface() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE + "run..", BASE + "text..", BASE + "validation..", BASE + "time..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + "http..", BASE + "openai..", "io.netty..", "io.micronaut..")
        .check(CLASSES);
  }

  @Test
  void httpKnowsNoModel() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE + "http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + "engine..", BASE + "run..", BASE + "openai..", BASE + "text..")
        .check(CLASSES);
  }
}
