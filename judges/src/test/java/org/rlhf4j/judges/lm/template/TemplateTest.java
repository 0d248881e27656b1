package org.rlhf4j.judges.lm.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.lm.Judging;
import org.rlhf4j.testkit.RecordingLog;

final class TemplateTest {

  private static final Map<String, String> VALUES =
      Map.of(
          "prompt", "<prompt> {{first}} $1 \\",
          "first", "<first> {{second}}",
          "second", "<second>",
          "answer", "<answer>",
          "reference", "<reference>",
          "guideline", "<guideline>");

  @TempDir Path folder;

  private Template read(String name) {
    return Template.read(name, Judging.context(folder, new RecordingLog()));
  }

  private Template file(String text) throws IOException {
    Files.writeString(folder.resolve("mine.txt"), text);
    return read("mine.txt");
  }

  static List<String> ours() {
    return Template.ours();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void oursAreWholeAndTheirParsersFit(String name) {
    Template template = read(name);
    template.parser().parser(template.pair());
    String all = template.system(VALUES) + "\n" + template.user(VALUES);
    assertTrue(all.contains("<prompt> {{first}} $1 \\"), "values are not looked at again");
    assertTrue(all.contains("<guideline>"));
    assertTrue(all.contains(template.pair() ? "<first> {{second}}" : "<answer>"));
    assertEquals(template.pair(), all.contains("<second>"));
    assertEquals(template.needsReference(), all.contains("<reference>"));
    assertEquals(name.equals("pairwise-reference-v1"), template.needsReference());
    assertFalse(all.contains("[user]") || all.contains("{{guideline}}"), all);
  }

  @Test
  void withoutAGuidelineItsLineGoes() throws IOException {
    Template template =
        file("[system]\nJudge.\n{{guideline}}\nWell.\n[user]\n{{prompt}}{{first}}{{second}}");
    assertEquals("Judge.\nWell.", template.system(Map.of()));
    assertEquals("Judge.\nBe kind.\nWell.", template.system(Map.of("guideline", "Be kind.")));
    assertEquals("pfs", template.user(Map.of("prompt", "p", "first", "f", "second", "s")));
  }

  @Test
  void withoutPartsAllIsTheUsers() throws IOException {
    Template template = file("\uFEFFRate {{ answer }} to {{prompt}}.\r\n");
    assertEquals("", template.system(VALUES));
    assertEquals("Rate a to p.", template.user(Map.of("answer", "a", "prompt", "p")));
    assertFalse(template.pair());
    assertFalse(template.takesGuideline());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{prompt}} {{first}} | lacks the place {{second}}",
        "{{prompt}} {{second}} | lacks the place {{first}}",
        "{{first}} {{second}} | lacks the place {{prompt}}",
        "{{prompt}} | lacks the places {{first}} and {{second}}, or {{answer}}",
        "{{prompt}} {{first}} {{second}} {{answer}} | asks about one or about two",
        "{{prompt}} {{answer}} {{referenc}} | did you mean \"reference\"?",
      })
  void whatLacksAPlaceIsRefused(String text, String expected) {
    UserException e = assertThrows(UserException.class, () -> file(text));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
    assertTrue(e.getMessage().contains("mine.txt"), e::getMessage);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    UserException e =
        assertThrows(UserException.class, () -> file("x\n[user]\n{{frist}}\n[user]\n"));
    for (String problem :
        List.of("text before", "twice", "{{frist}}", "{{prompt}}", "{{first}} and {{second}}")) {
      assertTrue(e.getMessage().contains(problem), e::getMessage);
    }
  }

  @Test
  void aTemplateThatIsNotThereIsToldWithThoseThatAre() {
    UserException e = assertThrows(UserException.class, () -> read("pairwise-v2"));
    assertTrue(e.getMessage().contains("did you mean \"pairwise-v1\"?"), e::getMessage);
    assertTrue(e.getMessage().contains("aspects-v1"), e::getMessage);
  }

  @Test
  void guidelinesAreOursOrFiles() throws IOException {
    Files.writeString(folder.resolve("own.md"), "Be brief.\n");
    var context = Judging.context(folder, new RecordingLog());
    for (String name : Guidelines.OURS) {
      assertTrue(Guidelines.read(name, context).length() > 100, name);
    }
    assertEquals("Be brief.", Guidelines.read("own.md", context));
    UserException e =
        assertThrows(UserException.class, () -> Guidelines.read("missing.md", context));
    assertTrue(e.getMessage().contains("there is no \"missing.md\""), e::getMessage);
    Files.write(folder.resolve("latin.md"), new byte[] {(byte) 0xe4, 'x'});
    Files.writeString(folder.resolve("empty.md"), " \n");
    for (String bad : List.of("latin.md", "empty.md")) {
      assertThrows(UserException.class, () -> Guidelines.read(bad, context));
    }
  }
}
