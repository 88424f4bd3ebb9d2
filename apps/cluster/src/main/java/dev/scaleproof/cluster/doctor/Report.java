package dev.scaleproof.cluster.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings for people and for scripts. Pure. */
final class Report {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Report() {}

  /** One line per check, and under each that wants something the command that mends it. */
  static List<String> text(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      lines.add(
          "%-8s %s  %s: %s"
              .formatted(word(finding), finding.check(), finding.subject(), finding.evidence()));
      if (!finding.remedy().isEmpty()) {
        lines.add("         -> " + finding.remedy());
      }
    }
    lines.add("");
    lines.add(last(findings));
    return lines;
  }

  private static String last(List<Finding> findings) {
    long problems = problems(findings);
    if (problems > 0) {
      return problems == 1 ? "1 problem." : problems + " problems.";
    }
    return findings.stream().anyMatch(finding -> finding.check().equals(Doctor.RIGHTS))
        ? "Nothing is wrong in what could be looked at."
        : "Nothing is wrong.";
  }

  /** An object with `problems` (how many) and `findings`. */
  static String json(List<Finding> findings) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("problems", problems(findings));
    ArrayNode array = root.putArray("findings");
    for (Finding finding : findings) {
      array
          .addObject()
          .put("level", word(finding))
          .put("check", finding.check())
          .put("subject", finding.subject())
          .put("evidence", finding.evidence())
          .put("remedy", finding.remedy());
    }
    return root.toPrettyString();
  }

  static long problems(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.level() == Finding.Level.PROBLEM).count();
  }

  private static String word(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }
}
