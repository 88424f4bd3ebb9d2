package dev.scaleproof.retrieval.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of Markdown: headings, paragraphs, list items and table rows, without their marks. Code
 * fences are kept as they are, front matter is not.
 */
final class Markdown {
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A---\\R.*?\\R---\\R", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");
  private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-*+]|\\d+[.)])\\s+(.*)$");
  private static final Pattern TABLE_RULE = Pattern.compile("^\\s*\\|?[\\s:|-]*-[\\s:|-]*$");
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");
  private static final Pattern EMPHASIS = Pattern.compile("(\\*\\*|__|`)(.+?)\\1");
  private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^>]*>|<!--.*?-->");

  private final List<Document.Section> sections = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private String title = "";
  private String heading = "";

  private Markdown() {}

  static Document parse(String source) {
    Markdown markdown = new Markdown();
    boolean code = false;
    for (String line : FRONT_MATTER.matcher(source).replaceFirst("").lines().toList()) {
      if (line.stripLeading().startsWith("```")) {
        code = !code;
      } else if (code) {
        markdown.text.append(line).append('\n');
      } else {
        markdown.line(line);
      }
    }
    markdown.endSection();
    return new Document(markdown.title, markdown.sections);
  }

  private void line(String line) {
    Matcher head = HEADING.matcher(line);
    Matcher item = ITEM.matcher(line);
    if (head.matches()) {
      endSection();
      heading = plain(head.group(1));
      title = title.isEmpty() ? heading : title;
    } else if (item.matches()) {
      // A sentence of its own, whether it ends in a stop or not.
      text.append("\n\n").append(plain(item.group(1))).append('\n');
    } else if (line.stripLeading().startsWith("|")) {
      if (!TABLE_RULE.matcher(line).matches()) {
        text.append("\n\n").append(row(line)).append("\n\n");
      }
    } else {
      text.append(plain(line.replaceFirst("^\\s*>\\s?", ""))).append('\n');
    }
  }

  private void endSection() {
    String body = text.toString().strip();
    if (!body.isEmpty()) {
      sections.add(new Document.Section(heading, body));
    }
    text.setLength(0);
  }

  private static String row(String line) {
    String cells = line.strip().replaceAll("^\\||\\|$", "");
    return plain(String.join(", ", List.of(cells.split("\\s*\\|\\s*", -1)))).strip();
  }

  private static String plain(String line) {
    String text = LINK.matcher(line).replaceAll("$1");
    text = EMPHASIS.matcher(text).replaceAll("$2");
    return TAG.matcher(text).replaceAll("");
  }
}
