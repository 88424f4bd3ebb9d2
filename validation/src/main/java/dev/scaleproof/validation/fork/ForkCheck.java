package dev.scaleproof.validation.fork;

import dev.scaleproof.validation.manifest.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program behind {@code make fork-check}. */
@Command(
    name = "fork-check",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    description = {
      "What a fork forgot before Argo CD can deliver from it, one line each: the repository in platform/root.yaml,"
          + " its revision, and whatever names another one.",
      "Exit code 0: nothing, notes aside. 1: something, or git cannot be run. 2: wrong flags, or no such repository."
    })
final class ForkCheck implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "The checkout. Default: here.")
  private Path folder = Path.of("");

  @Option(names = "--offline", description = "Do not ask the repository for its branches.")
  private boolean offline;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new ForkCheck());
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(folder.resolve(Tree.ROOT))) {
      throw new ParameterException(
          spec.commandLine(), "no " + Tree.ROOT + " here: run from the repository's root");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Problem> unreadable = new ArrayList<>();
    Tree tree = Tree.read(folder, unreadable::add);
    if (!unreadable.isEmpty()) {
      unreadable.forEach(out::println);
      return 1;
    }
    String url = tree.url().text();
    boolean ask = !offline && !url.isBlank() && !url.contains(ForkRules.PLACEHOLDER);
    Optional<Checkout> checkout = Checkout.at(folder, ask ? Optional.of(url) : Optional.empty());
    if (checkout.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("fork-check: no git here, or no commit yet: Argo CD delivers commits");
      return 1;
    }
    List<Finding> findings = ForkRules.check(tree, checkout.get());
    findings.forEach(out::println);
    long wrong = findings.stream().filter(Finding::stops).count();
    out.println(
        wrong == 0
            ? "ok: Argo CD can deliver %s at %s".formatted(url, tree.revision().text())
            : wrong + (wrong == 1 ? " problem" : " problems"));
    return wrong == 0 ? 0 : 1;
  }
}
