package dev.scaleproof.validation.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs other programs to their end. */
public final class Command {

  /** What a program left behind. */
  public record Outcome(int code, String output, String error) {}

  private Command() {}

  /** Runs a program here; empty if there is none of that name. */
  public static Optional<Outcome> run(List<String> command) {
    return run(command, Path.of(""));
  }

  /** Runs a program in a folder; empty if there is none of that name. */
  public static Optional<Outcome> run(List<String> command, Path folder) {
    try {
      // Through a file: a pipe that nobody reads would stop a program that complains at length.
      Path error = Files.createTempFile("validate", ".err");
      try {
        Process process;
        try {
          process =
              new ProcessBuilder(command)
                  .directory(new File(folder.toAbsolutePath().toString()))
                  .redirectError(error.toFile())
                  .start();
        } catch (IOException noSuchProgram) {
          return Optional.empty();
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(new Outcome(process.waitFor(), output, Files.readString(error)));
      } finally {
        Files.delete(error);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
