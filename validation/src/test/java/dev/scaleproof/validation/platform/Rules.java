package dev.scaleproof.validation.platform;

import static dev.scaleproof.validation.platform.Repository.at;
import static dev.scaleproof.validation.platform.Repository.listAt;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rules that platform/monitoring brings. */
final class Rules {

  private static final String FOLDER = "platform/monitoring/rules";

  private Rules() {}

  record Rule(String file, String name, boolean recording, String expression, Map<?, ?> body) {}

  static List<String> files() {
    return Repository.list(FOLDER, ".yaml").stream()
        .filter(file -> !file.endsWith("_test.yaml"))
        .toList();
  }

  static String testOf(String file) {
    return file.replace(".yaml", "_test.yaml");
  }

  static Stream<Rule> of(String file) {
    return listAt(Repository.map(file), "spec", "groups").stream()
        .flatMap(group -> listAt(group, "rules").stream())
        .map(rule -> rule(file, (Map<?, ?>) rule));
  }

  static Stream<Rule> alerts() {
    return files().stream().flatMap(Rules::of).filter(rule -> !rule.recording());
  }

  private static Rule rule(String file, Map<?, ?> body) {
    boolean recording = body.containsKey("record");
    String name = (String) at(body, recording ? "record" : "alert");
    return new Rule(file, name, recording, (String) at(body, "expr"), body);
  }
}
