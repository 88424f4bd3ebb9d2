package dev.scaleproof.demo.jobs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a person may choose of the scenario {@code rag}.
 *
 * @param speed simulated seconds in a second
 * @param jobs handed in at once
 * @param jobSeconds of the model's time for each, in whole steps
 * @param moreAtATime jobs at a time of the third run's workers
 * @param scaledObject the ScaledObject that decides
 * @param serving where the manifests are
 * @param out where report and raw data go
 * @param redisUrl the user's Redis; null: one is started
 */
public record JobsOptions(
    double speed,
    int jobs,
    double jobSeconds,
    int moreAtATime,
    Path scaledObject,
    Path serving,
    Path out,
    @Nullable String redisUrl) {

  /** Where the workers' index goes. */
  Path index() {
    return out.toAbsolutePath().resolve("index");
  }
}
