package lungo.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction in which modules may know each other: kernel → display ← lib ← spark. */
@AnalyzeClasses(packages = "lungo", importOptions = ImportOption.DoNotIncludeTests.class)
class SparkArchitectureTest {

  @ArchTest
  static final ArchRule sparkDoesNotKnowTheKernel =
      noClasses()
          .that()
          .resideInAPackage("lungo.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("lungo.kernel..");

  @ArchTest
  static final ArchRule nothingElseKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("lungo.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("lungo.spark..", "org.apache.spark..");
}
