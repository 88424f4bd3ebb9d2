package dev.scaleproof.sim.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The HELP text of each family, as vLLM 0.32 and its HTTP instrumentation give it. */
final class HelpTexts {
  private static final Map<String, String> TEXTS = read();

  private HelpTexts() {}

  static String of(String family) {
    String text = TEXTS.get(family);
    if (text == null) {
      throw new IllegalArgumentException("no HELP text for " + family);
    }
    return text;
  }

  private static Map<String, String> read() {
    Map<String, String> texts = new HashMap<>();
    try (InputStream in = HelpTexts.class.getResourceAsStream("help.tsv")) {
      if (in == null) {
        throw new IllegalStateException("help.tsv is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        texts.put(line.substring(0, tab), line.substring(tab + 1));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return texts;
  }
}
