package dev.scaleproof.validation.manifest;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something wrong, told in one line.
 *
 * @param file that a person would edit
 * @param resource as in {@code Deployment serving/raw-vllm}; empty if the file as a whole is meant
 * @param field as in {@code spec.template.spec.containers[0].image}; empty if there is no such
 * @param message what is wrong and what to do about it, without a line break
 */
public record Problem(Path file, String resource, String field, String message) {

  /** A problem of a whole file. */
  public static Problem of(Path file, String message) {
    return new Problem(file, "", "", message);
  }

  @Override
  public String toString() {
    return Stream.of(file.toString(), resource, field, message)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
