package dev.scaleproof.demo.run;

import dev.scaleproof.report.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands, for people.
 *
 * @param recentTtft times to first token of the last half minute; infinite for failed requests
 * @param answered requests that have ended, failed ones included
 * @param sent requests that the burst consists of
 * @param done nothing more will happen
 */
public record RunStatus(
    String scaler,
    int replicas,
    int desired,
    int running,
    int waiting,
    List<Double> recentTtft,
    int answered,
    int failed,
    int sent,
    Sample.@Nullable Decision lastDecision,
    boolean done) {}
