package org.rlhf4j.workbench.quality;

import java.util.List;

/**
 * How far people agree on one question.
 *
 * @param kind what is asked
 * @param group of which people; empty for all
 * @param units things of which at least two people said something
 * @param coefficients how far they agree
 */
public record AgreementRow(String kind, String group, int units, List<Coefficient> coefficients) {}
