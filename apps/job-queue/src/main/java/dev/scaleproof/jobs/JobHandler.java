package dev.scaleproof.jobs;

/** Does the work of a job. */
@FunctionalInterface
public interface JobHandler {
  /**
   * Called on a virtual thread of its own for each attempt, as many at once as the consumer's
   * concurrency. The thread is interrupted when the attempt took longer than the consumer's limit,
   * when its lease was lost to another worker, and when the grace period of a drain ended. The same
   * job can come more than once, and even run twice at the same time; only one result is stored.
   *
   * @throws Exception anything, which counts as {@link JobOutcome.Retry}
   */
  JobOutcome handle(Job job, JobContext context) throws Exception;
}
