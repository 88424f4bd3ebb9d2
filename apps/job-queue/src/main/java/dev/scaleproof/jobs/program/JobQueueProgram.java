package dev.scaleproof.jobs.program;

import dev.scaleproof.jobs.QueueException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Exit code 0 if all was done, 1 if a server or a job made that impossible, 2 for
 * flags that do not fit.
 */
@Command(
    name = "job-queue",
    mixinStandardHelpOptions = true,
    customSynopsis = "job-queue push|dead|retry [flags]",
    description = "Hands jobs in, lists dead letters, and puts them back.",
    subcommands = {PushCommand.class, DeadCommand.class, RetryCommand.class})
public final class JobQueueProgram {
  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger CLIENT = Logger.getLogger("io.lettuce");

  private JobQueueProgram() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** As {@link #main}, but returns the exit code. */
  static int run(String... arguments) {
    // A library brings no logging to its users, and this program has nothing to log.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    // Each trouble is told once, by us.
    CLIENT.setLevel(Level.OFF);
    CommandLine line = new CommandLine(new JobQueueProgram());
    return line.setParameterExceptionHandler(
            (failure, given) -> complain(CommandLine.ExitCode.USAGE, failure.getMessage()))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof UserException || failure instanceof QueueException) {
                return complain(1, failure.getMessage());
              }
              if (failure instanceof IllegalArgumentException) {
                return complain(CommandLine.ExitCode.USAGE, failure.getMessage());
              }
              throw failure;
            })
        .setExecutionStrategy(
            parsed ->
                parsed.hasSubcommand() || CommandLine.executeHelpRequest(parsed) != null
                    ? new CommandLine.RunLast().execute(parsed)
                    : complain(CommandLine.ExitCode.USAGE, "say what to do: push, dead or retry"))
        .execute(arguments);
  }

  static int complain(int exitCode, @Nullable String message) {
    System.err.println("job-queue: " + String.valueOf(message).lines().findFirst().orElse(""));
    return exitCode;
  }
}
