package dev.scaleproof.twin.promql;

import dev.scaleproof.twin.promql.QueryLexer.Kind;
import dev.scaleproof.twin.promql.QueryLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Parses {@code metric{label="value", …}}. */
final class SelectorParser {
  private final QueryParser parser;

  SelectorParser(QueryParser parser) {
    this.parser = parser;
  }

  Node selector(String name, int position) {
    List<LabelMatcher> matchers = new ArrayList<>();
    String metric = name;
    if (parser.current().is("{")) {
      parser.advance();
      while (!parser.current().is("}")) {
        if (!matchers.isEmpty()) {
          parser.expect(",");
          if (parser.current().is("}")) {
            break;
          }
        }
        matchers.add(matcher());
      }
      parser.expect("}");
    }
    for (LabelMatcher matcher : matchers) {
      if (matcher.label().equals("__name__") && matcher.isEquality()) {
        if (!metric.isEmpty()) {
          throw new QueryException(position, "metric name must not be set twice");
        }
        metric = matcher.value();
      }
    }
    if (metric.isEmpty() && matchers.stream().allMatch(matcher -> matcher.matches(""))) {
      throw new QueryException(
          position, "vector selector must contain at least one non-empty matcher");
    }
    return new Node.Selection(position, new Selector(metric, List.copyOf(matchers)));
  }

  private LabelMatcher matcher() {
    String label = parser.expectKind(Kind.NAME, "a label's name").text();
    Token operator = parser.current();
    parser.advance();
    Token value = parser.expectKind(Kind.STRING, "a string in quotes");
    return switch (operator.text()) {
      case "=" -> new LabelMatcher(label, value.text(), false, null);
      case "!=" -> new LabelMatcher(label, value.text(), true, null);
      case "=~" -> new LabelMatcher(label, value.text(), false, pattern(value));
      case "!~" -> new LabelMatcher(label, value.text(), true, pattern(value));
      default ->
          throw new QueryException(
              operator.position(), "expected =, !=, =~ or !~, not " + operator.text());
    };
  }

  /** Prometheus anchors an expression at both ends and lets a dot match a line break. */
  private static Pattern pattern(Token value) {
    try {
      return Pattern.compile(value.text(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new QueryException(
          value.position(), "'" + value.text() + "' is not a regular expression");
    }
  }
}
