package org.rlhf4j.runner.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Verdict;

final class SealedFileTest {
  @TempDir Path folder;

  private <T> T through(Format<T> format, T value) throws IOException {
    Path file = folder.resolve("value");
    SealedFile.write(file, "a value", out -> format.write(value, out));
    return SealedFile.read(file, "a value", format::read);
  }

  @Test
  void completionsComeBackBitForBit() throws IOException {
    float[] logProbs = {-0.1f, Float.intBitsToFloat(1), Float.NEGATIVE_INFINITY};
    float[] sampling = {Float.NaN, -0.0f, -3e-8f};
    Answer answer = new Answer("ä\uD83D" + "x".repeat(70_000), new int[] {3, 1, 2});
    Completion.Finish finish = Completion.Finish.LENGTH;
    Completion before = new Completion(answer, finish, logProbs, sampling);
    Completion after = through(Formats.COMPLETION.list(), List.of(before)).get(0);
    assertEquals(
        new Answer(answer.text(), answer.tokens(), true),
        after.answer()); // also the half of a surrogate pair
    assertEquals(finish, after.finish());
    assertArrayEquals(logProbs, after.logProbs());
    assertArrayEquals(sampling, after.samplingLogProbs());
  }

  @Test
  void everythingElseComesBackToo() throws IOException {
    Cost cost = new Cost(1, 2, 3, 1 / 7.0, 0.5);
    Verdict verdict = new Verdict(1 / 3.0, Verdict.Label.UNPARSED, "why", "raw", cost);
    assertEquals(verdict, through(Formats.VERDICT, verdict));
    List<Prompt> prompts = List.of(new Prompt("1", "p"), new Prompt("2", "q"));
    Answer chosen = new Answer("c", new int[0]);
    Preference preference = new Preference(prompts.get(1), chosen, Answer.ofText("r"));
    Preference after = through(Formats.preference(prompts), preference);
    assertEquals(preference, after);
    assertSame(prompts.get(1), after.prompt());
    Preference ranked = new Preference(prompts.get(0), chosen, chosen, "ranking ä");
    assertEquals(ranked, through(Formats.preference(prompts), ranked));
    assertEquals(ranked, through(Formats.PREFERENCE, ranked));
    for (Answer answer :
        List.of(
            new Answer("a", null, true),
            new Answer("", new int[0], true),
            new Answer("a", new int[] {7, 2}, true))) {
      assertEquals(answer, through(Formats.ANSWER, answer));
    }
  }

  @Test
  void everyChangedOrMissingByteIsFoundOut() throws IOException {
    Path file = folder.resolve("f");
    SealedFile.write(file, "title", out -> out.writeLong(5));
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 64;
      Files.write(file, changed);
      assertThrows(SealedFile.DamagedException.class, this::read, "byte " + i);
      Files.write(file, Arrays.copyOf(whole, i));
      assertThrows(SealedFile.DamagedException.class, this::read, "cut at " + i);
    }
    Files.write(file, whole);
    assertEquals(5, read());
  }

  private long read() throws IOException {
    return SealedFile.read(folder.resolve("f"), "title", DataInput::readLong);
  }

  @Test
  void itSaysWhatItIsOf() throws IOException {
    Path file = folder.resolve("f");
    SealedFile.write(file, "dpo, step 3", out -> out.writeLong(5));
    IOException e = assertThrows(IOException.class, this::read);
    assertEquals("it is of \"dpo, step 3\" and not of \"title\"", e.getMessage());
    assertThrows(IOException.class, () -> SealedFile.read(file, "dpo, step 3", in -> in.readInt()));
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNoOther() throws IOException {
    Path file = folder.resolve("f");
    SealedFile.write(file, "title", out -> out.writeLong(5));
    assertThrows(
        IOException.class,
        () ->
            SealedFile.write(
                file,
                "title",
                out -> {
                  out.write(new byte[1 << 17]);
                  throw new IOException("no room");
                }));
    assertEquals(5, read());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  /** Writes more than it reads. */
  private static final class Forgetful implements Stateful {
    @Override
    public void writeState(DataOutput out) throws IOException {
      out.writeLong(1);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      in.readInt();
    }
  }

  @Test
  void aPartThatReadsLessThanItWritesIsFoundOut() throws IOException {
    Path file = folder.resolve("f");
    List<Stateful> parts = List.of(new Forgetful());
    SealedFile.write(file, "title", out -> States.write(parts, out));
    IOException e =
        assertThrows(
            IOException.class, () -> SealedFile.read(file, "title", in -> States.read(parts, in)));
    assertTrue(e.getMessage().contains("Forgetful does not read back as much"), e.getMessage());
  }

  @Test
  void checkpointsTakeATwentiethOfTheTimeAtMost() {
    long[] now = {0};
    CheckpointPace pace = new CheckpointPace(60, () -> now[0]);
    long second = 1_000_000_000L;
    now[0] = 59 * second;
    assertFalse(pace.isDue());
    now[0] = 60 * second;
    assertTrue(pace.isDue());
    pace.timing(() -> now[0] += 6 * second);
    now[0] += 119 * second;
    assertFalse(pace.isDue());
    now[0] += second;
    assertTrue(pace.isDue());
    assertTrue(new CheckpointPace(0, () -> 0).isDue());
  }
}
