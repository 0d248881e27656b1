package org.rlhf4j.api;

/**
 * A prompt with two answers, of which one was preferred.
 *
 * @param prompt the question
 * @param chosen the preferred answer
 * @param rejected the other answer
 */
public record Preference(Prompt prompt, Answer chosen, Answer rejected) {}
