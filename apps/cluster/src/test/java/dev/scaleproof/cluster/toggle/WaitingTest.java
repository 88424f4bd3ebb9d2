package dev.scaleproof.cluster.toggle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scaleproof.cluster.toggle.Waiting.Sight;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> told = new ArrayList<>();
  private final Waiting waiting =
      new Waiting(nanos::get, time -> nanos.addAndGet(time.toNanos()), told::add);

  @Test
  void tellsOnlyWhatIsNew() {
    Iterator<Sight> sights =
        List.of(seen("pending"), seen("pending"), seen("loading"), new Sight(true, "")).iterator();

    assertThat(waiting.until(Duration.ofMinutes(1), sights::next)).isTrue();
    assertThat(told).containsExactly("   0 s  pending", "   2 s  loading");
  }

  @Test
  void givesUpInTime() {
    assertThat(waiting.until(Duration.ofSeconds(30), () -> seen("pending"))).isFalse();
    assertThat(Duration.ofNanos(nanos.get())).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void looksOnceEvenWithoutPatience() {
    assertThat(waiting.until(Duration.ZERO, () -> new Sight(true, ""))).isTrue();
  }

  @Test
  void outlivesAnApiServerThatIsAwayForAMoment() {
    Iterator<Integer> codes = List.of(-1, 503, 200).iterator();

    assertThat(
            waiting.until(
                Duration.ofMinutes(1),
                () -> {
                  int code = codes.next();
                  if (code != 200) {
                    throw new KubernetesClientException("away", code, null);
                  }
                  return new Sight(true, "");
                }))
        .isTrue();
    assertThat(told).containsExactly("   0 s  the API server does not answer; trying again");
  }

  @Test
  void doesNotOutliveARefusal() {
    assertThatThrownBy(
            () ->
                waiting.until(
                    Duration.ofMinutes(1),
                    () -> {
                      throw new KubernetesClientException("forbidden", 403, null);
                    }))
        .hasMessage("forbidden");
  }

  private static Sight seen(String words) {
    return new Sight(false, words);
  }
}
