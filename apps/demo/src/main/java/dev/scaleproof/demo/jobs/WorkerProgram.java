package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Program;

/** What a worker's process needs. */
final class WorkerProgram {
  /** The embedding model and its work space, beside the heap. */
  static final int MODEL_MEGABYTES = 160;

  private static final int HEAP_MEGABYTES = 160;

  private WorkerProgram() {}

  /** The same program with the memory that it needs. */
  static Program of(Program worker) {
    return worker.needing(HEAP_MEGABYTES, MODEL_MEGABYTES);
  }
}
