package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Function calls, with the types of their arguments checked. */
final class Functions {
  private Functions() {}

  static Node call(int position, String name, List<Node> arguments) {
    if (RangeFunctions.NAMES.contains(name)) {
      expect(position, name, arguments, 1, 1);
      Node.Range range = range(name, arguments.getFirst());
      return new Node.Vector(position, evaluation -> RangeFunctions.apply(name, range, evaluation));
    }
    return switch (name) {
      case "quantile_over_time" -> {
        expect(position, name, arguments, 2, 2);
        Node q = scalar(name, arguments.get(0));
        Node.Range range = range(name, arguments.get(1));
        yield new Node.Vector(
            position,
            evaluation -> RangeFunctions.quantile(Node.number(q, evaluation), range, evaluation));
      }
      case "histogram_quantile" -> {
        expect(position, name, arguments, 2, 2);
        Node q = scalar(name, arguments.get(0));
        Node buckets = vector(name, arguments.get(1));
        yield new Node.Vector(
            position,
            evaluation ->
                histogramQuantile(Node.number(q, evaluation), Node.vector(buckets, evaluation)));
      }
      case "vector" -> {
        expect(position, name, arguments, 1, 1);
        Node value = scalar(name, arguments.getFirst());
        yield new Node.Vector(
            position,
            evaluation -> List.of(new Sample("", Map.of(), Node.number(value, evaluation))));
      }
      case "scalar" -> {
        expect(position, name, arguments, 1, 1);
        Node value = vector(name, arguments.getFirst());
        yield new Node.Scalar(
            position,
            evaluation -> {
              List<Sample> samples = Node.vector(value, evaluation);
              return samples.size() == 1 ? samples.getFirst().value() : Double.NaN;
            });
      }
      case "time" -> {
        expect(position, name, arguments, 0, 0);
        yield new Node.Scalar(position, evaluation -> evaluation.at() / 1000.0);
      }
      case "absent" -> absent(position, arguments);
      default -> elementwise(position, name, arguments);
    };
  }

  private static Node elementwise(int position, String name, List<Node> arguments) {
    int most =
        switch (name) {
          case "abs", "ceil", "floor", "sqrt", "exp", "ln", "sgn" -> 1;
          case "clamp_min", "clamp_max", "round" -> 2;
          case "clamp" -> 3;
          default ->
              throw new QueryException(position, "function " + name + " is not supported here");
        };
    expect(position, name, arguments, name.equals("round") ? 1 : most, most);
    Node vector = vector(name, arguments.getFirst());
    List<Node> parameters = arguments.stream().skip(1).map(node -> scalar(name, node)).toList();
    return new Node.Vector(
        position,
        evaluation -> {
          double[] numbers =
              parameters.stream().mapToDouble(node -> Node.number(node, evaluation)).toArray();
          if (name.equals("clamp") && numbers[0] > numbers[1]) {
            return List.of();
          }
          DoubleUnaryOperator operator = operator(name, numbers);
          List<Sample> result = new ArrayList<>();
          for (Sample sample : Node.vector(vector, evaluation)) {
            result.add(sample.unnamed(operator.applyAsDouble(sample.value())));
          }
          return result;
        });
  }

  private static DoubleUnaryOperator operator(String name, double[] numbers) {
    return switch (name) {
      case "abs" -> Math::abs;
      case "ceil" -> Math::ceil;
      case "floor" -> Math::floor;
      case "sqrt" -> Math::sqrt;
      case "exp" -> Math::exp;
      case "ln" -> Math::log;
      case "sgn" -> Math::signum;
      case "clamp_min" -> value -> Math.max(numbers[0], value);
      case "clamp_max" -> value -> Math.min(numbers[0], value);
      case "clamp" -> value -> Math.max(numbers[0], Math.min(numbers[1], value));
      default -> {
        // round: halves upwards, to a multiple.
        double inverse = 1.0 / (numbers.length == 0 ? 1.0 : numbers[0]);
        yield value -> Math.floor(value * inverse + 0.5) / inverse;
      }
    };
  }

  private static Node absent(int position, List<Node> arguments) {
    expect(position, "absent", arguments, 1, 1);
    Node vector = vector("absent", arguments.getFirst());
    Map<String, String> labels =
        vector instanceof Node.Selection selection
            ? selection.selector().certainLabels()
            : Map.of();
    return new Node.Vector(
        position,
        evaluation ->
            Node.vector(vector, evaluation).isEmpty()
                ? List.of(new Sample("", labels, 1))
                : List.of());
  }

  private static List<Sample> histogramQuantile(double q, List<Sample> buckets) {
    Map<Map<String, String>, TreeMap<Double, Double>> histograms = new HashMap<>();
    for (Sample bucket : buckets) {
      String bound = bucket.labels().get("le");
      if (bound == null) {
        continue;
      }
      double upper;
      try {
        upper = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
      } catch (NumberFormatException e) {
        continue;
      }
      Map<String, String> others = new TreeMap<>(bucket.labels());
      others.remove("le");
      histograms
          .computeIfAbsent(others, labels -> new TreeMap<>())
          .merge(upper, bucket.value(), Double::sum);
    }
    List<Sample> result = new ArrayList<>();
    histograms.forEach(
        (labels, counts) -> result.add(new Sample("", labels, Quantiles.ofBuckets(q, counts))));
    return result;
  }

  private static void expect(int position, String name, List<Node> arguments, int least, int most) {
    if (arguments.size() < least || arguments.size() > most) {
      throw new QueryException(
          position,
          name
              + " takes "
              + (least == most ? least : least + " to " + most)
              + " arguments, not "
              + arguments.size());
    }
  }

  private static Node.Range range(String name, Node node) {
    if (node instanceof Node.Range range) {
      return range;
    }
    throw wrongType(name, "a range vector such as metric[5m]", node);
  }

  private static Node vector(String name, Node node) {
    if (BinaryNodes.isVector(node)) {
      return node;
    }
    throw wrongType(name, "an instant vector", node);
  }

  private static Node scalar(String name, Node node) {
    if (node instanceof Node.Scalar) {
      return node;
    }
    throw wrongType(name, "a scalar", node);
  }

  private static QueryException wrongType(String name, String wanted, Node node) {
    return new QueryException(
        node.position(), name + " takes " + wanted + ", not " + node.typeWord());
  }
}
