package dev.scaleproof.cluster.proof;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void whatWasRecordedIsJudgedWithoutAClusterAndAClock() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(
            new ClassFileImporter()
                .importClasses(
                    Journal.class,
                    PodHistory.class,
                    Recording.class,
                    SyncTimes.class,
                    TwinComparison.class,
                    Reactions.class,
                    ProofVerdict.class));
  }
}
