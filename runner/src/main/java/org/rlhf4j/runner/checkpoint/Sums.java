package org.rlhf4j.runner.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.api.UserException;

/**
 * SHA-256 of every finished file of a run, in {@code SHA256SUMS} of its folder, as {@code
 * sha256sum} writes and checks them. A disk that turns a bit, or a hand that edits a model, is
 * noticed by whoever builds on the file. Folders of runs from before it was written have none, and
 * nothing to compare with.
 */
public final class Sums {
  /** The name of the file. */
  public static final String NAME = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  private final Path folder;

  /** Those of the files below a folder. */
  public Sums(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes files down as they are now; folders with all that is in them.
   *
   * @throws UserException if one cannot be read, or the sums cannot be written
   */
  public void record(List<Path> finished) {
    Map<String, String> sums = read();
    for (Path each : finished) {
      String name = name(each);
      sums.keySet().removeIf(other -> other.equals(name) || other.startsWith(name + "/"));
      files(each).forEach(file -> sums.put(name(file), sum(file)));
    }
    write(sums);
  }

  /**
   * Takes a file down that is written now, perhaps in the place of an older one. Between the two
   * nothing is said of it, so that a process that dies there leaves no sum that does not fit.
   *
   * @param writing writes it
   */
  public void recordWhen(Path file, Runnable writing) {
    Map<String, String> sums = read();
    if (sums.remove(name(file)) != null) {
      write(sums);
    }
    writing.run();
    record(List.of(file));
  }

  private void write(Map<String, String> sums) {
    String text =
        sums.entrySet().stream()
            .map(e -> e.getValue() + "  " + e.getKey() + "\n")
            .collect(Collectors.joining());
    try {
      DurableFile.write(
          folder.resolve(NAME), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw DurableFile.notWritten(folder.resolve(NAME), e);
    }
  }

  /** What there is to say of files that are not what they were: a line each. */
  public List<String> changed(Predicate<String> looked) {
    List<String> changed = new ArrayList<>();
    read()
        .forEach(
            (name, sum) -> {
              Path file = folder.resolve(name);
              if (looked.test(name) && Files.isRegularFile(file) && !sum(file).equals(sum)) {
                changed.add(file + " was changed since the run wrote it (see " + NAME + ")");
              }
            });
    return changed;
  }

  /** The same, and of files that are gone. */
  public List<String> changedOrGone() {
    List<String> changed = new ArrayList<>(changed(name -> true));
    for (String name : read().keySet()) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        changed.add(file + " is not there any more (it is in " + NAME + ")");
      }
    }
    return changed;
  }

  /** By name, sorted; empty where nothing was taken down. */
  private Map<String, String> read() {
    Map<String, String> sums = new TreeMap<>();
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return sums;
    }
    try {
      // a damaged byte is no reason not to read the other lines
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        Matcher m = LINE.matcher(line);
        if (!m.matches() || m.group(2).startsWith("/") || m.group(2).contains("..")) {
          throw new UserException(
              file + " is not what a run writes: \"" + line + "\"; put back what was there");
        }
        sums.put(m.group(2), m.group(1));
      }
      return sums;
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
  }

  private String name(Path file) {
    Path relative = folder.relativize(file);
    return Stream.iterate(0, i -> i < relative.getNameCount(), i -> i + 1)
        .map(i -> relative.getName(i).toString())
        .collect(Collectors.joining("/"));
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.walk(path)) {
      return inside.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw DurableFile.notRead(path, e);
    }
  }

  private static String sum(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
  }
}
