package lungo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions in which packages may know each other: kernel → display ← lib. */
@AnalyzeClasses(
    packages = "lungo",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.WithoutShadedLibraries.class
    })
class ArchitectureTest {

  /** The kernel's own libraries, which its jar has under other names. */
  private static final String SHADED = "lungo.kernel.shaded.";

  static final class WithoutShadedLibraries implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/lungo/kernel/shaded/");
    }
  }

  private static final String[] LIBRARY = {
    "lungo.audio..",
    "lungo.bench..",
    "lungo.data..",
    "lungo.datasets..",
    "lungo.experiment..",
    "lungo.explain..",
    "lungo.hub..",
    "lungo.models..",
    "lungo.training..",
    "lungo.metrics..",
    "lungo.optim..",
    "lungo.plots..",
    "lungo.random..",
    "lungo.renderers..",
    "lungo.retrieval..",
    "lungo.text..",
    "lungo.torch..",
    "lungo.weights.."
  };

  @ArchTest
  static final ArchRule displayKnowsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("lungo.display..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("lungo.display..", "java..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule pythonEnvironmentsKnowOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("lungo.python..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("lungo.python..", "java..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule kernelDoesNotKnowTheLibrary =
      classes()
          .that()
          .resideInAPackage("lungo.kernel..")
          .should()
          .onlyDependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are not of the library",
                  type ->
                      !type.getPackageName().startsWith("lungo.")
                          || type.getPackageName().startsWith("lungo.kernel")
                          || type.getPackageName().startsWith("lungo.display")
                          || type.getPackageName().equals("lungo.python")));

  @ArchTest
  static final ArchRule libraryDoesNotKnowTheKernel =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARY)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("lungo.kernel..");

  @ArchTest
  static final ArchRule onlyChannelsKnowZeroMq =
      noClasses()
          .that()
          .resideOutsideOfPackage("lungo.kernel.channels..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SHADED + "org.zeromq..", SHADED + "zmq..");

  @ArchTest
  static final ArchRule onlyExecutionKnowsJShell =
      noClasses()
          .that()
          .resideOutsideOfPackage("lungo.kernel.execution..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.jshell..");

  @ArchTest
  static final ArchRule onlyExecutionKnowsJsoup =
      noClasses()
          .that()
          .resideOutsideOfPackage("lungo.kernel.execution..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SHADED + "org.jsoup..");

  @ArchTest
  static final ArchRule onlyCliKnowsPicocli =
      noClasses()
          .that()
          .resideOutsideOfPackage("lungo.kernel.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SHADED + "picocli..");

  @ArchTest
  static final ArchRule onlyTorchKnowsThePyTorchEngine =
      noClasses()
          .that()
          .resideInAPackage("lungo..")
          .and()
          .resideOutsideOfPackage("lungo.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule kernelPackagesFormNoCycle =
      slices().matching("lungo.kernel.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("lungo.(*)..").should().beFreeOfCycles();
}
