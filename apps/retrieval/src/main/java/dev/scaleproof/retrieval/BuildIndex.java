package dev.scaleproof.retrieval;

import dev.scaleproof.retrieval.build.BuildException;
import dev.scaleproof.retrieval.build.BuildReport;
import dev.scaleproof.retrieval.build.Embedding;
import dev.scaleproof.retrieval.build.IndexBuild;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexFolder;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: a folder of documents in, an index out; or one question to it. */
@Command(
    name = "build-index",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Makes a folder of Markdown, text, HTML and PDF files searchable by meaning, without any network.",
      "Files that have not changed since the last time are not read through the model again."
    })
public final class BuildIndex implements Callable<Integer> {
  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger LIBRARIES = Logger.getLogger("org.apache");

  private static final int WRONG_FLAGS = 2;
  private static final int FAILED = 1;
  private static final int SHOWN = 10;
  private static final int MAX_THREADS = 64;
  private static final int MAX_FILE_MIB = 1024;

  @Spec private CommandSpec spec;

  @Option(
      names = "--docs",
      paramLabel = "FOLDER",
      defaultValue = "data/docs",
      description = "The documents (${DEFAULT-VALUE}).")
  private Path documents = Path.of("");

  @Option(
      names = "--index",
      paramLabel = "FOLDER",
      defaultValue = "out/index",
      description = "Where the index is (${DEFAULT-VALUE}).")
  private Path index = Path.of("");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that embed; all cores by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--max-file-mib",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "Bigger files are skipped (${DEFAULT-VALUE}).")
  private int maxFileMib;

  @Option(
      names = "--ask",
      paramLabel = "QUESTION",
      defaultValue = "",
      description = "Build nothing; show the four best sources for a question.")
  private String question = "";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  BuildIndex(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Ends with 0, 1 if there is no index afterwards that may be used, 2 for wrong flags. */
  public static void main(String[] arguments) {
    quietLibraries();
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    System.exit(run(new BuildIndex(System.out, System.err, terminal), arguments));
  }

  static int run(BuildIndex program, String... arguments) {
    CommandLine commandLine = new CommandLine(program);
    commandLine.setParameterExceptionHandler(
        (wrong, ignored) -> {
          program.err.println("build-index: " + wrong.getMessage());
          return WRONG_FLAGS;
        });
    commandLine.setExecutionExceptionHandler(
        (failure, ignored, parsed) -> {
          program.err.println("build-index: " + program.words(failure));
          return FAILED;
        });
    return commandLine.execute(arguments);
  }

  private String words(Exception failure) {
    return switch (failure) {
      case BuildException expected -> String.valueOf(expected.getMessage());
      case IndexRefusedException expected -> String.valueOf(expected.getMessage());
      case FileSystemException disk ->
          "%s cannot be written: %s".formatted(disk.getFile(), reason(disk));
      default -> String.valueOf(failure);
    };
  }

  private static String reason(FileSystemException disk) {
    return disk.getReason() == null ? disk.getClass().getSimpleName() : disk.getReason();
  }

  @Override
  public Integer call() throws Exception {
    check(threads >= 1 && threads <= MAX_THREADS, "--threads: 1 to " + MAX_THREADS);
    check(maxFileMib >= 1 && maxFileMib <= MAX_FILE_MIB, "--max-file-mib: 1 to " + MAX_FILE_MIB);
    try (MiniLm model = MiniLm.load()) {
      return question.isBlank() ? build(model) : ask(model);
    }
  }

  private int build(MiniLm model)
      throws BuildException, IndexRefusedException, IOException, InterruptedException {
    ProgressBar bar = new ProgressBar(err, terminal);
    try (Embedding embedding = new Embedding(model, threads)) {
      IndexBuild build = new IndexBuild(model, embedding, (long) maxFileMib << 20);
      BuildReport report = build.run(documents, new IndexFolder(index), bar);
      bar.clear();
      print(report);
      return 0;
    } finally {
      bar.clear();
    }
  }

  private void print(BuildReport report) {
    List<BuildReport.Skipped> skipped = report.skipped();
    skipped.stream()
        .limit(SHOWN)
        .forEach(file -> err.println("skipped " + file.path() + ": " + file.why()));
    if (skipped.size() > SHOWN) {
      err.println("skipped %,d more".formatted(skipped.size() - SHOWN));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %,d documents, %,d chunks (%,d embedded now), %,d removed, %,d skipped, %,d of other kinds",
            report.written() ? "index " + report.version() : "up to date " + report.version(),
            report.documents(),
            report.chunks(),
            report.embedded(),
            report.removed(),
            skipped.size(),
            report.others()));
  }

  private int ask(MiniLm model) throws IndexRefusedException, IOException {
    try (Retriever retriever = Retriever.open(index, model)) {
      for (Source source : retriever.sources(question, 4)) {
        out.println(
            String.format(
                Locale.ROOT,
                "%.3f  %s  %s%n       %s",
                source.score(),
                source.document(),
                source.heading(),
                source.text()));
      }
    }
    return 0;
  }

  private void check(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  /**
   * PDFBox warns of every odd font, and Lucene of a module that only a large index profits from;
   * what matters comes as the reason why a file is skipped.
   */
  private static void quietLibraries() {
    LIBRARIES.setLevel(Level.SEVERE);
  }
}
