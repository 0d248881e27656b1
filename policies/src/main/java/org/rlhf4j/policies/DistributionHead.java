package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.Readout;

/**
 * What whole next-token distributions say besides the log-probabilities of the rows' completion
 * tokens: shape (2, N) with entropies in nats, or (3, N) with the divergence KL(pi || other) too,
 * both exact.
 *
 * @param decoder whose output matrix is used
 * @param temperature divides the logits, also those of the other model
 * @param other a model of the same vocabulary; null for entropies alone
 */
record DistributionHead(Decoder decoder, double temperature, @Nullable Decoder other)
    implements Head {

  DistributionHead {
    if (other != null && other.config().outputs() != decoder.config().outputs()) {
      throw new UserException(
          "a divergence needs two models of one vocabulary, but this one has "
              + decoder.config().outputs()
              + " tokens and the other one "
              + other.config().outputs());
    }
    if (other != null && !other.device().equals(decoder.device())) {
      throw new UserException(
          "a divergence needs two models on one device, but this one is on "
              + decoder.device()
              + " and the other one on "
              + other.device());
    }
  }

  @Override
  public Pass read(PtNDManager scope, PtNDArray hidden, PackedRows rows) {
    int buffers = other == null ? 2 : 3;
    int chunk = VocabularyHead.chunk(decoder, buffers);
    PtNDArray matrix = decoder.outputMatrix(scope);
    PtNDArray targets = rows.targets(scope);
    PtNDArray otherHidden = other == null ? none(scope) : otherHidden(other, scope, rows);
    PtNDArray otherMatrix = other == null ? none(scope) : other.outputMatrix(scope);
    PtNDArray buffer =
        VocabularyHead.buffer(scope, decoder, hidden, buffers * Math.min(chunk, rows.outputs()));
    PtNDArray outputs =
        decoder
            .head()
            .tensor(
                scope,
                "distributions",
                hidden,
                matrix,
                targets,
                otherHidden,
                otherMatrix,
                temperature,
                chunk,
                buffer);
    return new Pass(
        outputs,
        gradient ->
            decoder
                .head()
                .tensor(
                    scope,
                    "distributions_backward",
                    hidden,
                    matrix,
                    targets,
                    otherHidden,
                    otherMatrix,
                    outputs,
                    gradient,
                    decoder.outputGradient(scope),
                    temperature,
                    chunk,
                    buffer));
  }

  private static PtNDArray none(PtNDManager scope) {
    return Torch.floats(scope, new float[0], 0, 1);
  }

  private static PtNDArray otherHidden(Decoder other, PtNDManager scope, PackedRows rows) {
    int known = other.config().vocabulary();
    List<TokenRow> read = rows.source().stream().map(row -> readable(row, known)).toList();
    return other.hiddenOfOutputs(scope, PackedRows.of(read, Readout.BEFORE_EACH_TOKEN));
  }

  /** The row as a model reads it that lacks the control tokens of this one. */
  static TokenRow readable(TokenRow row, int known) {
    int[] prompt = Arrays.stream(row.prompt()).filter(id -> id < known).toArray();
    if (prompt.length == 0) {
      throw new UserException(
          "a divergence from a model without control tokens needs prompts with other tokens too,"
              + " got the prompt "
              + Arrays.toString(row.prompt()));
    }
    return prompt.length == row.prompt().length ? row : new TokenRow(prompt, row.completion());
  }
}
