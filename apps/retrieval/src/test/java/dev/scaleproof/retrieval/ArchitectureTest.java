package dev.scaleproof.retrieval;

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
          .importPackages("dev.scaleproof.retrieval");

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.scaleproof.retrieval.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void whatAnswersQuestionsNeedsNoDocumentParsers() {
    noClasses()
        .that()
        .resideInAnyPackage("..retrieval.embed..", "..retrieval.index..")
        .or()
        .haveSimpleName("Retriever")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.tika..", "..retrieval.build..")
        .check(CLASSES);
  }
}
