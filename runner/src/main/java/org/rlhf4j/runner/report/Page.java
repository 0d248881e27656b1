package org.rlhf4j.runner.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The template {@code report.html} with its style, its script and the chart library in one file.
 * The content security policy allows exactly these scripts and this style, by their hashes, and no
 * connection.
 */
final class Page {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

  private static final String LIBRARY = "META-INF/resources/webjars/echarts/";

  private Page() {}

  /**
   * Fills the template.
   *
   * @param title of the page, plain text
   * @param navigation links as HTML
   * @param body sections as HTML
   * @param data as JSON
   */
  static String of(String title, String subtitle, String navigation, String body, String data) {
    String style = own("report.css");
    String script = own("charts.js") + "\n" + own("report.js");
    String charts = library();
    String policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; style-src "
            + hash(style)
            + "; script-src "
            + hash(charts)
            + " "
            + hash(script);
    Map<String, String> parts =
        Map.of(
            "policy", policy,
            "title", Html.text(title),
            "subtitle", subtitle,
            "style", style,
            "navigation", navigation,
            "body", body,
            "data", embedded(data),
            "charts", charts,
            "script", script);
    Matcher places = PLACE.matcher(own("report.html"));
    StringBuilder page = new StringBuilder();
    while (places.find()) {
      String part = Objects.requireNonNull(parts.get(places.group(1)), places.group());
      places.appendReplacement(page, Matcher.quoteReplacement(part));
    }
    return places.appendTail(page).toString();
  }

  /** JSON that ends no element and breaks no line, whatever texts it holds. */
  static String embedded(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String hash(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(sum) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  private static String own(String name) {
    return read(name, Page.class.getResourceAsStream(name)).strip();
  }

  /** The chart library, whose jar tells its version, which is a part of its path. */
  private static String library() {
    ClassLoader loader = Page.class.getClassLoader();
    String about = "META-INF/maven/org.webjars/echarts/pom.properties";
    Properties properties = new Properties();
    try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(about), about)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String path = LIBRARY + properties.getProperty("version") + "/echarts.min.js";
    String script = read(path, loader.getResourceAsStream(path)).strip();
    if (script.contains("</script") || script.contains("<!--")) {
      throw new IllegalStateException(path + " cannot stand inside of a page");
    }
    return script;
  }

  private static String read(String name, @Nullable InputStream resource) {
    try (InputStream in = Objects.requireNonNull(resource, name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n"); // browsers hash what they read, and they read only \n
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
