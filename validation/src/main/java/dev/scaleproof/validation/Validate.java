package dev.scaleproof.validation;

import dev.scaleproof.validation.Validation.Depth;
import dev.scaleproof.validation.invariant.Invariants;
import dev.scaleproof.validation.kustomize.KustomizeTool;
import dev.scaleproof.validation.schema.PublishedSchemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program behind {@code make validate}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    description = {
      "Checks manifests before a cluster sees them: every kustomization renders, every field is one of its"
          + " kind's, and the invariants hold. One line a problem.",
      "Exit code 0: nothing is wrong. 1: something is, or a tool is missing. 2: wrong flags."
    })
final class Validate implements Callable<Integer> {
  private static final Path BUILT = Path.of("out/testbed/bin");
  private static final List<Path> OURS =
      List.of(Path.of("serving"), Path.of("platform"), Path.of("e2e/overlays"));

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..*",
      description = "Where to look. Default: serving, platform and e2e/overlays.")
  private List<Path> folders = List.of();

  @Option(
      names = "--jdk-alone",
      description =
          "Do not render, and take fields from the client's models instead of the published schemas.")
  private boolean jdkAlone;

  @Option(
      names = "--pins",
      paramLabel = "FOLDER",
      defaultValue = "e2e/testbed",
      description = "Below it, go.mod files pin whose schemas count. Default: ${DEFAULT-VALUE}.")
  private Path pins = Path.of("");

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Validate());
  }

  @Override
  public Integer call() {
    List<Path> roots = roots();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Depth depth;
    String how;
    if (jdkAlone) {
      depth = new Depth.JdkAlone();
      how = "read, not rendered; fields checked against the client's models";
    } else {
      KustomizeTool tool = KustomizeTool.find(BUILT).orElse(null);
      if (tool == null) {
        err.println("validate: no kubectl or kustomize 5 found: `make testbed` builds one");
        return 1;
      }
      PublishedSchemas schemas;
      try {
        schemas = PublishedSchemas.of(pins);
      } catch (IOException missing) {
        err.println("validate: " + missing.getMessage());
        return 1;
      }
      depth = new Depth.Rendered(tool, schemas);
      how =
          "rendered by kustomize %s; fields checked against %s"
              .formatted(tool.version(), String.join(", ", schemas.sources()));
    }
    Validation validation = Validation.of(roots, depth, Invariants.ALL);
    validation.problems().forEach(out::println);
    if (!validation.unknownKinds().isEmpty()) {
      out.println("note: no schema here knows " + String.join(", ", validation.unknownKinds()));
    }
    int wrong = validation.problems().size();
    out.printf(
        "%s: %d kustomizations, %d resources, %d invariants (%s)%n",
        wrong == 0 ? "ok" : wrong + (wrong == 1 ? " problem" : " problems"),
        validation.kustomizations(),
        validation.resources(),
        Invariants.ALL.size(),
        how);
    return wrong == 0 ? 0 : 1;
  }

  private List<Path> roots() {
    if (folders.isEmpty()) {
      List<Path> ours = OURS.stream().filter(Files::isDirectory).toList();
      if (ours.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "no serving or platform here: run from the repository's root");
      }
      return ours;
    }
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new ParameterException(spec.commandLine(), "no folder " + folder);
      }
    }
    return folders;
  }
}
