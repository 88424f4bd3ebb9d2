package dev.scaleproof.validation.fork;

import dev.scaleproof.validation.process.Command;
import dev.scaleproof.validation.process.Command.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What git says of a checkout, and of the repository that it is to be delivered from.
 *
 * @param remotes URLs by the names of its remotes
 * @param head the commit that is checked out
 * @param uncommitted files that differ from it
 * @param published what the repository has
 */
record Checkout(
    Map<String, String> remotes, String head, List<String> uncommitted, Published published) {

  /** What the repository has, as far as it was asked. */
  sealed interface Published {
    /** Commits by the full names of branches and tags. */
    record Refs(Map<String, String> commits) implements Published {}

    /** It did not answer. */
    record Unreachable(String why) implements Published {}

    /** It was not asked. */
    record NotAsked() implements Published {}
  }

  Checkout {
    remotes = Map.copyOf(remotes);
    uncommitted = List.copyOf(uncommitted);
  }

  /**
   * Asks git; empty if there is none, or no checkout.
   *
   * @param url of the repository to ask for its branches; empty for none
   */
  static Optional<Checkout> at(Path folder, Optional<String> url) {
    Optional<String> head = git(folder, "rev-parse", "HEAD");
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> remotes = new LinkedHashMap<>();
    for (String name : lines(git(folder, "remote"))) {
      git(folder, "remote", "get-url", name).ifPresent(place -> remotes.put(name, place));
    }
    return Optional.of(
        new Checkout(
            remotes,
            head.get(),
            lines(git(folder, "status", "--porcelain", "--", "platform", "serving")),
            url.map(place -> published(folder, place)).orElseGet(Published.NotAsked::new)));
  }

  private static Published published(Path folder, String url) {
    // Never a question for a password: whoever runs this may not be there to answer.
    Outcome outcome =
        Command.run(List.of("env", "GIT_TERMINAL_PROMPT=0", "git", "ls-remote", "--", url), folder)
            .orElseThrow();
    if (outcome.code() != 0) {
      return new Published.Unreachable(
          outcome.error().strip().lines().findFirst().orElse("git ls-remote failed"));
    }
    Map<String, String> commits = new LinkedHashMap<>();
    for (String line : outcome.output().lines().toList()) {
      String[] parts = line.split("\t", 2);
      commits.put(parts[1], parts[0]);
    }
    return new Published.Refs(commits);
  }

  private static List<String> lines(Optional<String> output) {
    return output.stream().flatMap(String::lines).filter(line -> !line.isBlank()).toList();
  }

  private static Optional<String> git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return Command.run(command, folder)
        .filter(outcome -> outcome.code() == 0)
        .map(outcome -> outcome.output().strip());
  }
}
