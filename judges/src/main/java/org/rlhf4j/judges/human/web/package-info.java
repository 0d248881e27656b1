/** The pages and what stands behind them, on the HTTP server of the JDK. */
@NullMarked
package org.rlhf4j.judges.human.web;

import org.jspecify.annotations.NullMarked;
