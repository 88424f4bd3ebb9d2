package dev.scaleproof.report;

import java.io.StringReader;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The charts of a page, read as XML: what is not well formed fails. */
record Charts(List<Document> all) {
  private static final Pattern CHART = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  static Charts of(String page) throws Exception {
    List<String> texts = CHART.matcher(page).results().map(MatchResult::group).toList();
    Document[] charts = new Document[texts.size()];
    for (int i = 0; i < charts.length; i++) {
      charts[i] =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(texts.get(i))));
    }
    return new Charts(List.of(charts));
  }

  static String text(Document chart, String element) {
    return chart.getElementsByTagName(element).item(0).getTextContent();
  }
}
