package dev.scaleproof.jobs.program;

import dev.scaleproof.jobs.JobQueues;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Puts dead letters back into their queue, with all their deliveries again.")
final class RetryCommand implements Callable<Integer> {
  @Mixin private QueueOptions options = new QueueOptions();

  @Parameters(paramLabel = "ID", arity = "1..*", description = "ids that `dead` lists")
  private List<String> ids = List.of();

  @Override
  public Integer call() {
    int failed = 0;
    try (JobQueues queues = options.connect()) {
      for (String id : ids) {
        failed += retry(queues, id) ? 0 : 1;
      }
    }
    return failed == 0 ? 0 : 1;
  }

  private boolean retry(JobQueues queues, String id) {
    return switch (queues.retry(options.queue(), id)) {
      case QUEUED -> {
        System.out.println(id + " is back in queue " + options.queue());
        yield true;
      }
      case NOT_DEAD -> {
        JobQueueProgram.complain(
            1,
            "queue %s has no dead letter %s; make jobs-dead lists them"
                .formatted(options.queue(), id));
        yield false;
      }
      case TRUNCATED -> {
        JobQueueProgram.complain(
            1, id + " was too large to be kept whole; hand a smaller job in instead");
        yield false;
      }
    };
  }
}
