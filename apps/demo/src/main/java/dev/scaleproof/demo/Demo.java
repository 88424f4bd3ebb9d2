package dev.scaleproof.demo;

import dev.scaleproof.demo.jobs.JobsSession;
import dev.scaleproof.demo.manifest.ManifestException;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.report.terminal.View;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: the main job on one machine. */
public final class Demo {
  private static final int COULD_NOT_RUN = 1;
  private static final int WRONG_INPUT = 2;

  /** Simulated time between two frames in a file or a pipe. */
  private static final Duration PLAIN_INTERVAL = Duration.ofMinutes(1);

  private Demo() {}

  public static void main(String[] arguments) throws Exception {
    // A person watches: what libraries would log, and that they cannot, is noise.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) throws Exception {
    DemoOptions options = new DemoOptions();
    CommandLine command = new CommandLine(options);
    try {
      ParseResult parsed = command.parseArgs(arguments);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return 0;
      }
      View view = View.on(System.out, View.isTerminal(), PLAIN_INTERVAL);
      return options.rag()
          ? new JobsSession(
                  options.jobs(), JobsSession.Programs.shipped(DemoSession.simulator()), view)
              .run()
          : new DemoSession(options.checked(), view).run();
    } catch (ParameterException | ManifestException wrong) {
      return complain(wrong, WRONG_INPUT);
    } catch (ChildException | IOException failed) {
      return complain(failed, COULD_NOT_RUN);
    }
  }

  private static int complain(Exception problem, int status) {
    if (Children.jvmIsEnding()) {
      // Ctrl-C: that children are gone is no news.
      return status;
    }
    System.err.println(
        "demo: " + String.valueOf(problem.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    return status;
  }
}
