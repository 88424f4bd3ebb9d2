package dev.scaleproof.twin.promql;

@SuppressWarnings("DoNotCallSuggester")
final class QueryParser {
  private final String text;

  QueryParser(String text) {
    this.text = text;
  }

  Query parse() {
    throw new UnsupportedOperationException(text);
  }
}
