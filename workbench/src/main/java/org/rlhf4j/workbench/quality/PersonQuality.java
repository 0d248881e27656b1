package org.rlhf4j.workbench.quality;

import java.util.List;
import org.rlhf4j.workbench.store.Person;

/**
 * How somebody labels.
 *
 * @param person who
 * @param labels of items and hidden gold questions
 * @param medianSeconds time for one of them; NaN without labels
 * @param majority how often they say what most of the others say
 * @param gold how far hidden gold questions confirm them
 * @param judge how often they prefer what the judge prefers
 * @param left how often the answer shown first is the better one to them
 * @param suspicions why their labels should be looked at; mostly none
 */
public record PersonQuality(
    Person person,
    int labels,
    double medianSeconds,
    Share majority,
    Share gold,
    Share judge,
    Share left,
    List<String> suspicions) {}
