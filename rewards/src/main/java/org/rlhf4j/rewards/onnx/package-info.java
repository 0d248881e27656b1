/** The reward {@code onnx}: classifiers and regressors that other programs trained. */
@NullMarked
package org.rlhf4j.rewards.onnx;

import org.jspecify.annotations.NullMarked;
