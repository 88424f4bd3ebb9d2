package dev.scaleproof.jobs.program;

import dev.scaleproof.jobs.DeadLetter;
import dev.scaleproof.jobs.JobQueues;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    description = "Lists the dead letters of a queue, the oldest first.")
final class DeadCommand implements Callable<Integer> {
  private static final int PAGE = 100;
  private static final int SHOWN = 60;

  @Mixin private QueueOptions options = new QueueOptions();

  @Override
  public Integer call() {
    try (JobQueues queues = options.connect()) {
      int count = 0;
      List<DeadLetter> page = queues.deadLetters(options.queue(), null, PAGE);
      while (!page.isEmpty()) {
        page.forEach(DeadCommand::show);
        count += page.size();
        page = queues.deadLetters(options.queue(), page.getLast().entry(), PAGE);
      }
      System.out.println(summary(count));
    }
    return 0;
  }

  private static void show(DeadLetter letter) {
    System.out.printf(
        Locale.ROOT,
        "%-36s  %2d attempts  %s%n    %s%n",
        letter.id(),
        letter.attempts(),
        letter.reason(),
        beginning(letter.job()));
  }

  /** In a terminal a document must do nothing but stand there. */
  private static String beginning(@Nullable String job) {
    String line = String.valueOf(job).replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() > SHOWN ? line.substring(0, SHOWN) + " …" : line;
  }

  private String summary(int count) {
    return count == 0
        ? "no dead letters in queue " + options.queue()
        : "%d dead letter%s in queue %s; make jobs-retry ID=… puts one back"
            .formatted(count, count == 1 ? "" : "s", options.queue());
  }
}
