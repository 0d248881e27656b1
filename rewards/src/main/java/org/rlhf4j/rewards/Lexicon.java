package org.rlhf4j.rewards;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.rlhf4j.api.UserException;

/** Words with their valence, and the rule by which they are found in text. */
record Lexicon(Map<String, Double> valences) {

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");

  Lexicon {
    valences = Map.copyOf(valences);
  }

  /**
   * Reads a file. Entries are taken as they are written, and the last one of a word counts, both as
   * in VADER.
   *
   * @throws UserException if the file is not readable as UTF-8, empty, or has a malformed line
   */
  static Lexicon read(Path file) {
    Map<String, Double> valences = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          add(line, file + ", line " + number, valences);
        }
        number++;
      }
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8 text; save the lexicon as UTF-8", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    }
    if (valences.isEmpty()) {
      throw new UserException(
          file + " is empty; a lexicon needs at least one line: token, tab, mean valence");
    }
    return new Lexicon(valences);
  }

  private static void add(String line, String place, Map<String, Double> valences) {
    String[] columns = line.split("\t", 3);
    if (columns.length < 2 || columns[0].isBlank()) {
      throw new UserException(
          place + ": \"" + line + "\" is not of the form token, tab, mean valence");
    }
    double valence;
    try {
      valence = Double.parseDouble(columns[1].strip());
    } catch (NumberFormatException e) {
      valence = Double.NaN;
    }
    if (!Double.isFinite(valence)) {
      throw new UserException(
          place
              + ": the mean valence \""
              + columns[1]
              + "\" of \""
              + columns[0]
              + "\" is not a finite number");
    }
    valences.put(columns[0], valence);
  }

  /** The words of a text, as {@link LexiconPlugin} defines them. */
  List<String> words(String text) {
    return BLANKS
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .map(token -> valences.containsKey(token) ? token : EDGES.matcher(token).replaceAll(""))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** The valence of a word; 0 for one that is not listed. */
  double valence(String word) {
    return valences.getOrDefault(word, 0.0);
  }
}
