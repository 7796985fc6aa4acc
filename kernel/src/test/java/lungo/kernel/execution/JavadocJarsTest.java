package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.management.ObjectName;
import lungo.kernel.PreviewProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar as it lies in a Maven repository, beside what the JDK's javadoc makes of its source. */
class JavadocJarsTest {

  private static final String SHAPE =
      """
      package geometry;

      /**
       * What has an area of at least 0 &amp; less than {@code a < b}, see {@link #area(double) there}.
       *
       * <p>Never <script>alert(1)</script><b onclick="alert(2)">run</b> <a href="javascript:alert(3)">this</a>
       * <img src="x" onerror="alert(4)">or <a href="https://example.org/a?b=1&amp;c=2" onclick="alert(5)">that</a>.
       *
       * @since 1.2
       */
      public class Shape<T> {

        /** The number of corners. */
        public int corners;

        /**
         * Makes a shape.
         *
         * @param corners how many it has
         */
        public Shape(int corners) {}

        /**
         * The area in square metres.
         *
         * @param scale the length of a unit in metres
         * @return a number of at least 0
         * @throws IllegalStateException if the shape is open
         */
        public double area(double scale) { return scale; }

        /**
         * The area in square units.
         *
         * @deprecated units are no metres
         */
        @Deprecated
        public double area() { return 1; }

        /**
         * Adds points to it.
         *
         * @param first one
         * @param more others
         */
        public void add(T first, java.util.List<String>[] names, int... more) {}

        public void undocumented() {}

        /** A part of it. */
        public static class Corner {
          /**
           * How sharp it is.
           *
           * @return degrees
           */
          public int angle() { return 90; }
        }
      }
      """;

  private static final String JAR = "shapes-1.0.jar";
  private static final String PAGE =
      "https://javadoc.io/doc/org.example/shapes/1.0/geometry/Shape.html";

  private static Notebook notebook;
  private static Path version;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    version = Files.createDirectories(folder.resolve("repository/org/example/shapes/1.0"));
    compile(version.resolve(JAR));
    document(version.resolve("shapes-1.0-javadoc.jar"), "");
    notebook = new Notebook();
    notebook.interpreter.addToClassPath(List.of(version.resolve(JAR)));
    notebook.run(
        "import geometry.*; Shape<String> shape = new Shape<String>(3); double[] d = {1};");
  }

  @AfterAll
  static void close() {
    notebook.close();
  }

  private static void compile(Path jar) throws IOException {
    Path folder = Files.createTempDirectory(jar.getParent(), "classes");
    Path source = folder.resolve("Shape.java");
    Files.writeString(source, SHAPE);
    run("javac", "-d", folder.toString(), source.toString());
    Files.delete(source);
    pack(folder, jar);
  }

  /** With a module's declaration, if there is one, whose pages lie in a folder of its own. */
  private static void document(Path jar, String module) throws IOException {
    Path folder = Files.createTempDirectory(jar.getParent(), "documented");
    var sources = new ArrayList<String>();
    Path source = Files.createDirectories(folder.resolve("geometry")).resolve("Shape.java");
    sources.add(Files.writeString(source, SHAPE).toString());
    if (!module.isEmpty()) {
      sources.add(Files.writeString(folder.resolve("module-info.java"), module).toString());
    }
    Path pages = folder.resolve("pages");
    Stream<String> options =
        Stream.of("-quiet", "-Xdoclint:none", "--allow-script-in-comments", "-d", pages.toString());
    run("javadoc", Stream.concat(options, sources.stream()).toArray(String[]::new));
    pack(pages, jar);
  }

  private static void run(String tool, String... arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int status = ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments);
    assertThat(status).as(said.toString()).isZero();
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (Stream<Path> files = Files.walk(folder);
        OutputStream out = Files.newOutputStream(jar);
        var made = new JarOutputStream(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        made.putNextEntry(new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
        made.write(Files.readAllBytes(file));
      }
    }
  }

  /** Inspects at the bar. */
  private static Inspection inspect(String code, boolean detailed) {
    return notebook
        .interpreter
        .inspect(code.replace("|", ""), code.indexOf('|'), detailed)
        .orElseThrow();
  }

  @Test
  void aTypesDescriptionIsShown() {
    Inspection type = inspect("geometry.Shap|e", false);
    assertThat(type.text())
        .contains(
            "What has an area of at least 0 & less than a < b, see there",
            "or that (https://example.org/a?b=1&c=2).",
            "Since\n    1.2",
            "Full page: " + PAGE)
        .doesNotContain("alert", "Type Parameters", "number of corners");
    assertThat(type.html())
        .contains(
            "<code>a &lt; b</code>",
            "<a href=\"" + PAGE + "#area(double)\" target=\"_blank\"><code>there</code></a>",
            "<dt><b>Since</b></dt>")
        .doesNotContain("class=");
    assertThat(inspect("geometry.Shape.Corne|r", false).text()).contains("A part of it.");
  }

  @Test
  void noMarkupThatActsIsLeft() {
    String html = inspect("geometry.Shap|e", false).html();
    assertThat(html)
        .contains(
            "Never <b>run</b> this",
            "or <a href=\"https://example.org/a?b=1&amp;c=2\" target=\"_blank\">that</a>.")
        .doesNotContainIgnoringCase("alert")
        .doesNotContainIgnoringCase("script")
        .doesNotContain("<img", "onclick", "onerror");
  }

  @Test
  void overloadsHaveTheirOwnDocumentation() {
    Inspection one = inspect("shape.are|a(2.0)", false);
    assertThat(one.text()).contains("area(double");
    Inspection all = inspect("shape.are|a(2.0)", true);
    assertThat(all.text())
        .contains(
            """
            The area in square metres.
            Parameters
                scale - the length of a unit in metres
            Returns
                a number of at least 0
            Throws
                IllegalStateException - if the shape is open
            """)
        .contains("Deprecated.\nunits are no metres", "The area in square units.");
    assertThat(all.html())
        .contains(
            "<dt><b>Parameters</b></dt>", "<code>scale</code> - the length of a unit in metres");
  }

  @Test
  void constructorsFieldsAndMembersOfNestedTypesAreFound() {
    assertThat(inspect("new Shap|e(3)", false).text())
        .contains("Makes a shape.", "corners - how many it has");
    assertThat(inspect("shape.corner|s", false).text()).contains("The number of corners.");
    assertThat(inspect("new Shape.Corner().angl|e()", false).text())
        .contains("How sharp it is.", "Returns\n    degrees");
    assertThat(inspect("shape.ad|d(\"\", null, 1)", false).text())
        .contains("Adds points to it.", "more - others");
  }

  @Test
  void whatIsNotDocumentedHasItsSignatureOnly() {
    assertThat(inspect("shape.undocumente|d()", false).text().lines())
        .containsExactly(
            "void geometry.Shape<T>.undocumented()", "Full page: " + PAGE + "#undocumented()");
  }

  @Test
  void sourcesComeFirst(@TempDir Path folder) throws Exception {
    compile(folder.resolve("a.jar"));
    document(folder.resolve("a-javadoc.jar"), "");
    Path sources = Files.createDirectories(folder.resolve("sources/geometry"));
    Files.writeString(sources.resolve("Shape.java"), SHAPE.replace("square metres", "acres"));
    pack(folder.resolve("sources"), folder.resolve("a-sources.jar"));
    try (var own = new Notebook()) {
      own.interpreter.addToClassPath(List.of(folder.resolve("a.jar")));
      own.run("var shape = new geometry.Shape<String>(3);");
      assertThat(own.interpreter.inspect("shape.area(1.0)", 8, true).orElseThrow().text())
          .contains("The area in acres.")
          .doesNotContain("square metres");
    }
  }

  @Test
  void modulesHaveFoldersOfTheirOwn(@TempDir Path folder) throws Exception {
    compile(folder.resolve("a.jar"));
    document(folder.resolve("a-javadoc.jar"), "module org.example.shapes { exports geometry; }");
    assertThat(documentation(folder, "area", "double").orElseThrow())
        .startsWith("The area in square metres.\n<dl>");
  }

  private static final String OF_JDK_8 =
      """
      <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
      <html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body>
      <div class="header"><div class="subTitle">geometry</div><h2 class="title">Class Shape</h2></div>
      <div class="contentContainer"><ul class="inheritance"><li>java.lang.Object</li></ul>
      <div class="description"><ul class="blockList"><li class="blockList"><hr><br>
      <pre>public class <span class="typeNameLabel">Shape</span></pre>
      <div class="block">What has an \u00e4rea.</div>
      <dl><dt><span class="simpleTagLabel">Since:</span></dt><dd>1.2</dd></dl>
      </li></ul></div>
      <div class="summary"><a name="method.summary"><!--   --></a><div class="block">Not this.</div></div>
      <div class="details"><ul class="blockList"><li class="blockList">
      <ul class="blockList"><li class="blockList"><a name="field.detail"><!--   --></a><h3>Field Detail</h3>
      <a name="corners"><!--   --></a>
      <ul class="blockListLast"><li class="blockList"><h4>corners</h4>
      <pre>public&nbsp;int corners</pre><div class="block">The number of corners.</div></li></ul></li></ul>
      <a name="Shape-int-"><!--   --></a>
      <ul class="blockListLast"><li class="blockList"><h4>Shape</h4>
      <pre>public&nbsp;Shape(int&nbsp;corners)</pre><div class="block">Makes a shape.</div></li></ul>
      <a name="area-double-"><!--   --></a>
      <ul class="blockList"><li class="blockList"><h4>area</h4>
      <pre>public&nbsp;double&nbsp;area(double&nbsp;scale)</pre>
      <div class="block">The area in <a href="http://example.org/" rel="x">square metres</a>,
       <a href="../geometry/Corner.html" title="class in geometry"><code>Corner</code></a>.</div>
      <dl><dt><span class="paramLabel">Parameters:</span></dt>
      <dd><code>scale</code> - the length of&nbsp;a unit</dd></dl></li></ul>
      <a name="add-java.lang.Object-java.util.List:A-int...-"><!--   --></a><a name="add-T-java.util.List:A-int...-"><!--   --></a>
      <ul class="blockListLast"><li class="blockList"><h4>add</h4>
      <pre>public&nbsp;void&nbsp;add(T&nbsp;first)</pre><div class="block">Adds points.</div></li></ul>
      </li></ul></div></div></body></html>
      """;

  @Test
  void pagesOfJdk8AreReadToo(@TempDir Path folder) throws Exception {
    compile(folder.resolve("a.jar"));
    Path page = Files.createDirectories(folder.resolve("pages/geometry")).resolve("Shape.html");
    Files.writeString(page, OF_JDK_8, StandardCharsets.ISO_8859_1);
    pack(folder.resolve("pages"), folder.resolve("a-javadoc.jar"));

    assertThat(documentation(folder).orElseThrow())
        .isEqualTo("What has an \u00e4rea.\n<dl><dt><b>Since</b></dt><dd>1.2</dd></dl>");
    assertThat(documentation(folder, "corners")).hasValue("The number of corners.");
    assertThat(documentation(folder, "<init>", "int")).hasValue("Makes a shape.");
    assertThat(documentation(folder, "add", "T", "List[]", "int...")).hasValue("Adds points.");
    assertThat(documentation(folder, "undocumented")).isEmpty();
    String area = documentation(folder, "area", "double").orElseThrow();
    assertThat(area)
        .contains(
            "<a href=\"http://example.org/\" target=\"_blank\">square metres</a>,",
            "\n <code>Corner</code>.")
        .doesNotContain("Shape-int");
    assertThat(Javadoc.text(area))
        .startsWith("The area in square metres (http://example.org/),")
        .endsWith("Parameters\n    scale - the length of a unit");
  }

  /** What is known of the class, its field, or its method, from the jar beside {@code a.jar}. */
  private static Optional<String> documentation(Path folder, String... member) throws Exception {
    URL jar = folder.resolve("a.jar").toUri().toURL();
    try (var loader = new URLClassLoader(new URL[] {jar}, null)) {
      Class<?> type = loader.loadClass("geometry.Shape");
      List<String> names = List.of(member);
      return new JavadocJars()
          .documentation(
              names.isEmpty()
                  ? JavadocPlace.of(type)
                  : names.get(0).equals("corners")
                      ? JavadocPlace.of(type, "corners")
                      : JavadocPlace.of(type, names.get(0), names.subList(1, names.size())));
    }
  }

  /** Runs and inspects without a javadoc jar, then reads a page of one. */
  static final class Startup {

    public static void main(String... args) throws Exception {
      try (var started = new Notebook()) {
        started.run("1 + 1");
        assertThat(started.interpreter.inspect("\"a\".length()", 6, true)).isPresent();
      }
      boolean isEarly = isParserLoaded();
      byte[] page = OF_JDK_8.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(new JavadocPage(new ByteArrayInputStream(page), "").description()).isPresent();
      System.out.println("loaded: " + isEarly + ", then " + isParserLoaded());
    }

    private static boolean isParserLoaded() throws Exception {
      Object classes =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmClassHierarchy",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      assertThat(classes).asString().contains(Notebook.class.getName());
      return classes.toString().contains("org.jsoup");
    }
  }

  @Test
  void theParserIsLoadedForTheFirstPage() throws Exception {
    assertThat(PreviewProcess.run(Startup.class)).endsWith("loaded: false, then true");
  }
}
