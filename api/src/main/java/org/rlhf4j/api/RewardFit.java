package org.rlhf4j.api;

/**
 * How well a reward model agrees with feedback that it was not fitted to.
 *
 * @param trainPairs preferences fitted
 * @param heldOutPairs preferences held out
 * @param heldOutAccuracy share of held-out pairs whose preferred answer scores higher, equal scores
 *     counting half; NaN without held-out pairs
 * @param standardError of that share; NaN without held-out pairs
 * @param referenceMean mean score on the reference samples before normalisation
 * @param referenceStandardDeviation of the same scores
 */
public record RewardFit(
    int trainPairs,
    int heldOutPairs,
    double heldOutAccuracy,
    double standardError,
    double referenceMean,
    double referenceStandardDeviation) {}
