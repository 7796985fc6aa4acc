package lungo.kernel.notebook.convert;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import lungo.kernel.execution.cell.NotCovered;
import lungo.kernel.execution.cell.Snippet;
import lungo.kernel.execution.cell.Splitter;
import lungo.kernel.magics.CellParser;
import lungo.kernel.magics.MagicCalls;
import lungo.kernel.magics.Segment;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookException;

/**
 * A notebook's cells as Java, without magics.
 *
 * @param name the notebook's, without its ending
 * @param cells those that run, in order
 * @param epilogue the prose below the last cell, line by line
 * @param dependencies what its magics add to the class path
 */
record NotebookSource(
    String name, List<CellSource> cells, List<String> epilogue, Dependencies dependencies) {

  /**
   * Reads a notebook's cells.
   *
   * @param folder where the notebook lies
   * @throws NotebookException if a cell cannot be taken apart, with its number and the reason
   */
  static NotebookSource of(Notebook notebook, String name, Path folder) throws NotebookException {
    var dependencies = new Dependencies(folder);
    var cells = new ArrayList<CellSource>();
    var prose = new ArrayList<String>();
    int number = 0;
    for (NotebookCell cell : notebook.cells()) {
      if (!(cell instanceof NotebookCell.Code code)) {
        if (cell instanceof NotebookCell.Markdown) {
          prose.addAll(prose.isEmpty() ? List.of() : List.of(""));
          prose.addAll(prose(cell.source()));
        }
        continue;
      }
      number++;
      if (code.runs()) {
        cells.add(new CellSource(number, prose, parts(code, number, dependencies)));
        prose.clear();
      }
    }
    return new NotebookSource(name, List.copyOf(cells), List.copyOf(prose), dependencies);
  }

  /** Markdown's text without the data of pictures in it. */
  private static List<String> prose(String markdown) {
    return markdown.replaceAll("\\(data:[^)]*\\)", "").strip().lines().toList();
  }

  private static List<CellSource.Part> parts(
      NotebookCell.Code cell, int number, Dependencies dependencies) throws NotebookException {
    var parts = new ArrayList<CellSource.Part>();
    for (Segment segment : CellParser.segments(cell.source())) {
      if (segment instanceof Segment.Java java) {
        parts.add(java(java.code(), number));
      } else if (segment instanceof Segment.Line line) {
        if (MagicMeaning.isTransparent(line.call())) {
          parts.add(java(line.call().text(), number));
        } else {
          parts.add(new CellSource.Part.Meaning(MagicMeaning.of(line.call(), dependencies)));
        }
      } else {
        var whole = (Segment.Whole) segment;
        parts.add(
            MagicMeaning.isTransparent(whole.call())
                ? java(whole.body(), number)
                : new CellSource.Part.Meaning(MagicMeaning.of(whole, dependencies)));
      }
    }
    return parts;
  }

  private static CellSource.Part java(String code, int number) throws NotebookException {
    if (code.contains(MagicCalls.class.getName())) {
      throw new NotebookException(
          "code cell "
              + number
              + " takes a magic's value or calls one inside of Java, which only a notebook can;"
              + " write it in Java");
    }
    try {
      return new CellSource.Part.Java(code, Splitter.split(code));
    } catch (NotCovered e) {
      throw new NotebookException(
          "code cell " + number + " cannot be converted: " + e.getMessage(), e);
    }
  }

  /** The snippets of all cells. */
  Stream<Snippet> snippets() {
    return cells.stream()
        .flatMap(cell -> cell.parts().stream())
        .filter(CellSource.Part.Java.class::isInstance)
        .flatMap(part -> ((CellSource.Part.Java) part).snippets().stream());
  }

  /** The imports that cells declare, each once. */
  List<String> imports() {
    return snippets()
        .filter(Snippet.Import.class::isInstance)
        .map(snippet -> ((Snippet.Import) snippet).text())
        .distinct()
        .toList();
  }

  /** The notebook's name as that of a class: {@code what-makes-it} as {@code WhatMakesIt}. */
  String className() {
    var name = new StringBuilder();
    for (String word : this.name.split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    boolean isTaken = snippets().anyMatch(s -> s.span().mentions().contains(name.toString()));
    if (name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0)) || isTaken) {
      name.insert(0, "Notebook");
    }
    return name.toString();
  }

  /** The notebook's name as that of an artifact: {@code What makes it} as {@code what-makes-it}. */
  String artifactId() {
    String id =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    return id.isEmpty() ? "notebook" : id;
  }
}
