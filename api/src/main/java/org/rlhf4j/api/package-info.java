/**
 * The five extension points and what flows between them. Read {@link org.rlhf4j.api.Policy} first,
 * then {@link org.rlhf4j.api.Optimizer}.
 */
@NullMarked
package org.rlhf4j.api;

import org.jspecify.annotations.NullMarked;
