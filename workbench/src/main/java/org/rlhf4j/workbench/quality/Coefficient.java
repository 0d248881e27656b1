package org.rlhf4j.workbench.quality;

/**
 * One measure of agreement.
 *
 * @param name such as {@code Krippendorff's alpha}
 * @param value NaN where it is not defined
 * @param low lower end of the 95 % bootstrap interval
 * @param high upper end
 */
public record Coefficient(String name, double value, double low, double high) {}
