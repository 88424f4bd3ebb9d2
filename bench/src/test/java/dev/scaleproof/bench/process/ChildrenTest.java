package dev.scaleproof.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "needs /proc")
class ChildrenTest {
  @TempDir private Path folder;

  @Test
  void findsTheReadyLineAndLeavesNothingBehind() throws Exception {
    Child child;
    long grandchild;
    try (Children children = new Children()) {
      child = start(children, "sleep 60 & echo noise; echo ready http://127.0.0.1:$!; wait");
      // The stand-in for a port is the grandchild's id.
      grandchild = Long.parseLong(child.awaitReadyLine(Duration.ofSeconds(10)).split(":", -1)[2]);
      assertThat(ProcessHandle.of(grandchild)).isPresent();
      assertThat(child.cpuSeconds()).isBetween(0.0, 5.0);
      assertThat(child.residentBytes()).isPositive();
    }
    assertThat(child.alive()).isFalse();
    assertThat(ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void whatIgnoresTheFirstSignalIsKilled() throws Exception {
    Children children = new Children();
    Child child =
        start(children, "trap '' TERM; echo ready http://x; while true; do sleep 0.1; done");
    child.awaitReadyLine(Duration.ofSeconds(10));

    children.close();

    child.await("ended", Duration.ofSeconds(5), () -> !child.alive());
  }

  @Test
  void sayWhyOneNeverBecameReady() throws Exception {
    try (Children children = new Children()) {
      Child child = start(children, "echo port taken; echo; exit 3");

      assertThatExceptionOfType(ChildException.class)
          .isThrownBy(() -> child.awaitReadyLine(Duration.ofSeconds(10)))
          .withMessage("sh ended with code 3 before it was ready; its log ends: port taken");
    }
  }

  private Child start(Children children, String script) throws Exception {
    return children.start("sh", Invocation.of(List.of("sh", "-c", script)), folder);
  }
}
