package dev.scaleproof.demo;

import dev.scaleproof.demo.jobs.LocalQueue;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code make run}: the job queue on one machine. Not thread-safe. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description =
        "Runs the job queue on this machine until Ctrl-C: Redis, a model server, the gateway, and workers that"
            + " answer from documents.",
    footer = {
      "",
      "Also from the environment: PORT, DOCS, REDIS_URL (in place of a Redis that is started), MODEL_URL and"
          + " MODEL_NAME (any OpenAI-compatible server in place of the simulator), MODEL_API_KEY."
    })
public final class LocalRun {
  private static final int COULD_NOT_RUN = 1;
  private static final int WRONG_INPUT = 2;
  private static final int LAST_PORT = 65_535;
  private static final int MOST_WORKERS = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "${env:PORT:-8080}",
      paramLabel = "PORT",
      description = "The gateway's (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--docs",
      defaultValue = "${env:DOCS:-data/docs}",
      paramLabel = "FOLDER",
      description = "What answers are looked up in (${DEFAULT-VALUE}).")
  private Path documents = Path.of("");

  @Option(
      names = "--workers",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many (${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--out",
      defaultValue = "out/run",
      paramLabel = "FOLDER",
      description = "For index, data of Redis and logs (${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  private LocalRun() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) throws Exception {
    LocalRun program = new LocalRun();
    CommandLine command = new CommandLine(program);
    try {
      if (CommandLine.printHelpIfRequested(command.parseArgs(arguments))) {
        return 0;
      }
      new LocalQueue(
              program.options(), LocalQueue.Programs.shipped(DemoSession.simulator()), System.out)
          .run();
      return 0;
    } catch (ParameterException wrong) {
      return complain(wrong, WRONG_INPUT);
    } catch (ChildException | IOException failed) {
      return complain(failed, COULD_NOT_RUN);
    }
  }

  private LocalQueue.Options options() {
    check(port >= 1 && port <= LAST_PORT, "--port: 1 to " + LAST_PORT);
    check(workers >= 1 && workers <= MOST_WORKERS, "--workers: 1 to " + MOST_WORKERS);
    check(Files.isDirectory(documents), "--docs: " + documents + " is no folder");
    return new LocalQueue.Options(
        port,
        documents,
        workers,
        out,
        given("REDIS_URL"),
        modelUrl(),
        Objects.requireNonNullElse(given("MODEL_NAME"), "mistral-7b"));
  }

  private @Nullable URI modelUrl() {
    String url = given("MODEL_URL");
    if (url == null) {
      return null;
    }
    try {
      URI address = URI.create(url);
      check(
          "http".equals(address.getScheme()) && address.getHost() != null,
          "MODEL_URL: want http://HOST:PORT, not " + url);
      return address;
    } catch (IllegalArgumentException malformed) {
      throw new ParameterException(
          spec.commandLine(), "MODEL_URL: want http://HOST:PORT, not " + url, malformed);
    }
  }

  private static @Nullable String given(String variable) {
    String value = System.getenv(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private static int complain(Exception problem, int status) {
    if (Children.jvmIsEnding()) {
      // Ctrl-C: that children are gone is no news.
      return status;
    }
    System.err.println(
        "run: " + String.valueOf(problem.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    return status;
  }
}
