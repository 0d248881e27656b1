package org.rlhf4j.policies;

import org.rlhf4j.api.Option;

/**
 * Options of a low-rank adapter: the model's own weights stay as they are and are shared by all
 * policies, references, rewards and values of a run; beside each adapted matrix W of shape (out,
 * in), a product B A of shapes (out, rank) and (rank, in) is learned, and W + scale B A computed
 * with. A starts uniform in +-1 / sqrt(in), B at 0, so that training starts from the model itself.
 *
 * @param rank of each product, at most the smaller side of the matrix
 * @param alpha the scale is alpha / rank
 * @param targets {@code all-linear} for every matrix of attention and feed-forward parts, or names
 *     of matrices as the checkpoint has them ({@code q_proj,v_proj}), separated by commas
 * @param rankStabilized whether the scale is alpha / sqrt(rank), which keeps the size of steps
 *     where ranks differ
 */
public record AdapterOptions(
    @Option(
            value = "rank of each product, at most the smaller side of the matrix",
            min = 1,
            max = 65_536)
        int rank,
    @Option(value = "the scale of what is learned is alpha / rank", min = 1e-6, max = 1e6)
        double alpha,
    @Option("\"all-linear\", or names of matrices such as \"q_proj,v_proj\"") String targets,
    @Option("whether the scale is alpha / sqrt(rank) (Kalajdzievski 2023, arXiv:2312.03732)")
        boolean rankStabilized) {

  /** Rank 16 and alpha 32 on all linear layers. */
  public AdapterOptions() {
    this(16, 32, LowRank.ALL_LINEAR, false);
  }
}
