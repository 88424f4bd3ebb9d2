package dev.scaleproof.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.bench.process.Child;
import dev.scaleproof.bench.process.Children;
import dev.scaleproof.bench.process.Invocation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "needs /proc")
class RoundsTest {
  private final List<String> measured = new ArrayList<>();
  private Children children;
  private Target direct;
  private Target proxy;

  @BeforeEach
  void start() throws Exception {
    children = new Children();
    direct = target("direct");
    proxy = target("proxy");
  }

  @AfterEach
  void end() {
    children.close();
  }

  @Test
  void takesTurnsAndForgetsTheWarmUp() throws Exception {
    Result result = run((target, turn) -> target.equals(direct) ? turn : 10.0 * turn);

    assertThat(measured).containsExactly("direct", "proxy", "direct", "proxy", "direct", "proxy");
    assertThat(spread(result, 0, Figure.FIRST_BYTE_P50)).isEqualTo(new Spread(List.of(2.0, 3.0)));
    assertThat(spread(result, 1, Figure.FIRST_BYTE_P50)).isEqualTo(new Spread(List.of(20.0, 30.0)));
  }

  @Test
  void relatesEachRoundToItsOwnBaseline() throws Exception {
    Result result = run((target, turn) -> target.equals(direct) ? turn : 10.0 * turn);

    assertThat(spread(result, 1, Figure.ADDED_P50)).isEqualTo(new Spread(List.of(18.0, 27.0)));
  }

  @Test
  void whatFailsInRoundOneIsLeftOutAfterwardsAndSaysWhy() throws Exception {
    Result result =
        run(
            (target, turn) -> {
              if (target.equals(proxy)) {
                throw new MeasurementException("too slow");
              }
              return 1.0;
            });

    assertThat(measured).containsExactly("direct", "proxy", "direct", "proxy", "direct");
    assertThat(result.rows().get(1).spreads()).isEmpty();
    assertThat(result.rows().get(1).problem()).isEqualTo("too slow");
    assertThat(result.rows().get(0).problem()).isNull();
  }

  @Test
  void withoutABaselineNothingIsRelated() throws Exception {
    Result result =
        run(
            (target, turn) -> {
              if (target.equals(direct)) {
                throw new MeasurementException("gone");
              }
              return 1.0;
            });

    assertThat(result.rows().get(1).spreads()).containsOnlyKeys(Figure.FIRST_BYTE_P50);
  }

  private static Spread spread(Result result, int row, Figure figure) {
    Spread spread = result.rows().get(row).spreads().get(figure);
    assertThat(spread).isNotNull();
    return spread;
  }

  private Result run(BiFunction<Target, Integer, Double> value) throws InterruptedException {
    return new Rounds(2, 1, line -> {}).run(new Fake(value), List.of(direct, proxy));
  }

  private Target target(String name) throws Exception {
    Child child =
        children.start(name, Invocation.of(List.of("sleep", "60")), children.newFolder(name));
    return new Target(name, URI.create("http://127.0.0.1"), child);
  }

  private final class Fake implements Scenario {
    private final BiFunction<Target, Integer, Double> value;

    Fake(BiFunction<Target, Integer, Double> value) {
      this.value = value;
    }

    @Override
    public String key() {
      return "fake";
    }

    @Override
    public String title() {
      return "Fake";
    }

    @Override
    public List<Figure> figures() {
      return List.of(Figure.FIRST_BYTE_P50);
    }

    @Override
    public Map<Figure, Double> measure(Target target, double effort) {
      measured.add(target.name());
      int turn = (int) measured.stream().filter(target.name()::equals).count();
      return Map.of(Figure.FIRST_BYTE_P50, value.apply(target, turn));
    }

    @Override
    public Map<Figure, Double> relative(Map<Figure, Double> baseline, Map<Figure, Double> own) {
      return new FirstByte("m", 1, Duration.ofMillis(20)).relative(baseline, own);
    }
  }
}
