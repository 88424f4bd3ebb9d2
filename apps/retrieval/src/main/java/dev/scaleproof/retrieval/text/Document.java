package dev.scaleproof.retrieval.text;

import java.util.List;

/**
 * A document's text.
 *
 * @param title its first heading, or what its format says; else empty
 * @param sections in their order
 */
public record Document(String title, List<Section> sections) {
  public Document {
    sections = List.copyOf(sections);
  }

  /**
   * What stands under a heading.
   *
   * @param heading empty before the first one
   * @param text paragraphs with an empty line between them
   */
  public record Section(String heading, String text) {}
}
