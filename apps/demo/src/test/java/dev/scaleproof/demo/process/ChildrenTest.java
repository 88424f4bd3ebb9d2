package dev.scaleproof.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path logs;

  @Test
  void aChildSaysWhereItServesAndHowMuchCpuItUsed() throws Exception {
    try (Children children = new Children(logs)) {
      Child child = children.start("one", TinyChild.program(), List.of("serve"));
      assertThat(child.awaitReady(LONG)).isEqualTo(URI.create("http://127.0.0.1:4242"));
      assertThat(child.cpu()).isPositive();
    }
  }

  @Test
  void sigtermEndsAChild() throws Exception {
    try (Children children = new Children(logs)) {
      Child child = children.start("one", TinyChild.program(), List.of("serve"));
      child.awaitReady(LONG);
      child.terminate();
      assertThat(child.exit().get(30, TimeUnit.SECONDS)).isEqualTo(128 + 15);
      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void aChildThatEndsBeforeItIsReadyIsReportedWithTheEndOfItsLog() throws Exception {
    try (Children children = new Children(logs)) {
      Child child = children.start("vllm-sim-1", TinyChild.program(), List.of("fail"));
      assertThatThrownBy(() -> child.awaitReady(LONG))
          .isInstanceOf(ChildException.class)
          .hasMessage(
              "vllm-sim-1 ended with exit status 3 before it was ready;"
                  + " its log ends: port 8000 is taken");
    }
  }

  @Test
  void aChildThatNeverBecomesReadyIsReported() throws Exception {
    try (Children children = new Children(logs)) {
      Child child = children.start("vllm-sim-1", TinyChild.program(), List.of("silent"));
      assertThatThrownBy(() -> child.awaitReady(Duration.ofMillis(10)))
          .isInstanceOf(ChildException.class)
          .hasMessageStartingWith("vllm-sim-1 was not ready after 0 s");
    }
  }

  @Test
  void closingLeavesNoChildBehindAndStartsNoMore() throws Exception {
    Children children = new Children(logs);
    Child child = children.start("one", TinyChild.program(), List.of("silent"));
    children.close();
    assertThat(child.isAlive()).isFalse();
    assertThatThrownBy(() -> children.start("two", TinyChild.program(), List.of("silent")))
        .isInstanceOf(ChildException.class)
        .hasMessageContaining("two was not started");
  }

  @Test
  void aChildEndsWhenItsParentIsKilled() throws Exception {
    assertThat(exitOfGrandchildAfter(Child::kill)).isTrue();
  }

  @Test
  void aChildEndsWhenItsParentIsTerminated() throws Exception {
    assertThat(exitOfGrandchildAfter(Child::terminate)).isTrue();
  }

  private boolean exitOfGrandchildAfter(Consumer<Child> ending) throws Exception {
    try (Children children = new Children(logs)) {
      Child parent =
          children.start(
              "parent", TinyChild.program(), List.of("parent", logs.resolve("inner").toString()));
      long pid = Long.parseLong(parent.awaitReady(LONG).getPath().substring(1));
      ProcessHandle grandchild = ProcessHandle.of(pid).orElseThrow();
      ending.accept(parent);
      grandchild.onExit().get(30, TimeUnit.SECONDS);
      return !grandchild.isAlive();
    }
  }
}
