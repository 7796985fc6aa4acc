package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that the process has and a notebook brings in another version. */
class ReplaceableLibraryTest {

  private final Path jar;

  ReplaceableLibraryTest(@TempDir Path folder) throws IOException {
    Path source = folder.resolve("Gson.java");
    Files.writeString(
        source,
        "package com.google.gson;"
            + " public class Gson { public String whose() { return \"the notebook's\"; } }");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    assertThat(status).isZero();
    jar = folder.resolve("gson-0.1.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("com/google/gson/Gson.class"));
      Files.copy(folder.resolve("com/google/gson/Gson.class"), out);
    }
  }

  @Test
  void theNotebooksVersionIsCompiledAgainstAndRun() {
    try (var notebook = new Notebook()) {
      assertThat(notebook.value("%jars " + jar + "\nnew com.google.gson.Gson().whose()"))
          .isEqualTo("the notebook's");
      notebook.ok("var one = new com.google.gson.Gson();");
      assertThat(notebook.value("one.whose().length()")).isEqualTo("14");
    }
  }

  @Test
  void aVersionThatIsInUseStaysAndSaysSo() {
    try (var notebook = new Notebook()) {
      String code = "new com.google.gson.Gson().toJson(List.of(1, 2))";
      assertThat(notebook.value(code)).isEqualTo("[1,2]");
      assertThat(notebook.ok("%jars " + jar).stderr())
          .isEqualTo(
              "com.google.gson is in use already, in the version that is preloaded; to use that"
                  + " of gson-0.1.jar, restart the kernel and load it first\n");
      assertThat(notebook.value(code)).isEqualTo("[1,2]");
    }
  }
}
