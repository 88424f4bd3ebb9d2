package dev.scaleproof.twin.spec;

@SuppressWarnings("DoNotCallSuggester")
final class ScaledObjectReader {
  private final String text;

  ScaledObjectReader(String text) {
    this.text = text;
  }

  ScaledObject read() {
    throw new UnsupportedOperationException(text);
  }
}
