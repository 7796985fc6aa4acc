package lungo.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import lungo.data.DataException;
import lungo.data.Sha256Sums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataToolTest {

  private static final String HELLO_SUM =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  private static final Parcel PARCEL = new Parcel(Registry.NPM, "none", "1", "package");

  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  DataToolTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void isFoundByItsName() {
    ToolProvider tool = ToolProvider.findFirst("lungo-data").orElseThrow();
    assertThat(tool.run(new PrintWriter(out), new PrintWriter(err), "list")).isZero();
    assertThat(out.toString()).startsWith("fashion-mnist     31 MB  70,000 pictures");
  }

  @Test
  void listsTheSetsThatAreHere() throws Exception {
    Path set = Files.createDirectories(folder.resolve("datasets/verse"));
    Files.writeString(set.resolve("SHA256SUMS"), "");
    Files.writeString(set.resolve("SOURCE.md"), "# A verse\n\nOne line.\n");
    assertThat(run("list")).isZero();
    assertThat(out.toString()).endsWith(String.format("verse              here  A verse%n"));
  }

  /** Each says where it comes from, under which licence, what its limits are, and its sums. */
  @Test
  void eachSetHasACardALicenceAndSums() throws Exception {
    for (DataSet set : DataSet.known()) {
      assertThat(card(new String(DataSet.resource(set.name(), "SOURCE.md"), UTF_8)))
          .as(set.name())
          .isTrue();
      assertThat(DataSet.resource(set.name(), "LICENSE")).as(set.name()).hasSizeGreaterThan(200);
      assertThat(set.contents().sums()).as(set.name()).isNotEmpty();
    }
    try (var shipped = Files.list(Path.of("../datasets"))) {
      for (Path set : shipped.filter(f -> !f.toString().endsWith("-full")).toList()) {
        assertThat(card(Files.readString(set.resolve("SOURCE.md")))).as("%s", set).isTrue();
        assertThat(set.resolve("LICENSE")).isNotEmptyFile();
        assertThat(Sha256Sums.in(set).sums()).as("%s", set).isNotEmpty();
      }
    }
  }

  private static boolean card(String text) {
    return text.startsWith("# ")
        && (text.contains("Taken from") || text.contains("Made by"))
        && Stream.of("Licence", "limits", "SHA256SUMS").allMatch(text::contains);
  }

  /** A package manager that leaves a package, as npm does, and counts on nothing in it. */
  @Test
  void aPackageIsUnpackedSafelyAndMadeIntoATable() throws Exception {
    String mail = "{\"group\": \"%s\", \"text\": \"From: a\\nSubject: %s\\n\\n%s\"}";
    Path unpacked = Files.createDirectories(folder.resolve("unpacked/spam-1"));
    Files.writeString(
        unpacked.resolve("1.json"),
        String.format(mail, "spam-1", "Fwd: [x] WIN", "<b>now</b>\\tor&nbsp;never"));
    Files.writeString(unpacked.resolve("2.json"), String.format(mail, "easy-ham-1", "Re: tea", ""));
    Mails.write(unpacked, set(URI.create("http://127.0.0.1/")), folder);
    assertThat(folder.resolve("mails.tsv"))
        .hasContent(
            "label\tcollection\tsubject\ttext\n"
                + "spam\tspam-1\twin\tFwd: [x] WIN now or never\n"
                + "ham\teasy-ham-1\ttea\tRe: tea\n");
    Files.writeString(unpacked.resolve("3.json"), "[");
    assertThatThrownBy(() -> Mails.write(unpacked, set(URI.create("http://127.0.0.1/")), folder))
        .hasMessageStartingWith("3.json is no mail");
  }

  @Test
  void wrongWordsGetTheChoices() {
    assertThat(run("fetsch")).isEqualTo(2);
    assertThat(err.toString()).contains("no command 'fetsch'; there are: list, fetch, verify");
    assertThat(run("fetch")).isEqualTo(2);
    assertThat(run("fetch", "mnist-3d")).isEqualTo(1);
    assertThat(err.toString())
        .contains("no data set 'mnist-3d'; there are: fashion-mnist, mnist, spam, minilm");
  }

  @Test
  void bringsAndChecksWhatASourceHas() throws Exception {
    byte[] stored = gzip("hello");
    try (var server = new Server(stored)) {
      Path target = folder.resolve("set");
      var fetch = new Fetch(List.of(new Missing(), new Web()));
      assertThat(fetch.fetch(set(server.address()), target)).isEqualTo(Fetch.Result.FETCHED);
      assertThat(target.resolve("data.gz")).hasBinaryContent(stored);
      assertThat(target.resolve("LICENSE")).exists();
      assertThat(target.resolve("SOURCE.md")).content().startsWith("# Fashion-MNIST");
      Sha256Sums.in(target).checkAll(target);
      assertThat(fetch.fetch(set(server.address()), target)).isEqualTo(Fetch.Result.PRESENT);
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(target);
      }
    }
  }

  @Test
  void anotherContentIsRefusedAndNothingIsLeft() throws Exception {
    try (var server = new Server(gzip("hullo"))) {
      refused(server.address(), "is not the file that is expected");
    }
    try (var server = new Server("no gzip".getBytes(UTF_8))) {
      refused(server.address(), "is damaged");
    }
  }

  @Test
  void offlineSaysWhatWasTried() throws Exception {
    URI nobody;
    try (var server = new Server(gzip("hello"))) {
      nobody = server.address();
    }
    refused(nobody, "no such package\n  the authors' site: 127.0.0.1 cannot be reached");
  }

  private void refused(URI origin, String reason) throws InterruptedException {
    Path target = folder.resolve("set");
    var fetch = new Fetch(List.of(new Missing(), new Web()));
    try {
      fetch.fetch(set(origin), target);
      throw new AssertionError("expected it to be refused");
    } catch (DataException e) {
      assertThat(e)
          .hasMessageStartingWith("fashion-mnist could not be fetched.\n  nowhere: no such package")
          .hasMessageContaining(reason);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderWithSomethingElseIsLeftAlone() throws Exception {
    Path target = Files.createDirectory(folder.resolve("set"));
    Files.writeString(target.resolve("thesis.txt"), "all of it");
    try {
      new Fetch(List.of(new Missing())).fetch(set(URI.create("http://127.0.0.1/")), target);
      throw new AssertionError("expected it to be refused");
    } catch (DataException e) {
      assertThat(e).hasMessageContaining("the folder holds something else than fashion-mnist");
    }
    assertThat(target.resolve("thesis.txt")).hasContent("all of it");
  }

  @Test
  void verifyChecksTheShippedSets() {
    var tool = new DataTool(new Fetch(List.of()), Path.of(".."));
    assertThat(tool.run(new PrintWriter(out), new PrintWriter(err), "verify")).isZero();
    assertThat(out.toString()).contains("fashion-mnist: the sums of 5 files agree");
  }

  @Test
  void verifyNamesWhatIsWrong() throws IOException {
    assertThat(run("verify")).isEqualTo(1);
    assertThat(err.toString()).contains("no folder datasets/");
    Path set = Files.createDirectories(folder.resolve("datasets/set"));
    Files.writeString(set.resolve("a"), "hullo");
    Files.writeString(set.resolve(Sha256Sums.FILE), HELLO_SUM + "  a\n");
    assertThat(run("verify")).isEqualTo(1);
    assertThat(err.toString()).contains("a is damaged or was changed");
    Files.writeString(set.resolve("a"), "hello");
    assertThat(run("verify")).isZero();
    Files.delete(set.resolve("a"));
    assertThat(run("verify", "datasets/set")).isEqualTo(1);
    assertThat(err.toString()).contains("a is missing; SHA256SUMS names it");
  }

  private int run(String... words) {
    var tool = new DataTool(new Fetch(List.of()), folder);
    return tool.run(new PrintWriter(out), new PrintWriter(err), words);
  }

  private static DataSet set(URI origin) {
    return new DataSet(
        "fashion-mnist",
        "",
        1,
        new Sha256Sums(Map.of("data", HELLO_SUM)),
        true,
        PARCEL,
        Recipe.MOVED,
        Optional.of(origin));
  }

  private static byte[] gzip(String text) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(packed)) {
      stream.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  /** A source that has nothing. */
  private record Missing() implements Source {
    @Override
    public String name() {
      return "nowhere";
    }

    @Override
    public void bring(DataSet set, Path into) throws IOException {
      throw new IOException("no such package");
    }
  }

  /** A web server with one file. */
  private static final class Server implements AutoCloseable {

    private final HttpServer server;

    Server(byte[] file) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/data.gz",
          exchange -> {
            exchange.sendResponseHeaders(200, file.length);
            try (var body = exchange.getResponseBody()) {
              body.write(file);
            }
          });
      server.start();
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
