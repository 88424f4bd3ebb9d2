package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Program;
import dev.scaleproof.demo.scrape.MetricsClient;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.report.ResultFiles;
import dev.scaleproof.report.terminal.View;
import java.net.URI;

/**
 * What all runs share, once it is up.
 *
 * @param worker the workers' program
 * @param model where the simulated model is
 * @param prefix that the names of all their queues begin with, and no other's
 */
record Stage(
    JobsOptions options,
    JobsManifests manifests,
    Program worker,
    RedisServer redis,
    QueueReader reader,
    JobQueues queues,
    URI model,
    MetricsClient client,
    ResultFiles files,
    View view,
    String prefix) {}
