package dev.scaleproof.twin.promql;

import dev.scaleproof.twin.promql.QueryLexer.Kind;
import dev.scaleproof.twin.promql.QueryLexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses PromQL by precedence climbing (prometheus.io/docs/prometheus/latest/querying/operators).
 */
final class QueryParser {
  private static final int COMPARISON = 3;
  private static final int PRODUCT = 5;
  private static final int POWER = 6;
  private static final int DEEPEST = 200;

  private final List<Token> tokens;
  private int position;
  private int depth;

  QueryParser(String text) {
    tokens = new QueryLexer(text).tokens();
  }

  Query parse() {
    Node root = expression(1);
    if (current().kind() != Kind.END) {
      throw unexpected();
    }
    if (root instanceof Node.Range) {
      throw new QueryException(
          root.position(), "the query is a range vector; put it in a function such as rate");
    }
    return new ParsedQuery(root);
  }

  private Node expression(int lowest) {
    if (++depth > DEEPEST) {
      throw new QueryException(current().position(), "the query is nested too deeply");
    }
    Node left = unary();
    while (true) {
      Token operator = current();
      int precedence = precedence(operator);
      if (precedence < lowest) {
        depth--;
        return left;
      }
      position++;
      boolean bool = current().isWord("bool");
      if (bool) {
        if (precedence != COMPARISON) {
          throw new QueryException(current().position(), "bool goes with comparisons only");
        }
        position++;
      }
      Matching matching = matching();
      Node right = expression(precedence == POWER ? POWER : precedence + 1);
      left =
          precedence <= 2
              ? BinaryNodes.sets(
                  operator.position(),
                  operator.text(),
                  left,
                  right,
                  matching == null ? Matching.ALL_LABELS : matching)
              : BinaryNodes.of(
                  operator.position(),
                  new VectorOperator(operator.text(), bool),
                  left,
                  right,
                  matching);
    }
  }

  private static int precedence(Token token) {
    if (token.kind() == Kind.NAME) {
      return switch (token.text().toLowerCase(Locale.ROOT)) {
        case "or" -> 1;
        case "and", "unless" -> 2;
        default -> 0;
      };
    }
    if (token.kind() != Kind.SYMBOL) {
      return 0;
    }
    return switch (token.text()) {
      case "==", "!=", "<", ">", "<=", ">=" -> COMPARISON;
      case "+", "-" -> 4;
      case "*", "/", "%" -> PRODUCT;
      case "^" -> POWER;
      default -> 0;
    };
  }

  /** A sign binds less than a power and more than a product. */
  private Node unary() {
    Token sign = current();
    if (!sign.is("-") && !sign.is("+")) {
      return postfix(primary());
    }
    position++;
    Node operand = expression(POWER);
    if (sign.is("+")) {
      return operand;
    }
    Node minusOne = new Node.Scalar(sign.position(), evaluation -> -1);
    return BinaryNodes.of(sign.position(), new VectorOperator("*", false), operand, minusOne, null);
  }

  private @Nullable Matching matching() {
    if (!current().isWord("on") && !current().isWord("ignoring")) {
      return null;
    }
    boolean on = current().isWord("on");
    position++;
    Set<String> labels = labelNames();
    if (current().isWord("group_left") || current().isWord("group_right")) {
      throw new QueryException(
          current().position(), current().text() + " is not supported; aggregate one side instead");
    }
    return new Matching(on, labels);
  }

  private Node primary() {
    Token token = current();
    position++;
    if (token.is("(")) {
      Node inner = expression(1);
      expect(")");
      return inner;
    }
    if (token.kind() == Kind.NUMBER) {
      double value = Numbers.parse(token);
      return new Node.Scalar(token.position(), evaluation -> value);
    }
    if (token.is("{")) {
      position--;
      return new SelectorParser(this).selector("", token.position());
    }
    if (token.kind() == Kind.NAME) {
      return named(token);
    }
    position--;
    if (token.kind() == Kind.STRING) {
      throw new QueryException(token.position(), "a string is not possible here");
    }
    throw unexpected();
  }

  private Node named(Token token) {
    String lower = token.text().toLowerCase(Locale.ROOT);
    boolean grouped = current().is("(") || current().isWord("by") || current().isWord("without");
    if (grouped && Aggregation.UNSUPPORTED.contains(lower)) {
      throw new QueryException(token.position(), lower + " is not supported here");
    }
    if (grouped && Aggregation.NAMES.contains(lower)) {
      return aggregation(token, lower);
    }
    if (current().is("(")) {
      return Functions.call(token.position(), token.text(), arguments());
    }
    if (lower.equals("inf") || lower.equals("nan")) {
      double value = lower.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN;
      return new Node.Scalar(token.position(), evaluation -> value);
    }
    return new SelectorParser(this).selector(token.text(), token.position());
  }

  private Node aggregation(Token token, String function) {
    Grouping grouping = grouping();
    List<Node> arguments = arguments();
    if (grouping == null) {
      grouping = grouping();
    }
    boolean quantile = function.equals("quantile");
    if (arguments.size() != (quantile ? 2 : 1)) {
      throw new QueryException(
          token.position(), function + " takes " + (quantile ? "two arguments" : "one argument"));
    }
    Node vector = arguments.getLast();
    if (!BinaryNodes.isVector(vector)) {
      throw new QueryException(
          vector.position(), function + " takes an instant vector, not " + vector.typeWord());
    }
    Node parameter = quantile ? arguments.getFirst() : null;
    if (parameter != null && !(parameter instanceof Node.Scalar)) {
      throw new QueryException(parameter.position(), "the first argument must be a scalar");
    }
    Aggregation aggregation =
        new Aggregation(
            function,
            grouping == null || grouping.by(),
            grouping == null ? Set.of() : grouping.labels(),
            parameter);
    return new Node.Vector(token.position(), evaluation -> aggregation.apply(vector, evaluation));
  }

  private record Grouping(boolean by, Set<String> labels) {}

  private @Nullable Grouping grouping() {
    if (!current().isWord("by") && !current().isWord("without")) {
      return null;
    }
    boolean by = current().isWord("by");
    position++;
    return new Grouping(by, labelNames());
  }

  private Set<String> labelNames() {
    Set<String> labels = new LinkedHashSet<>();
    expect("(");
    while (!current().is(")")) {
      if (!labels.isEmpty()) {
        expect(",");
        if (current().is(")")) {
          break;
        }
      }
      labels.add(expectKind(Kind.NAME, "a label's name").text());
    }
    expect(")");
    return labels;
  }

  private List<Node> arguments() {
    List<Node> arguments = new ArrayList<>();
    expect("(");
    while (!current().is(")")) {
      if (!arguments.isEmpty()) {
        expect(",");
      }
      arguments.add(expression(1));
    }
    expect(")");
    return arguments;
  }

  /** A range, and what may follow a selector but is not supported. */
  private Node postfix(Node node) {
    Node result = node;
    while (true) {
      Token token = current();
      if (token.isWord("offset") || token.is("@")) {
        throw new QueryException(token.position(), token.text() + " is not supported here");
      }
      if (!token.is("[")) {
        return result;
      }
      position++;
      if (!(result instanceof Node.Selection selection)) {
        throw new QueryException(
            token.position(), "a range is only possible after a selector (no subqueries here)");
      }
      double seconds = Numbers.parse(expectKind(Kind.NUMBER, "a duration such as 5m"));
      if (current().is(":")) {
        throw new QueryException(current().position(), "subqueries are not supported here");
      }
      expect("]");
      if (!(seconds > 0)) {
        throw new QueryException(token.position(), "the range must be longer than 0");
      }
      result = new Node.Range(node.position(), selection.selector(), Math.round(seconds * 1000));
    }
  }

  Token current() {
    return tokens.get(position);
  }

  void advance() {
    position++;
  }

  Token expectKind(Kind kind, String what) {
    Token token = current();
    if (token.kind() != kind) {
      throw new QueryException(token.position(), "expected " + what + ", not " + token.text());
    }
    position++;
    return token;
  }

  void expect(String symbol) {
    if (!current().is(symbol)) {
      throw new QueryException(
          current().position(), "expected " + symbol + ", not " + current().text());
    }
    position++;
  }

  private QueryException unexpected() {
    return new QueryException(current().position(), "unexpected " + current().text());
  }
}
