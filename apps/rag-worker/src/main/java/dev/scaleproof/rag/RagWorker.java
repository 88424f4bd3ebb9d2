package dev.scaleproof.rag;

import dev.scaleproof.jobs.DrainReport;
import dev.scaleproof.rag.config.Settings;
import dev.scaleproof.rag.config.WorkerCommand;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program: flags in, a ready line out, an orderly end on SIGTERM. */
public final class RagWorker {
  private static final int WRONG_FLAGS = 2;
  private static final int FAILED = 1;

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private RagWorker() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] arguments) {
    // It would like an incubator module, which only indexes of many thousand chunks profit from.
    LUCENE.setLevel(Level.SEVERE);
    WorkerCommand command = new WorkerCommand();
    CommandLine commandLine = new CommandLine(command);
    try {
      if (CommandLine.printHelpIfRequested(commandLine.parseArgs(arguments))) {
        return;
      }
      serve(command.settings(System.getenv().getOrDefault("MODEL_API_KEY", "")));
    } catch (ParameterException wrong) {
      fail(WRONG_FLAGS, wrong.getMessage());
    }
  }

  private static void serve(Settings settings) {
    try {
      RunningWorker worker = RunningWorker.start(settings);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> end(worker, settings), "rag-worker-end"));
      System.out.println("ready " + worker.uri());
    } catch (ServerStartupException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      // The native transport says "bind(..) failed with error(-98): Address already in use".
      String reason = String.valueOf(cause.getMessage()).replaceFirst("^bind.*: ", "");
      fail(FAILED, "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason);
    } catch (IndexRefusedException | IllegalStateException refused) {
      fail(FAILED, refused.getMessage());
    }
  }

  private static void end(RunningWorker worker, Settings settings) {
    try {
      DrainReport report = worker.end(settings.consumer().grace());
      System.out.printf(
          "ended: %d finished, %d handed back, %d left to their lease%n",
          report.finished(), report.handedBack(), report.left());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fail(int code, @Nullable String message) {
    System.err.println("rag-worker: " + String.valueOf(message).lines().findFirst().orElse(""));
    System.exit(code);
  }
}
