package dev.scaleproof.sim;

/** Ranges of flags that concern the server and not the simulation. */
final class Flags {
  private Flags() {}

  /** Throws picocli's exception, with a line that names the flag, for the first wrong one. */
  static void check(ServerOptions options) {
    if (options.port < 0 || options.port > 65_535) {
      throw options.mistake("--port must be from 0 to 65535, not " + options.port);
    }
    if (!(options.speed > 0) || Double.isInfinite(options.speed)) {
      throw options.mistake("--speed must be above 0, not " + options.speed);
    }
    if (options.shutdownTimeout < 0) {
      throw options.mistake(
          "--shutdown-timeout must be at least 0, not " + options.shutdownTimeout);
    }
    if (options.maxBodyBytes < 1 || options.maxBodyBytes > 1 << 30) {
      throw options.mistake(
          "--max-body-bytes must be from 1 to %d, not %d".formatted(1 << 30, options.maxBodyBytes));
    }
    if (options.maxNumQueuedRequests != null && options.maxNumQueuedRequests < 1) {
      throw options.mistake(
          "--max-num-queued-reqs must be at least 1, not " + options.maxNumQueuedRequests);
    }
    if (options.model != null && options.model.isBlank()) {
      throw options.mistake("--model must not be empty");
    }
    if (options.modelNames().stream().anyMatch(String::isBlank)) {
      throw options.mistake("--served-model-name must not be empty");
    }
    if (options.autoToolChoice && options.toolCallParser == null) {
      throw options.mistake("--enable-auto-tool-choice needs --tool-call-parser");
    }
    try {
      options.cannedAnswers();
    } catch (IllegalArgumentException wrong) {
      throw options.mistake("--answers: " + wrong.getMessage());
    }
    try {
      options.parsedStartupTime();
    } catch (IllegalArgumentException wrong) {
      throw options.mistake("--startup-time " + wrong.getMessage());
    }
    try {
      options.parsedOutputLength();
    } catch (IllegalArgumentException wrong) {
      throw options.mistake("--output-length " + wrong.getMessage());
    }
  }
}
