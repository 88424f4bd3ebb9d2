package dev.scaleproof.twin.formula;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A compiled formula of {@code spec.advanced.scalingModifiers}.
 *
 * <p>KEDA uses the language of expr-lang 1.17; supported here are numbers, booleans, nil and arrays
 * with the operators and functions on them. Types are checked when compiling, as there. Immutable.
 */
public final class Formula {
  private static final String COMPOSITE = "let _kedaCompositeResult = ";
  private static final double DUMMY = -1;

  private final Expression root;

  private Formula(Expression root) {
    this.root = root;
  }

  /**
   * Compiles a formula and tries it on -1 for every trigger, as KEDA's webhook does ({@code
   * validateScalingModifiersFormula}).
   *
   * @param triggers the names that it may use
   * @throws FormulaException if KEDA would refuse it or it uses something unsupported
   */
  public static Formula compile(String text, Set<String> triggers) {
    String cast = castToFloat(text);
    // Positions are reported in the text as the user wrote it.
    int shift = cast.indexOf(text);
    Formula formula = new Formula(new FormulaParser(cast, shift, new TreeSet<>(triggers)).parse());
    Map<String, Double> dummies = new HashMap<>();
    triggers.forEach(name -> dummies.put(name, DUMMY));
    formula.root.evaluate(new Scope(dummies));
    return formula;
  }

  /**
   * Computes the result.
   *
   * @param values by trigger; a name that is missing or null is {@code nil}
   * @return null for {@code nil}
   * @throws FormulaException if the values do not fit or the result is not a number
   */
  public @Nullable Double evaluate(Map<String, @Nullable Double> values) {
    Object result = root.evaluate(new Scope(values));
    if (result == null || result instanceof Double) {
      return (Double) result;
    }
    throw new FormulaException("the result is " + result + ", which is not a float");
  }

  /** castToFloatIfNecessary in KEDA's scaledobject_webhook.go. */
  private static String castToFloat(String formula) {
    if (formula.contains("??")) {
      return formula.startsWith(COMPOSITE)
          ? formula
          : COMPOSITE
              + "("
              + formula
              + "); _kedaCompositeResult == nil ? nil : float(_kedaCompositeResult)";
    }
    return formula.startsWith("float(") ? formula : "float(" + formula + ")";
  }
}
