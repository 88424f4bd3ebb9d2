package dev.scaleproof.jobs;

import dev.scaleproof.jobs.ConsumerScripts.Ending;
import dev.scaleproof.jobs.QueueException.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Writes the ends of attempts to Redis, all that have come up while the write before was under way
 * in one call: each on its own when there is little to do, many for one sync of Redis' disk when
 * there is much. Repeats until Redis has answered.
 */
final class Ledger {
  private static final int MOST_AT_ONCE = 128;
  private static final int TRIES_OF_THE_REFUSED = 5;

  /** The word for what Redis refused to write, so that the job comes again with its lease's end. */
  static final String REFUSED = "refused";

  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final ConsumerScripts scripts;
  private final IntConsumer written;
  private final Consumer<QueueException> troubled;
  private final Thread thread = Thread.ofVirtual().name("job-ledger").unstarted(this::run);
  private volatile boolean stopped;

  private record Ended(Ending ending, Consumer<String> word) {}

  /**
   * @param written told how many ends a call has written, after their own words
   */
  Ledger(ConsumerScripts scripts, IntConsumer written, Consumer<QueueException> troubled) {
    this.scripts = scripts;
    this.written = written;
    this.troubled = troubled;
  }

  void start() {
    thread.start();
  }

  /**
   * @param word takes the script's word for it, or {@link #REFUSED}
   */
  void add(Ending ending, Consumer<String> word) {
    ended.add(new Ended(ending, word));
  }

  /** Ends the thread; what is not written by then stays unwritten. */
  void stop() {
    stopped = true;
    thread.interrupt();
  }

  private void run() {
    List<Ended> batch = new ArrayList<>();
    Pause pause = new Pause();
    try {
      while (!stopped) {
        batch.add(ended.take());
        ended.drainTo(batch, MOST_AT_ONCE - 1);
        write(batch, pause);
        batch.clear();
      }
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  /** A batch that Redis refuses is written one by one, so that one bad job holds back no other. */
  private void write(List<Ended> batch, Pause pause) throws InterruptedException {
    int refused = 0;
    while (!stopped) {
      try {
        tell(batch, scripts.finish(batch.stream().map(Ended::ending).toList()));
        pause.reset();
        return;
      } catch (QueueException e) {
        troubled.accept(e);
        boolean refusal = e.trouble() == Trouble.REFUSED;
        if (refusal && batch.size() > 1) {
          for (Ended one : batch) {
            write(List.of(one), pause);
          }
          return;
        }
        if (refusal && ++refused == TRIES_OF_THE_REFUSED) {
          tell(batch, Collections.nCopies(batch.size(), REFUSED));
          return;
        }
        pause.sleep();
      }
    }
  }

  private void tell(List<Ended> batch, List<String> words) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).word().accept(words.get(i));
    }
    written.accept(batch.size());
  }
}
