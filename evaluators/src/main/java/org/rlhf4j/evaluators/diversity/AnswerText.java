package org.rlhf4j.evaluators.diversity;

/**
 * An answer.
 *
 * @param text without white space at its ends
 * @param units what n-grams are made of, as numbers
 */
record AnswerText(String text, int[] units) {}
