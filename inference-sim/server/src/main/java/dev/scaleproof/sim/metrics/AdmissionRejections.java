package dev.scaleproof.sim.metrics;

/** Requests that a queue limit turned away. Thread-safe. */
public final class AdmissionRejections {
  private final SampleTable table = new SampleTable();
  private final Family family = Family.counter(table, "vllm:admission_rejections");
  private final int byRequests;

  AdmissionRejections(String model) {
    // The only vLLM family without an engine label.
    byRequests = family.series("model_name", model, "reason", "max_num_queued_reqs");
    family.series("model_name", model, "reason", "max_num_queued_tokens");
    table.publish();
  }

  /** One more that {@code --max-num-queued-reqs} turned away. */
  public synchronized void queueFull() {
    table.add(byRequests, 1);
    table.publish();
  }

  Family family() {
    return family;
  }

  double[] snapshot() {
    return table.snapshot();
  }
}
