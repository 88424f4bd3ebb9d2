package dev.scaleproof.jobs.program;

import dev.scaleproof.jobs.DeadLetter;
import dev.scaleproof.jobs.JobQueues;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
        printable(letter.reason()),
        beginning(letter.job()));
  }

  private static String beginning(String job) {
    String line = printable(job);
    return line.length() > SHOWN ? line.substring(0, SHOWN) + " …" : line;
  }

  /** What strangers wrote must do nothing to a terminal but stand there. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", " ").strip();
  }

  private String summary(int count) {
    return count == 0
        ? "no dead letters in queue " + options.queue()
        : "%d dead letter%s in queue %s; make jobs-retry ID=… puts one back"
            .formatted(count, count == 1 ? "" : "s", options.queue());
  }
}
