/** Decoder-only transformers on DJL's PyTorch engine: load, generate, score, train, save. */
@NullMarked
package org.rlhf4j.policies;

import org.jspecify.annotations.NullMarked;
