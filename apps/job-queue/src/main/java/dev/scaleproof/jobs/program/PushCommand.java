package dev.scaleproof.jobs.program;

import dev.scaleproof.jobs.JobDocument;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Hands jobs in through a gateway's POST /v1/jobs.")
final class PushCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "the gateway (default: ${DEFAULT-VALUE})")
  private String url = "";

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "100",
      description = "how many jobs, 1 to 1000000 (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--question",
      paramLabel = "TEXT",
      defaultValue = "Do you accept UPI payments?",
      description = "what to ask (default: ${DEFAULT-VALUE})")
  private String question = "";

  @Option(names = "--queue", paramLabel = "NAME", description = "by default the gateway's own")
  private @Nullable String queue;

  @Option(names = "--model", paramLabel = "NAME", description = "by default the worker's own")
  private @Nullable String model;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "longest answer, 1 to 1000000 (default: ${DEFAULT-VALUE})")
  private int maxTokens;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "16",
      description = "requests at once, 1 to 256 (default: ${DEFAULT-VALUE})")
  private int parallel;

  @Override
  public Integer call() throws InterruptedException {
    require(1 <= count && count <= 1_000_000, "--count: 1 to 1000000");
    require(1 <= parallel && parallel <= 256, "--parallel: 1 to 256");
    require(1 <= maxTokens && maxTokens <= 1_000_000, "--max-tokens: 1 to 1000000");
    JobDocument document =
        new JobDocument(question, model, JobDocument.DEFAULT_TOP_K, OptionalInt.of(maxTokens));
    PushRun run = new PushRun(new JobPost(target(), document, queue), count, parallel);
    run.start();
    show(run);
    return report(run);
  }

  private URI target() {
    try {
      URI base = URI.create(url.strip());
      require(
          base.getHost() != null
              && ("http".equals(base.getScheme()) || "https".equals(base.getScheme())),
          "--url: want http://HOST[:PORT], not " + url);
      String path = base.getPath() == null ? "" : base.getPath();
      return base.resolve(path.endsWith("/") ? path + "v1/jobs" : path + "/v1/jobs");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--url: want http://HOST[:PORT], not " + url, e);
    }
  }

  // JDK 25 gives null again where there is no terminal, unlike 22 to 24.
  @SuppressWarnings("SystemConsoleNull")
  private void show(PushRun run) throws InterruptedException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    Duration interval = terminal ? Duration.ofMillis(200) : Duration.ofSeconds(5);
    while (!run.await(interval)) {
      String line = run.done() + " of " + count + " jobs handed in";
      System.err.print(terminal ? "\r" + line + "\033[K" : line + System.lineSeparator());
      System.err.flush();
    }
    if (terminal) {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }

  private int report(PushRun run) {
    double seconds = run.took().toNanos() / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d of %d jobs handed in to %s in %.1f s%s%n",
        run.accepted(),
        count,
        url,
        seconds,
        run.accepted() == 0 ? "" : ", the first is " + run.firstId());
    Map<String, Integer> failures = run.failures();
    failures.forEach((reason, times) -> JobQueueProgram.complain(1, times + " failed: " + reason));
    return failures.isEmpty() ? 0 : 1;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
