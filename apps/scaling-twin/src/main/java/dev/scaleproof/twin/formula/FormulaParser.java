package dev.scaleproof.twin.formula;

import dev.scaleproof.twin.formula.Expression.ValueType;
import dev.scaleproof.twin.formula.FormulaLexer.Kind;
import dev.scaleproof.twin.formula.FormulaLexer.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses by precedence climbing, with the precedences of expr-lang's {@code
 * parser/operator/operator.go}; {@code ??} binds tightest there.
 */
final class FormulaParser {
  private static final int UNARY_NOT = 50;
  private static final int UNARY_SIGN = 90;
  private static final int DEEPEST = 200;
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("or", 10),
          Map.entry("||", 10),
          Map.entry("and", 15),
          Map.entry("&&", 15),
          Map.entry("==", 20),
          Map.entry("!=", 20),
          Map.entry("<", 20),
          Map.entry(">", 20),
          Map.entry(">=", 20),
          Map.entry("<=", 20),
          Map.entry("in", 20),
          Map.entry("+", 30),
          Map.entry("-", 30),
          Map.entry("*", 60),
          Map.entry("/", 60),
          Map.entry("%", 60),
          Map.entry("**", 100),
          Map.entry("^", 100),
          Map.entry("??", 500));

  private final List<Token> tokens;
  private final Set<String> triggers;
  private final Map<String, ValueType> variables = new HashMap<>();
  private int position;
  private int depth;

  FormulaParser(String text, int shift, Set<String> triggers) {
    this.tokens = new FormulaLexer(text, shift).tokens();
    this.triggers = triggers;
  }

  Expression parse() {
    Expression expression = expression(0);
    if (current().kind() != Kind.END) {
      throw unexpected();
    }
    return expression;
  }

  private Expression expression(int precedence) {
    if (++depth > DEEPEST) {
      throw new FormulaException(current().position(), "the formula is nested too deeply");
    }
    try {
      if (precedence == 0 && current().is("let")) {
        return let();
      }
      if (precedence == 0 && current().is("if")) {
        return conditional();
      }
      Expression left = operators(primary(), precedence);
      return precedence == 0 ? ternary(left) : left;
    } finally {
      depth--;
    }
  }

  private Expression operators(Expression first, int precedence) {
    Expression left = first;
    String previous = "";
    while (true) {
      Token operator = current();
      Integer own = operator.kind() == Kind.SYMBOL ? PRECEDENCE.get(operator.text()) : null;
      if (own == null || own < precedence) {
        return left;
      }
      position++;
      if (previous.equals("??") && !operator.is("??")) {
        throw new FormulaException(
            operator.position(),
            "put the part with ?? in parentheses when mixing it with " + operator.text());
      }
      if (Operators.isComparison(operator.text())) {
        left = comparisons(left, operator, own);
      } else {
        boolean fromRight = operator.is("**") || operator.is("^");
        Expression right = expression(fromRight ? own : own + 1);
        left = Operators.binary(operator.position(), operator.text(), left, right);
      }
      previous = operator.text();
    }
  }

  /** {@code a < b < c} is {@code a < b && b < c}. */
  private Expression comparisons(Expression first, Token firstOperator, int precedence) {
    Expression left = first;
    Token operator = firstOperator;
    Expression all = null;
    while (true) {
      Expression right = expression(precedence + 1);
      Expression one = Operators.binary(operator.position(), operator.text(), left, right);
      all = all == null ? one : Operators.binary(operator.position(), "&&", all, one);
      operator = current();
      if (operator.kind() != Kind.SYMBOL || !Operators.isComparison(operator.text())) {
        return all;
      }
      position++;
      left = right;
    }
  }

  private Expression ternary(Expression first) {
    Expression condition = first;
    while (current().is("?")) {
      Token question = current();
      position++;
      Expression whenTrue;
      if (current().is(":")) {
        position++;
        whenTrue = condition;
      } else {
        whenTrue = expression(0);
        expect(":");
      }
      Expression whenFalse = expression(0);
      condition = Operators.choice(question.position(), condition, whenTrue, whenFalse);
    }
    return condition;
  }

  private Expression conditional() {
    Token start = current();
    expect("if");
    Expression condition = expression(0);
    expect("{");
    Expression whenTrue = expression(0);
    expect("}");
    expect("else");
    Expression whenFalse;
    if (current().is("if")) {
      whenFalse = conditional();
    } else {
      expect("{");
      whenFalse = expression(0);
      expect("}");
    }
    return Operators.choice(start.position(), condition, whenTrue, whenFalse);
  }

  private Expression let() {
    expect("let");
    Token name = current();
    if (name.kind() != Kind.NAME) {
      throw unexpected();
    }
    position++;
    expect("=");
    Expression value = expression(0);
    expect(";");
    if (triggers.contains(name.text()) || variables.containsKey(name.text())) {
      throw new FormulaException(name.position(), name.text() + " is already defined");
    }
    variables.put(name.text(), value.type());
    Expression body = expression(0);
    variables.remove(name.text());
    return new Expression(
        body.type(),
        scope -> {
          scope.define(name.text(), value.evaluate(scope));
          return body.evaluate(scope);
        });
  }

  private Expression primary() {
    Token token = current();
    if (token.kind() == Kind.END) {
      throw unexpected();
    }
    position++;
    if (token.is("not") || token.is("!")) {
      return Operators.not(token.position(), expression(UNARY_NOT));
    }
    if (token.is("-") || token.is("+")) {
      return Operators.sign(token.position(), token.text(), expression(UNARY_SIGN));
    }
    if (token.is("(")) {
      Expression inner = expression(0);
      expect(")");
      return inner;
    }
    if (token.is("[")) {
      List<Expression> elements = list("]");
      return new Expression(
          ValueType.ARRAY,
          commonType(elements),
          scope -> {
            List<Object> values = new ArrayList<>();
            elements.forEach(element -> Operators.addTo(values, element.evaluate(scope)));
            return values;
          });
    }
    if (token.kind() == Kind.NUMBER) {
      return number(token);
    }
    if (token.kind() == Kind.NAME) {
      return named(token);
    }
    position--;
    throw unexpected();
  }

  /** arrayNode: an array of unlike elements is an array of anything. */
  private static ValueType commonType(List<Expression> elements) {
    ValueType common = elements.isEmpty() ? ValueType.UNKNOWN : elements.getFirst().type();
    return elements.stream().allMatch(element -> element.type() == common)
        ? common
        : ValueType.UNKNOWN;
  }

  private Expression named(Token token) {
    String name = token.text();
    if (current().is("(")) {
      position++;
      if (triggers.contains(name)) {
        throw new FormulaException(
            token.position(), name + " is a trigger's name here and cannot be called");
      }
      return Functions.call(token.position(), name, list(")"));
    }
    ValueType variable = variables.get(name);
    if (variable != null) {
      return new Expression(variable, scope -> scope.variable(name));
    }
    return switch (name) {
      case "true" -> new Expression(ValueType.BOOLEAN, scope -> true);
      case "false" -> new Expression(ValueType.BOOLEAN, scope -> false);
      case "nil" -> new Expression(ValueType.NIL, scope -> null);
      default -> {
        if (!triggers.contains(name)) {
          throw new FormulaException(
              token.position(),
              "no trigger is named "
                  + name
                  + "; set spec.triggers[].name (here: "
                  + String.join(", ", triggers)
                  + ")");
        }
        yield new Expression(ValueType.FLOAT, scope -> scope.trigger(name));
      }
    };
  }

  private List<Expression> list(String close) {
    List<Expression> elements = new ArrayList<>();
    while (!current().is(close)) {
      if (!elements.isEmpty()) {
        expect(",");
        if (current().is(close)) {
          break;
        }
      }
      elements.add(expression(0));
    }
    position++;
    return elements;
  }

  private Expression number(Token token) {
    String digits = token.text().replace("_", "");
    try {
      if (digits.matches("[0-9]+")) {
        long value = Long.parseLong(digits);
        return new Expression(ValueType.INTEGER, new Expression.Literal(value));
      }
      double value = Double.parseDouble(digits);
      return new Expression(ValueType.FLOAT, scope -> value);
    } catch (NumberFormatException e) {
      throw new FormulaException(token.position(), "'" + token.text() + "' is not a number");
    }
  }

  private void expect(String symbol) {
    if (!current().is(symbol)) {
      throw new FormulaException(
          current().position(), "expected " + symbol + ", not " + current().text());
    }
    position++;
  }

  private FormulaException unexpected() {
    return new FormulaException(current().position(), "unexpected " + current().text());
  }

  private Token current() {
    return tokens.get(position);
  }
}
