package lungo.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenderersTest {

  private interface Animal {}

  private interface Pet extends Animal {}

  private static class Dog implements Pet {}

  private static final class Poodle extends Dog implements Comparable<Poodle> {

    @Override
    public int compareTo(Poodle other) {
      return 0;
    }
  }

  private static String shown(Object value) {
    return Renderers.render(value).plainText();
  }

  private static <T> void rendersAs(Class<T> type, String text) {
    Renderers.register(type, value -> MimeBundle.text(text));
  }

  @Test
  void theNearestSupertypeWins() {
    rendersAs(Animal.class, "animal");
    assertThat(shown(new Poodle())).isEqualTo("animal");
    rendersAs(Pet.class, "pet");
    assertThat(shown(new Poodle())).isEqualTo("pet");
    rendersAs(Dog.class, "dog");
    assertThat(shown(new Poodle())).as("a superclass before its interfaces").isEqualTo("dog");
    rendersAs(Poodle.class, "poodle");
    assertThat(shown(new Poodle())).isEqualTo("poodle");
    assertThat(shown(new Dog())).isEqualTo("dog");
  }

  private interface Vehicle {}

  private static class Car {}

  private static final class Taxi extends Car implements Vehicle {}

  @Test
  void anInterfaceOfTheClassItselfIsNearerThanItsSuperclass() {
    rendersAs(Car.class, "car");
    rendersAs(Vehicle.class, "vehicle");

    assertThat(shown(new Taxi())).isEqualTo("vehicle");
  }

  private record Colour(String name) {}

  @Test
  void theNewestRegistrationWins() {
    rendersAs(Colour.class, "first");
    rendersAs(Colour.class, "second");

    assertThat(shown(new Colour("red"))).isEqualTo("second");
  }

  @Test
  void aFailingRendererLosesNeitherTheValueNorTheReason() {
    record Egg(String kind) {}
    Renderers.register(
        Egg.class,
        egg -> {
          throw new IllegalStateException("broke");
        });

    assertThat(shown(new Egg("raw")))
        .startsWith("Egg[kind=raw]\n")
        .contains("Egg failed: java.lang.IllegalStateException: broke");
  }

  @Test
  void aRendererWithoutItsNativeLibraryLosesNothing() {
    record Tensor(int size) {}
    Renderers.register(
        Tensor.class,
        tensor -> {
          throw new UnsatisfiedLinkError("no torch");
        });

    assertThat(shown(new Tensor(3))).startsWith("Tensor[size=3]\n").contains("no torch");
  }

  @Test
  void aFailingToStringIsReported() {
    var value =
        new Object() {
          @Override
          public String toString() {
            throw new UnsupportedOperationException("nothing to say");
          }
        };

    assertThat(shown(value)).contains("RenderersTest").contains("nothing to say");
  }

  @Test
  void aListThatHoldsItselfInAnotherListDoesNotEndTheSession() {
    var outer = new ArrayList<Object>();
    outer.add(new ArrayList<>(List.of(outer)));

    assertThat(shown(outer)).contains("StackOverflowError");
  }

  @Test
  void nullAndBundlesNeedNoRenderer() {
    var bundle = MimeBundle.html("<i>x</i>", "x");

    assertThat(Renderers.render(null).plainText()).isEqualTo("null");
    assertThat(Renderers.render(bundle)).isSameAs(bundle);
  }

  @Test
  void arraysShowTheirElements() {
    assertThat(shown(new int[] {1, 2, 3})).isEqualTo("[1, 2, 3]");
    assertThat(shown(new float[][] {{0.5f, 1}, {}})).isEqualTo("[[0.5, 1.0], []]");
    assertThat(shown(new String[] {"a", null})).isEqualTo("[a, null]");
  }

  @Test
  void longArraysAreCut() {
    int[] long_ = IntStream.range(0, 5_000_000).toArray();

    assertThat(shown(long_)).startsWith("[0, 1, 2, ").endsWith("999, … 4,999,000 more]");
  }

  record Planet(String name) {}

  /** Listed among the services of this module's tests, after two that cannot be loaded. */
  public static final class PlanetService implements Renderer<Planet> {

    @Override
    public Class<Planet> type() {
      return Planet.class;
    }

    @Override
    public MimeBundle render(Planet planet) {
      return MimeBundle.text("the planet " + planet.name());
    }
  }

  /** A service whose library is not on the class path. */
  public static final class BrokenService implements Renderer<Object> {

    @Override
    public Class<Object> type() {
      throw new NoClassDefFoundError("some/library/Type");
    }

    @Override
    public MimeBundle render(Object value) {
      throw new AssertionError("never asked");
    }
  }

  @Test
  void aServiceIsFoundAlthoughOthersCannotBeLoaded() {
    assertThat(shown(new Planet("Mars"))).isEqualTo("the planet Mars");
  }

  record Moon(String name) {}

  @Test
  void aRegistrationReplacesAService() {
    Renderers.register(Moon.class, moon -> MimeBundle.text("the moon " + moon.name()));

    assertThat(shown(new Moon("Io"))).isEqualTo("the moon Io");
  }
}
