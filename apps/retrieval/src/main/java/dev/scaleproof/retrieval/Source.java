package dev.scaleproof.retrieval;

/**
 * A passage that may answer a question.
 *
 * @param document path below the folder of documents, with slashes
 * @param heading of its section; may be empty
 * @param text whole sentences
 * @param score cosine of the angle between question and passage, −1 to 1; above about 0.5 they
 *     speak of the same thing
 */
public record Source(String document, String heading, String text, double score) {}
