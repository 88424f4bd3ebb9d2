package dev.scaleproof.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * One chart: an SVG that stretches to any width, with its text in HTML beside it so that it stays
 * readable on a phone. Lines keep their width and dots stay round, because neither scales. Not
 * thread-safe.
 */
final class Panel {
  /** A value over time. */
  record Dot(double t, double value) {}

  private static final double WIDTH = 1000;
  private static final double HEIGHT = 200;

  private final String id;
  private final String title;
  private final String note;
  private final Scale time;
  private final Scale values;
  private final DoubleFunction<String> label;
  private final List<String> shapes = new ArrayList<>();
  private final List<String> overlays = new ArrayList<>();
  private final List<String> descriptions = new ArrayList<>();

  Panel(
      String id,
      String title,
      String note,
      Scale time,
      Scale values,
      DoubleFunction<String> label) {
    this.id = id;
    this.title = title;
    this.note = note;
    this.time = time;
    this.values = values;
    this.label = label;
  }

  /** A line that holds each value until the next, with what is below it shaded. */
  void steps(String style, List<Dot> dots) {
    if (dots.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder("M" + point(dots.getFirst()));
    for (Dot dot : dots.subList(1, dots.size())) {
      path.append('H').append(x(dot.t())).append('V').append(y(dot.value()));
    }
    String area = path + "V" + format(HEIGHT) + "H" + x(dots.getFirst().t()) + "Z";
    shapes.add("<path class=\"area %s\" d=\"%s\"/>".formatted(style, area));
    shapes.add("<path class=\"line %s\" d=\"%s\"/>".formatted(style, path));
  }

  /** A straight line from value to value, with what is below it shaded. */
  void line(String style, List<Dot> dots) {
    if (dots.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (Dot dot : dots) {
      path.append(path.isEmpty() ? "M" : "L").append(point(dot));
    }
    String base = format(HEIGHT);
    String area = path + "V" + base + "H" + x(dots.getFirst().t()) + "Z";
    shapes.add("<path class=\"area %s\" d=\"%s\"/>".formatted(style, area));
    shapes.add("<path class=\"line %s\" d=\"%s\"/>".formatted(style, path));
  }

  /** One dot a value; those above the axis stand at its top. */
  void dots(String style, List<Dot> dots) {
    StringBuilder path = new StringBuilder();
    for (Dot dot : dots) {
      // A line of no length with round ends.
      path.append('M').append(point(dot)).append("h0");
    }
    if (!path.isEmpty()) {
      shapes.add("<path class=\"dots %s\" d=\"%s\"/>".formatted(style, path));
    }
  }

  /** A level across the whole chart, with its name. */
  void level(double value, String name) {
    shapes.add("<path class=\"level\" d=\"M0 %sH%s\"/>".formatted(y(value), format(WIDTH)));
    overlays.add(
        "<span class=\"level-name\" style=\"top:%s%%\">%s</span>"
            .formatted(format(100 - values.percent(value)), Html.escape(name)));
  }

  /** A word at a value. */
  void mark(String style, Dot dot, String text) {
    overlays.add(
        "<span class=\"mark %s\" style=\"left:%s%%;top:%s%%\">%s</span>"
            .formatted(
                style,
                format(time.percent(dot.t())),
                format(100 - values.percent(dot.value())),
                Html.escape(text)));
  }

  /** A sentence for those who cannot see the chart. */
  void describe(String sentence) {
    descriptions.add(sentence);
  }

  String html() {
    StringBuilder grid = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    for (double tick : values.ticks()) {
      grid.append("<path class=\"grid\" d=\"M0 %sH%s\"/>".formatted(y(tick), format(WIDTH)));
      labels.append(
          "<span class=\"y\" style=\"top:%s%%\">%s</span>"
              .formatted(format(100 - values.percent(tick)), Html.escape(label.apply(tick))));
    }
    for (double tick : time.ticks()) {
      labels.append(
          "<span class=\"x\" style=\"left:%s%%\">%s</span>"
              .formatted(format(time.percent(tick)), Html.escape(Words.number(tick))));
    }
    return """
    <figure class="panel" id="%1$s">
    <figcaption><b>%2$s</b> <span>%3$s</span></figcaption>
    <div class="plot">
    <svg viewBox="0 0 %4$s %5$s" preserveAspectRatio="none" role="img" aria-labelledby="%1$s-title %1$s-desc">
    <title id="%1$s-title">%2$s</title><desc id="%1$s-desc">%6$s</desc>
    %7$s%8$s</svg>
    %9$s%10$s<i class="cursor"></i>
    </div>
    </figure>
    """
        .formatted(
            id,
            Html.escape(title),
            Html.escape(note),
            format(WIDTH),
            format(HEIGHT),
            Html.escape(String.join(" ", descriptions)),
            grid,
            String.join("\n", shapes),
            labels,
            String.join("\n", overlays));
  }

  private String point(Dot dot) {
    return x(dot.t()) + " " + y(dot.value());
  }

  private String x(double t) {
    return format(WIDTH * time.percent(t) / 100);
  }

  private String y(double value) {
    return format(HEIGHT * (1 - values.percent(Math.min(value, values.max())) / 100));
  }

  private static String format(double number) {
    String text = String.format(Locale.ROOT, "%.1f", number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
