package org.rlhf4j.api;

/**
 * A prompt with one answer: what a reward model scores.
 *
 * @param prompt the question
 * @param answer the answer
 */
public record Response(Prompt prompt, Answer answer) {}
