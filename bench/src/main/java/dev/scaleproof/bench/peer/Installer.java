package dev.scaleproof.bench.peer;

import dev.scaleproof.bench.process.Child;
import dev.scaleproof.bench.process.ChildException;
import dev.scaleproof.bench.process.Children;
import dev.scaleproof.bench.process.Folders;
import dev.scaleproof.bench.process.Invocation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds programs, and fetches those that are missing into a folder of its own; nothing else on the
 * machine changes. What is there from an earlier time is used again.
 */
public final class Installer {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");
  private static final List<String> ALSO_LOOK_IN = List.of("/usr/sbin", "/usr/local/sbin");

  private final Path cache;
  private final Children children;
  private final Consumer<String> progress;

  public Installer(Path cache, Children children, Consumer<String> progress) {
    this.cache = cache;
    this.children = children;
    this.progress = progress;
  }

  /** {@code $XDG_CACHE_HOME/scaleproof-bench}, by default below {@code ~/.cache}. */
  public static Path defaultCache(Map<String, String> environment, String home) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (base.isEmpty() ? Path.of(home, ".cache") : Path.of(base)).resolve("scaleproof-bench");
  }

  public Installation install(Peer peer) throws InterruptedException {
    try {
      Files.createDirectories(cache);
      return switch (peer.source()) {
        case Source.Jar jar -> jar(jar);
        case Source.Debian debian -> debian(debian);
        case Source.Python python -> python(python);
        case Source.Npm npm -> npm(npm);
      };
    } catch (IOException | ChildException e) {
      return new Installation.Missing(String.valueOf(e.getMessage()));
    }
  }

  private static Installation jar(Source.Jar jar) {
    return Files.isRegularFile(jar.file())
        ? new Installation.Present(jar.file().toAbsolutePath(), jar.version(), Map.of())
        : new Installation.Missing(jar.file() + " is not there: build it with 'make build'");
  }

  private Installation python(Source.Python python) throws IOException, InterruptedException {
    Path environment = cache.resolve(python.folder());
    Path program = environment.resolve("bin").resolve(python.program());
    // Written last: without it an installation was interrupted.
    Path complete = environment.resolve(".complete");
    if (!Files.exists(complete)) {
      Optional<Path> interpreter = onPath("python3");
      if (interpreter.isEmpty()) {
        return new Installation.Missing("needs python3 on the PATH");
      }
      progress.accept("installing " + python.requirement() + " into " + environment);
      Folders.delete(environment);
      run(python.folder(), List.of(interpreter.get().toString(), "-m", "venv", environment + ""));
      run(
          python.folder(),
          List.of(
              environment.resolve("bin/python").toString(),
              "-m",
              "pip",
              "install",
              "--quiet",
              "--no-input",
              "--disable-pip-version-check",
              python.requirement()));
      Files.createFile(complete);
    }
    return new Installation.Present(program, python.version(), Map.of());
  }

  private Installation npm(Source.Npm npm) throws IOException, InterruptedException {
    Optional<Path> node = onPath("node");
    Path folder = cache.resolve(npm.name() + "-" + npm.version());
    Path complete = folder.resolve(".complete");
    if (node.isEmpty() || (!Files.exists(complete) && onPath("npm").isEmpty())) {
      return new Installation.Missing("needs node and npm on the PATH");
    }
    if (!Files.exists(complete)) {
      progress.accept("installing " + npm.name() + " into " + folder);
      Folders.delete(folder);
      Files.createDirectories(folder);
      List<String> install =
          new ArrayList<>(
              List.of(
                  onPath("npm").orElseThrow().toString(),
                  "install",
                  "--silent",
                  "--no-audit",
                  "--no-fund",
                  "--prefix",
                  folder.toString()));
      install.addAll(npm.requirements());
      run(npm.name(), install);
      Files.createFile(complete);
    }
    return new Installation.Present(
        node.get(), npm.version(), Map.of("NODE_PATH", folder.resolve("node_modules").toString()));
  }

  private Installation debian(Source.Debian debian) throws IOException, InterruptedException {
    Optional<Path> installed = onPath(debian.program());
    if (installed.isPresent()) {
      return present(installed.get(), Map.of());
    }
    Path folder = cache.resolve("debian-" + debian.program());
    Path complete = folder.resolve(".complete");
    if (!Files.exists(complete)) {
      if (onPath("apt-get").isEmpty() || onPath("dpkg-deb").isEmpty()) {
        return new Installation.Missing("not on the PATH, and this is no Debian to fetch it from");
      }
      progress.accept("fetching Debian's " + debian.program() + " into " + folder);
      Folders.delete(folder);
      Files.createDirectories(folder);
      unpack(debian, folder);
      Files.createFile(complete);
    }
    try (Stream<Path> libraries = Files.find(folder, 4, (path, is) -> isLibraryFolder(path))) {
      String path = String.join(File.pathSeparator, libraries.map(Path::toString).toList());
      return present(
          folder.resolve("usr/sbin").resolve(debian.program()), Map.of("LD_LIBRARY_PATH", path));
    }
  }

  private void unpack(Source.Debian debian, Path folder) throws IOException, InterruptedException {
    List<String> download = new ArrayList<>(List.of("sh", "-c"));
    // Only root can fetch the lists of packages, and may have to.
    download.add(
        "cd \"$0\" && { apt-get download \"$@\" || { apt-get update && apt-get download \"$@\"; }; }");
    download.add(folder.toString());
    download.addAll(debian.packages());
    run("debian-" + debian.program(), download);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".deb")).toList()) {
        run(
            "debian-" + debian.program(),
            List.of("dpkg-deb", "-x", file.toString(), folder.toString()));
      }
    }
  }

  /** {@code usr/lib/x86_64-linux-gnu} and the like. */
  private static boolean isLibraryFolder(Path path) {
    return path.getFileName().toString().contains("-linux-gnu") && Files.isDirectory(path);
  }

  private Installation present(Path program, Map<String, String> environment)
      throws IOException, InterruptedException {
    String name = program.getFileName() + "-version";
    Child child =
        children.start(name, new Invocation(List.of(program.toString(), "-v"), environment), cache);
    int code = child.awaitEnd(Duration.ofSeconds(10));
    String output = child.log();
    Matcher version = VERSION.matcher(output);
    return code == 0 && version.find()
        ? new Installation.Present(program, version.group(), environment)
        : new Installation.Missing(program + " -v: " + output.strip());
  }

  private void run(String name, List<String> command) throws IOException, InterruptedException {
    Child child = children.start(name, Invocation.of(command), cache);
    int code = child.awaitEnd(PATIENCE);
    if (code != 0) {
      throw child.failure("could not be installed, code " + code);
    }
  }

  private static Optional<Path> onPath(String program) {
    List<String> folders = new ArrayList<>();
    folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)));
    folders.addAll(ALSO_LOOK_IN);
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
