package dev.scaleproof.retrieval.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.SAXException;

/**
 * Text of Markdown and plain text as it is written, of HTML and PDF through Apache Tika. By the
 * name's ending, not by a guess at the content. Immutable, for any thread.
 */
public final class DocumentReader {
  /** Characters of text that are read of one file; ten long novels. */
  private static final int MAX_TEXT = 10_000_000;

  private static final Set<String> MARKDOWN = Set.of("md", "markdown", "mdx");
  private static final Set<String> TEXT = Set.of("txt", "text");
  private final Map<String, Parser> parsers;

  public DocumentReader() {
    Parser html = new JSoupParser();
    parsers = Map.of("html", html, "htm", html, "xhtml", html, "pdf", new PDFParser());
  }

  /** Whether a file of this name is a document. */
  public boolean reads(String fileName) {
    String ending = ending(fileName);
    return MARKDOWN.contains(ending) || TEXT.contains(ending) || parsers.containsKey(ending);
  }

  /**
   * The text of a file.
   *
   * @throws UnreadableException if it is encrypted, damaged, not UTF-8 text, or has no text at all
   */
  public Document read(String fileName, byte[] content) throws UnreadableException {
    String ending = ending(fileName);
    Parser parser = parsers.get(ending);
    Document document;
    if (parser != null) {
      document = parsed(parser, content);
    } else {
      String text = utf8(content);
      document =
          MARKDOWN.contains(ending)
              ? Markdown.parse(text)
              : new Document("", List.of(new Document.Section("", text)));
    }
    if (document.sections().stream().allMatch(section -> section.text().isBlank())) {
      throw new UnreadableException(
          "no text in it" + (ending.equals("pdf") ? "; a scan needs OCR first" : ""));
    }
    return document;
  }

  private static String ending(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static String utf8(byte[] content) throws UnreadableException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new UnreadableException("binary, not text");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UnreadableException("not UTF-8 text", e);
    }
  }

  private static Document parsed(Parser parser, byte[] content) throws UnreadableException {
    BodyContentHandler text = new BodyContentHandler(MAX_TEXT);
    Metadata metadata = new Metadata();
    try (InputStream stream = new ByteArrayInputStream(content)) {
      parser.parse(stream, text, metadata, new ParseContext());
    } catch (EncryptedDocumentException e) {
      throw new UnreadableException("encrypted; save it without a password", e);
    } catch (SAXException e) {
      if (!WriteLimitReachedException.isWriteLimitReached(e)) {
        throw new UnreadableException("damaged: " + firstLine(e), e);
      }
      throw new UnreadableException(
          "more than %,d characters of text; split it".formatted(MAX_TEXT), e);
    } catch (TikaException | IOException | RuntimeException e) {
      throw new UnreadableException("damaged: " + firstLine(e), e);
    }
    String title = metadata.get(TikaCoreProperties.TITLE);
    return new Document(
        title == null ? "" : title.strip(),
        List.of(new Document.Section("", text.toString().strip())));
  }

  private static String firstLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
