package dev.scaleproof.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * This checkout's commit as somebody's fork has it: at another URL, with what the test bed made of
 * the charts in their place, since they cannot be fetched, and with the simulator for vLLM.
 *
 * @param checkout with one commit on top of this one's
 * @param served the folder with the bare repository in it
 */
record Fork(Path checkout, Path served) {
  /** As pods of the cluster find it, see git-server.yaml. */
  static final String URL = "git://git.forge.svc/scaleproof.git";

  static final String REVISION = "trunk";

  private static final String SHIPPED_URL = "https://github.com/your-organization/scaleproof.git";
  private static final List<String> CHARTS = List.of("keda", "metrics-server", "monitoring");

  /** Makes it in a folder, in place of what was there. */
  static Fork of(Path root, Path folder) throws IOException {
    delete(folder);
    Fork fork = new Fork(folder.resolve("checkout"), folder.resolve("served"));
    Files.createDirectories(folder);
    git(folder, "clone", "--quiet", "--shared", root.toString(), fork.checkout.toString());
    fork.git("checkout", "--quiet", "-B", REVISION);
    fork.edit("platform/root.yaml", SHIPPED_URL, URL);
    fork.edit("platform/root.yaml", "targetRevision: main", "targetRevision: " + REVISION);
    fork.edit(
        "platform/applications/kustomization.yaml",
        "replacements:\n",
        """
        components: [../../e2e/overlays/gitops, ../../e2e/overlays/gitops-without-gpu]
        replacements:
        """);
    for (String chart : CHARTS) {
      copy(
          root.resolve("out/testbed/platform").resolve(chart),
          fork.checkout.resolve("out/testbed/platform").resolve(chart));
    }
    fork.publish("Fork");
    return fork;
  }

  /** Replaces a text that has to be there. */
  void edit(String file, String from, String to) throws IOException {
    String before = Files.readString(checkout.resolve(file));
    if (!before.contains(from)) {
      throw new IOException("%s does not say '%s'".formatted(file, from));
    }
    Files.writeString(checkout.resolve(file), before.replace(from, to));
  }

  /** Commits everything and makes the bare repository anew. */
  void publish(String message) throws IOException {
    // What the test bed made is ignored otherwise.
    git("add", "--all", "--force", ".");
    git(
        "-c",
        "user.name=fork",
        "-c",
        "user.email=fork@example.com",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--message",
        message);
    Files.createDirectories(served);
    Path bare = served.resolve("scaleproof.git");
    delete(bare);
    git(
        "clone",
        "--quiet",
        "--bare",
        "--no-local",
        "--single-branch",
        checkout.toString(),
        bare.toString());
  }

  /** The files of ours that it changes, without those that it adds. */
  List<String> changed() throws IOException {
    return git("diff", "--name-only", "--diff-filter=M", "HEAD~1", "HEAD").lines().toList();
  }

  private String git(String... arguments) throws IOException {
    return git(checkout, arguments);
  }

  private static String git(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("%s: %s".formatted(String.join(" ", command), output.strip()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git ran", stopped);
    }
    return output;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
