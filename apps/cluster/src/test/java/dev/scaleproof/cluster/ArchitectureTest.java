package dev.scaleproof.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.scaleproof.cluster");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.cluster.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void judgingKnowsSnapshotsAndNoCluster() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..cluster.snapshot..",
            "..cluster.cost..",
            "..cluster.doctor..",
            "..cluster.status..",
            "..cluster.wording..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void onlyCommandsReadTheClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..cluster.proof..")
        .and()
        .haveSimpleNameNotEndingWith("Command")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }
}
