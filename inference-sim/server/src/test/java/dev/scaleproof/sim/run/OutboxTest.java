package dev.scaleproof.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.sim.engine.FinishReason;
import dev.scaleproof.sim.engine.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final List<String> log = new ArrayList<>();
  private final Queue<Runnable> eventLoop = new ArrayDeque<>();
  private final List<String> wakeUps = new ArrayList<>();
  private final Outbox outbox = new Outbox(eventLoop::add, () -> wakeUps.add("wake"));

  @Test
  void anEventLoopThatKeepsUpSendsEachStreamsTokenBeforeItTurnsToTheNext() {
    step(stream("a", true), stream("b", true));

    runAll();

    assertThat(log).containsExactly("a 1", "a sent", "b 1", "b sent");
  }

  @Test
  void streamsThatShareAConnectionAreSentTogether() {
    step(stream("a", false), stream("b", false));

    runAll();

    assertThat(log).containsExactly("a 1", "b 1", "a sent", "b sent");
  }

  @Test
  void whatOneStreamGetsInOneStepIsSentOnce() {
    Sequence stalled = stream("a", true);
    step(stalled, stalled, stream("b", true));

    runAll();

    assertThat(log).containsExactly("a 1", "a 2", "a sent", "b 1", "b sent");
  }

  @Test
  void anEventLoopThatIsBehindWritesAllStepsBeforeItSends() {
    Sequence a = stream("a", true);
    step(a);
    step(a);
    step(a);

    eventLoop.remove().run();

    assertThat(log.subList(0, 4)).containsExactly("a 1", "a 2", "a 3", "a sent");
    log.clear();
    runAll();
    assertThat(log).isEmpty();
  }

  @Test
  void writtenMeansThatEverythingBeforeIsOut() {
    step(stream("a", true));
    step(stream("b", true));
    var written = outbox.written();

    eventLoop.remove().run();
    assertThat(log).contains("a sent", "b sent");
    assertThat(written).isNotDone();
    runAll();

    assertThat(written).isDone();
  }

  @Test
  void anEngineThatWaitsIsWokenOnceThereIsRoom() {
    Sequence a = stream("a", true);
    while (!outbox.isFull()) {
      step(a);
    }
    int steps = eventLoop.size();

    runAll();

    assertThat(outbox.isFull()).isFalse();
    assertThat(wakeUps).containsExactly("wake");
    assertThat(log.stream().filter(line -> !line.endsWith("sent"))).hasSize(steps);
  }

  @Test
  void anEventLoopThatHasEndedHoldsNothingUp() {
    Outbox closed =
        new Outbox(
            task -> {
              throw new RejectedExecutionException();
            },
            () -> wakeUps.add("wake"));
    for (int i = 0; i < 1000; i++) {
      closed.batch().token(stream("a", true), i);
      closed.send();
    }

    assertThat(closed.isFull()).isFalse();
    assertThat(closed.written()).isDone();
  }

  private void step(Sequence... streams) {
    for (Sequence stream : streams) {
      outbox.batch().token(stream, 0);
    }
    outbox.send();
  }

  private void runAll() {
    for (Runnable task = eventLoop.poll(); task != null; task = eventLoop.poll()) {
      task.run();
    }
  }

  private Sequence stream(String name, boolean alone) {
    return Sequence.of(name, new int[] {1})
        .maxTokens(9)
        .attachment(new Stream(name, alone))
        .build();
  }

  private final class Stream extends Generation {
    private final String name;
    private final boolean alone;
    private int tokens;

    Stream(String name, boolean alone) {
      super(outbox, new GenerationRequest(1), position -> 0, true);
      this.name = name;
      this.alone = alone;
    }

    @Override
    protected void emit(Sequence sequence, int tokenId, @Nullable FinishReason reason) {
      log.add(name + " " + ++tokens);
    }

    @Override
    protected void flush() {
      log.add(name + " sent");
    }

    @Override
    protected boolean isAlone() {
      return alone;
    }

    @Override
    protected void giveUp() {
      log.add(name + " given up");
    }

    @Override
    protected boolean stopsAt(Sequence sequence, int tokenId) {
      return false;
    }
  }
}
