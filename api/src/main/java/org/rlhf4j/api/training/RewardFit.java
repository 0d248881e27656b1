package org.rlhf4j.api.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How well a reward model agrees with feedback that it was not fitted to. For a reward made of
 * several fitted ones: the smallest of their counts, and means of the other numbers.
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
    double referenceStandardDeviation) {

  /** Writes the numbers exactly, for {@link #read}. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(trainPairs);
    out.writeInt(heldOutPairs);
    out.writeDouble(heldOutAccuracy);
    out.writeDouble(standardError);
    out.writeDouble(referenceMean);
    out.writeDouble(referenceStandardDeviation);
  }

  /** Reads what {@link #write} wrote. */
  public static RewardFit read(DataInput in) throws IOException {
    return new RewardFit(
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}
