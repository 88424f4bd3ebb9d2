package dev.scaleproof.retrieval.index;

import dev.scaleproof.retrieval.text.Chunk;

/**
 * A chunk that was found.
 *
 * @param id of the chunk in its index
 * @param score cosine of the angle between question and chunk, −1 to 1
 */
public record Hit(int id, String document, Chunk chunk, double score) {}
