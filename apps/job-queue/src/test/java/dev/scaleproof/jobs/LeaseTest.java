package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.jobs.ConsumerScripts.Ending;
import dev.scaleproof.jobs.ConsumerScripts.Ending.Kind;
import dev.scaleproof.jobs.ConsumerScripts.Held;
import io.lettuce.core.Consumer;
import io.lettuce.core.XClaimArgs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who owns a job, step by step; a lease ends here by Redis being told that its time is over. */
final class LeaseTest {
  @RegisterExtension final QueueFixture fixture = new QueueFixture();

  private JobQueues queues;
  private ConsumerScripts one;
  private ConsumerScripts other;

  @BeforeEach
  void connect() {
    queues = fixture.queues();
    one = scripts();
    other = scripts();
  }

  private ConsumerScripts scripts() {
    RedisLink link = fixture.keep(new RedisLink(fixture.redis().settings(), Duration.ZERO));
    return new ConsumerScripts(link, fixture.quick().withLease(Duration.ofMinutes(1)));
  }

  private String submit() {
    return queues.submit(fixture.queue(), JobDocument.of("a"), null).id();
  }

  private static Delivery.Begun begun(ConsumerScripts by) {
    return (Delivery.Begun) by.take(1, true).deliveries().getFirst();
  }

  private void endLease(Delivery.Begun of) {
    fixture
        .direct()
        .xclaim(
            "jobs:" + fixture.queue(),
            Consumer.from("workers", "nobody"),
            new XClaimArgs().minIdleTime(0).idle(120_000).justid(),
            of.entry());
  }

  private static String finish(ConsumerScripts by, Delivery.Begun run, Kind kind, String payload) {
    return by.finish(List.of(new Ending(run.id(), run.lease(), kind, payload, 0))).getFirst();
  }

  private String counted(String what) {
    String count = fixture.direct().hget("jobs:" + fixture.queue() + ":counts", what);
    return count == null ? "0" : count;
  }

  private JobState state(String id) {
    return queues.find(id).orElseThrow();
  }

  private static Held held(Delivery.Begun run) {
    return new Held(run.id(), run.entry(), run.lease());
  }

  @Test
  void aJobUnderALeaseGoesToNobodyElse() {
    submit();
    begun(one);
    assertThat(other.take(5, true).deliveries()).isEmpty();
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 1, 0, 0));
  }

  @Test
  void anEndedLeaseIsTakenOverAndCounted() {
    String id = submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    Delivery.Begun second = begun(other);
    assertThat(second.id()).isEqualTo(id);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.redelivered()).isTrue();
    assertThat(counted("redelivered")).isEqualTo("1");
  }

  @Test
  void leasesAreLookedForOnlyWhenAsked() {
    submit();
    endLease(begun(one));
    assertThat(other.take(1, false).deliveries()).isEmpty();
    assertThat(other.take(1, true).deliveries()).hasSize(1);
  }

  @Test
  void anEndedLeaseIsFoundBehindManyThatRun() {
    for (int i = 0; i < 200; i++) {
      submit();
    }
    List<Delivery> running = one.take(200, true).deliveries();
    endLease((Delivery.Begun) running.get(150));
    assertThat(other.take(1, true).deliveries()).hasSize(1);
  }

  @Test
  void onlyTheOwnerRenews() {
    submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    assertThat(one.renew(List.of(held(first)))).containsExactly(true);
    assertThat(other.take(1, true).deliveries()).isEmpty();

    endLease(first);
    Delivery.Begun second = begun(other);
    assertThat(one.renew(List.of(held(first)))).containsExactly(false);
    assertThat(other.renew(List.of(held(second)))).containsExactly(true);
  }

  @Test
  void aWorkerThatLostItsLeaseOverwritesNoResult() {
    String id = submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    Delivery.Begun second = begun(other);
    assertThat(finish(other, second, Kind.DONE, "\"new\"")).isEqualTo("stored");
    assertThat(finish(one, first, Kind.DONE, "\"old\"")).isEqualTo("duplicate");
    assertThat(state(id).result()).isEqualTo("\"new\"");
    assertThat(counted("duplicates")).isEqualTo("1");
  }

  @Test
  void theFirstResultIsTheJobsEvenIfItsLeaseIsLost() {
    String id = submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    Delivery.Begun second = begun(other);
    assertThat(finish(one, first, Kind.DONE, "\"old\"")).isEqualTo("stored");
    assertThat(finish(other, second, Kind.DONE, "\"new\"")).isEqualTo("duplicate");
    assertThat(state(id).result()).isEqualTo("\"old\"");
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
  }

  @Test
  void aLateResultAlsoEndsAJobThatWaitsForItsRetry() {
    String id = submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    assertThat(finish(other, begun(other), Kind.RETRY, "broken")).isEqualTo("retried");
    assertThat(finish(one, first, Kind.DONE, "{}")).isEqualTo("stored");
    assertThat(state(id).status()).isEqualTo(JobStatus.DONE);
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
    assertThat(other.take(1, true).deliveries()).isEmpty();
  }

  @Test
  void aWorkerThatLostItsLeaseFailsNothing() {
    String id = submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    begun(other);
    for (Kind kind : List.of(Kind.RETRY, Kind.DEAD, Kind.BACK)) {
      assertThat(finish(one, first, kind, "broken")).isEqualTo("lost");
    }
    assertThat(state(id).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 1, 0, 0));
  }

  @Test
  void aLeaseOfTheSameWorkerIsAnotherOneWhenItTakesTheJobAgain() {
    submit();
    Delivery.Begun first = begun(one);
    endLease(first);
    Delivery.Begun second = begun(one);
    assertThat(finish(one, first, Kind.RETRY, "broken")).isEqualTo("lost");
    assertThat(finish(one, second, Kind.DONE, "{}")).isEqualTo("stored");
  }

  /** The client sends again what was under way when a connection broke. */
  @Test
  void whatIsSentTwiceHappensOnce() {
    String id = submit();
    Delivery.Begun run = begun(one);
    assertThat(finish(one, run, Kind.RETRY, "broken")).isEqualTo("retried");
    assertThat(finish(one, run, Kind.RETRY, "broken")).isEqualTo("retried");
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 1, 0));
    Delivery.Begun again = begun(one);
    assertThat(finish(one, again, Kind.BACK, "")).isEqualTo("back");
    assertThat(finish(one, again, Kind.BACK, "")).isEqualTo("back");
    Delivery.Begun last = begun(one);
    assertThat(finish(one, last, Kind.DONE, "{}")).isEqualTo("stored");
    assertThat(finish(one, last, Kind.DONE, "{}")).isEqualTo("stored");
    assertThat(counted("duplicates")).isEqualTo("0");
    assertThat(state(id).attempts()).isEqualTo(3);
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
  }

  @Test
  void aJobThatKillsItsWorkersIsGivenUp() {
    String id = submit();
    for (int i = 0; i < 3; i++) {
      endLease(begun(one));
    }
    assertThat(other.take(1, true).deliveries())
        .containsExactly(new Delivery.Buried(id, "delivered 3 times without a result"));
    assertThat(state(id).status()).isEqualTo(JobStatus.DEAD);
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 1));
  }

  @Test
  void whatWasHandedBackIsNoFailure() {
    String id = submit();
    for (int i = 0; i < 10; i++) {
      assertThat(finish(one, begun(one), Kind.BACK, "")).isEqualTo("back");
    }
    assertThat(finish(one, begun(one), Kind.DONE, "{}")).isEqualTo("stored");
    assertThat(state(id).attempts()).isEqualTo(11);
  }

  @Test
  void anEntryThatWasReadButNotBegunIsBegunByItsReaderOnly() {
    one.take(1, true);
    submit();
    List<String> entries = one.await(1, Duration.ofMillis(100));
    assertThat(entries).hasSize(1);
    assertThat(other.start(entries)).isEmpty();
    assertThat(one.start(entries)).hasSize(1);
  }

  @Test
  void aSecondEntryOfTheSameJobIsDropped() {
    String id = submit();
    fixture.direct().xadd("jobs:" + fixture.queue(), "id", id, "job", "{\"question\":\"a\"}");
    List<Delivery> deliveries = one.take(5, true).deliveries();
    assertThat(deliveries.getFirst()).isInstanceOf(Delivery.Begun.class);
    assertThat(deliveries.getLast()).isEqualTo(new Delivery.Duplicate(id));
    assertThat(counted("duplicates")).isEqualTo("1");
    assertThat(finish(one, (Delivery.Begun) deliveries.getFirst(), Kind.DONE, "{}"))
        .isEqualTo("stored");

    fixture.direct().xadd("jobs:" + fixture.queue(), "id", id, "job", "{\"question\":\"a\"}");
    assertThat(one.take(5, true).deliveries()).containsExactly(new Delivery.Duplicate(id));
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
  }

  @Test
  void consumersThatHoldNothingAreForgottenWhenTheyLeave() {
    submit();
    Delivery.Begun run = begun(one);
    other.take(1, true);
    one.leave();
    other.leave();
    assertThat(fixture.direct().xinfoConsumers("jobs:" + fixture.queue(), "workers")).hasSize(1);
    finish(one, run, Kind.DONE, "{}");
    one.leave();
    assertThat(fixture.direct().xinfoConsumers("jobs:" + fixture.queue(), "workers")).isEmpty();
  }

  @Test
  void aPendingEntryThatSomebodyDeletedIsForgotten() {
    submit();
    Delivery.Begun run = begun(one);
    fixture.direct().xdel("jobs:" + fixture.queue(), run.entry());
    endLease(run);
    assertThat(other.take(1, true).deliveries()).isEmpty();
    assertThat(queues.depth(fixture.queue())).isEqualTo(new QueueDepth(0, 0, 0, 0));
  }
}
