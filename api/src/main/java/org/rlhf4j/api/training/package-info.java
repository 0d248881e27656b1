/**
 * The one seam through which models learn: {@link org.rlhf4j.api.training.TrainablePolicy#update}.
 */
@NullMarked
package org.rlhf4j.api.training;

import org.jspecify.annotations.NullMarked;
