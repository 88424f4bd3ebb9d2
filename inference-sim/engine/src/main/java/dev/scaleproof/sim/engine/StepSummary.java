package dev.scaleproof.sim.engine;

/**
 * One finished step.
 *
 * @param startedAt simulated nanoseconds
 * @param endedAt simulated nanoseconds
 * @param scheduledTokens tokens that the step computed, prefill and decode together
 * @param promptTokens prompt tokens of the sequences that produced their first token in this step;
 *     with {@code generatedTokens} this is vLLM's {@code iteration_tokens_total}
 * @param generatedTokens tokens that the step produced
 * @param preempted sequences that lost their slot in this step
 * @param running sequences in the batch after the step
 * @param waiting sequences in the queue after the step
 */
public record StepSummary(
    long startedAt,
    long endedAt,
    int scheduledTokens,
    int promptTokens,
    int generatedTokens,
    int preempted,
    int running,
    int waiting) {}
