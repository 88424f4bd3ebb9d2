package dev.scaleproof.twin.spec;

@SuppressWarnings("DoNotCallSuggester")
final class HorizontalPodAutoscalerReader {
  private final String text;

  HorizontalPodAutoscalerReader(String text) {
    this.text = text;
  }

  HorizontalPodAutoscaler read() {
    throw new UnsupportedOperationException(text);
  }
}
