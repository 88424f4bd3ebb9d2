package dev.scaleproof.retrieval.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.retrieval.Pdfs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private final DocumentReader reader = new DocumentReader();

  private Document read(String name, String content) throws UnreadableException {
    return reader.read(name, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void markdownLosesItsMarksAndKeepsItsSections() throws UnreadableException {
    Document document =
        read(
            "a.md",
            """
            ---
            title: front matter
            ---
            # Paying

            Pay **at once** with a [card](https://card.example).

            ## Ways

            - UPI
            - `cash`

            | What | Price |
            |---|---:|
            | Check-up | 300 |
            """);
    assertThat(document.title()).isEqualTo("Paying");
    assertThat(document.sections())
        .extracting(Document.Section::heading)
        .containsExactly("Paying", "Ways");
    assertThat(document.sections().get(0).text()).isEqualTo("Pay at once with a card.");
    assertThat(document.sections().get(1).text().lines().filter(line -> !line.isBlank()))
        .containsExactly("UPI", "cash", "What, Price", "Check-up, 300");
  }

  @Test
  void htmlLosesItsTags() throws UnreadableException {
    Document document =
        read(
            "a.HTML",
            "<html><head><title>Fees</title><style>p{}</style></head><body><p>It costs"
                + " &#8377;300.</p><script>x()</script></body></html>");
    assertThat(document.title()).isEqualTo("Fees");
    assertThat(document.sections().getFirst().text()).isEqualTo("It costs ₹300.");
  }

  @Test
  void pdfGivesItsText() throws Exception {
    Document document = reader.read("a.pdf", Pdfs.of("Aligners are worn 22 hours a day."));
    assertThat(document.sections().getFirst().text())
        .isEqualTo("Aligners are worn 22 hours a day.");
  }

  @Test
  void anEncryptedPdfIsNamedAsSuch() {
    assertThatThrownBy(() -> reader.read("a.pdf", Pdfs.encrypted("secret")))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("encrypted; save it without a password");
  }

  @Test
  void aPdfWithoutTextAsksForOcr() {
    assertThatThrownBy(() -> reader.read("a.pdf", Pdfs.of("")))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("OCR");
  }

  @Test
  void aPdfThatWasCutIsDamaged() throws Exception {
    byte[] whole = Pdfs.of("Some text.");
    assertThatThrownBy(() -> reader.read("a.pdf", Arrays.copyOf(whole, 40)))
        .isInstanceOf(UnreadableException.class)
        .hasMessageStartingWith("damaged: ");
  }

  @Test
  void textInAnotherEncodingOrNoneIsRefused() {
    assertThatThrownBy(() -> reader.read("a.txt", "Gebühr".getBytes(StandardCharsets.ISO_8859_1)))
        .hasMessage("not UTF-8 text");
    assertThatThrownBy(() -> reader.read("a.md", new byte[] {'a', 0, 'b'}))
        .hasMessage("binary, not text");
    assertThatThrownBy(() -> read("a.txt", " \n ")).hasMessage("no text in it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.md", "B.TXT", "c.htm", "d.pdf", "e.v1.markdown"})
  void readsDocuments(String name) {
    assertThat(reader.reads(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "md", "b.docx", "c.md.bak"})
  void leavesOthersAlone(String name) {
    assertThat(reader.reads(name)).isFalse();
  }
}
