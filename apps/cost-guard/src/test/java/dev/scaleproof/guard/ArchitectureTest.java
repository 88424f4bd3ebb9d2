package dev.scaleproof.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.scaleproof.guard");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.guard.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void decidingKnowsNoClusterNoFrameworkAndNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage("..guard.decide..", "..guard.clock..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.micronaut..", "io.micrometer..", "org.slf4j..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void nobodyLooksAtThisMachinesClock() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }
}
