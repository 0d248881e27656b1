package org.rlhf4j.api;

/**
 * A prompt with an answer to imitate.
 *
 * @param prompt the question
 * @param answer the answer to imitate
 */
public record Demonstration(Prompt prompt, Answer answer) {}
