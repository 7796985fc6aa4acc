package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CellParserTest {

  private static final Set<String> KNOWN = Set.of("jars", "time", "maven");

  private static List<Segment> parse(String code) {
    return CellParser.parse(code, KNOWN::contains).segments();
  }

  private static Segment.Java java(String code) {
    return new Segment.Java(code);
  }

  private static Segment.Line line(String name, String text, int line, int column) {
    return new Segment.Line(new MagicCall(name, text, line, column));
  }

  @Test
  void javaWithoutMagicsIsOneSegmentAsItStands() {
    String code = "int a = 7 % 3;\nint b = a\n    % 2;\na %= 2;";

    assertThat(parse(code)).containsExactly(java(code));
  }

  @Test
  void aLineMagicCutsTheCellAndTheLinesKeepTheirNumbers() {
    assertThat(parse("int a = 1;\n  %maven g:a:1 --from x\nint b = 2;\n%time b\n"))
        .containsExactly(
            java("int a = 1;\n  "),
            line("maven", "g:a:1 --from x", 1, 9),
            java("\n\nint b = 2;\n"),
            line("time", "b", 3, 6));
  }

  @Test
  void theValueOfAMagicIsACallAndWhatFollowsIsASegmentOfItsOwn() {
    assertThat(parse("List<String> x = %jars *.jar\nx.size()"))
        .containsExactly(
            java("List<String> x = lungo.kernel.magics.MagicCalls.line(\"jars\", \"*.jar\");\n"),
            java("\nx.size()"));
    assertThat(parse("x =\n   %jars a\\b \"c\"").get(0))
        .isEqualTo(
            java("x =\n   lungo.kernel.magics.MagicCalls.line(\"jars\", \"a\\\\b \\\"c\\\"\");"));
  }

  @Test
  void aMagicInABlockIsACallWithoutACut() {
    assertThat(parse("for (int i = 0; i < 2; i++) {\n  %jars a\n  var x = %jars b\n}\nint y;"))
        .containsExactly(
            java(
                """
                for (int i = 0; i < 2; i++) {
                  lungo.kernel.magics.MagicCalls.line("jars", "a");
                  var x = lungo.kernel.magics.MagicCalls.line("jars", "b");
                }
                int y;"""));
  }

  @Test
  void stringsTextBlocksCharactersAndCommentsHoldNoMagics() {
    for (String code :
        List.of(
            "String s = \"= %jars x\";",
            "String s = \"\\\"= %jars x\";",
            "String s = \"\"\"\n%jars x\n\\\"\"\"\n%time y\n\"\"\";",
            "// = %jars x\nint a;",
            "/*\n%jars x\n*/ int a;",
            "char c = '\"'; char d = '='; // %jars\n",
            "foo(1,\n  %jars)",
            "int r = total\n  %unknown;")) {
      assertThat(parse(code)).as(code).containsExactly(java(code));
    }
  }

  @Test
  void anUnknownMagicWhereAStatementBeginsIsAMagicStill() {
    assertThat(parse("int a = 1;\n%mavn x")).contains(line("mavn", "x", 1, 6));
    assertThat(parse("// first\n%mavn x")).contains(line("mavn", "x", 1, 6));
  }

  @Test
  void aKnownMagicBehindAnExpressionWithoutSemicolonIsAMagic() {
    assertThat(parse("1 + 1\n%time 2")).containsExactly(java("1 + 1\n"), line("time", "2", 1, 6));
  }

  @Test
  void aCellMagicTakesTheWholeCell() {
    assertThat(parse("\n%%html a b\n<p>%jars</p>\n"))
        .containsExactly(new Segment.Whole(new MagicCall("html", "a b", 1, 7), "<p>%jars</p>\n"));
    assertThat(parse("%%time"))
        .containsExactly(new Segment.Whole(new MagicCall("time", "", 0, 6), ""));
  }

  @Test
  void aCellMagicBelowOtherLinesIsKeptToBeRefused() {
    assertThat(parse("int a;\n%%html\nx")).contains(line("%html", "", 1, 6));
  }

  @Test
  void argumentsSplitAtBlanksOutsideQuotes() {
    assertThat(arguments("a 'b c' \"d \\\" e\" f\\ g C:\\x\\y"))
        .containsExactly("a", "b c", "d \" e", "f g", "C:\\x\\y");
    assertThat(arguments("*.jar; // all of them")).containsExactly("*.jar");
    assertThat(arguments("https://a/b \"x;\"")).containsExactly("https://a/b", "x;");
    assertThat(arguments("")).isEmpty();
    assertThat(MagicCall.of("m", List.of("a b", "", "c\"\\", "d;")).arguments())
        .containsExactly("a b", "", "c\"\\", "d;");
  }

  private static List<String> arguments(String text) {
    return new MagicCall("m", text, 0, 0).arguments();
  }

  @Test
  void theJavaOfACellKeepsItsPlaces() {
    ParsedCell cell = CellParser.parse("%maven a\nList<String> x = %jars *\nx.", KNOWN::contains);

    assertThat(cell.javaOnly()).isEqualTo("        \nList<String> x = null;  \nx.");
  }
}
