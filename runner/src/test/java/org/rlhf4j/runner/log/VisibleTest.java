package org.rlhf4j.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class VisibleTest {
  private static final String BAD = "a\u001b[2Jb\u009bc\u202ed\r";
  private static final String SHOWN = "a\\u001b[2Jb\\u009bc\\u202ed\\u000d";

  @Test
  void controlCharactersAreShownAsJsonWouldWriteThem() {
    assertEquals(SHOWN, Visible.text(BAD));
    assertEquals(SHOWN, Visible.line(BAD));
    assertEquals("é ± 日本 😀", Visible.line("é ± 日本 😀"));
  }

  @Test
  void linesStayLinesInTextsAlone() {
    assertEquals("a\n\tb\r\nc", Visible.text("a\n\tb\r\nc"));
    assertEquals("a\\n\\tb\\u000d\\nc", Visible.line("a\n\tb\r\nc"));
  }

  @Test
  void everythingThatGoesThroughAWriterIsShown() {
    StringWriter behind = new StringWriter();
    try (PrintWriter writer = Visible.writer(behind)) {
      writer.print(BAD);
      writer.print('\u0007');
      writer.print(new char[] {'x', '\b'});
      writer.print("\n");
    }
    assertEquals(SHOWN + "\\u0007x\\u0008\n", behind.toString());
  }

  @Test
  void notesAndResultsOfOthersDoNotSpeakToTheTerminal() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    try (Journal journal =
        new Journal(new Console(new PrintWriter(out), new PrintWriter(err), false))) {
      journal.note(BAD);
      journal.result(BAD);
    }
    assertEquals(SHOWN, out.toString().stripTrailing());
    assertEquals(SHOWN, err.toString().stripTrailing().replaceFirst("^\\[.*?] ", ""));
  }
}
