/**
 * The pages and what stands behind them, on Jetty's server. Read {@code Router} first.
 *
 * <p>HTTP, cookies and tokens stand here, and nowhere else. What may be labelled by whom is decided
 * in the store; nothing else sees this package but the plugin.
 */
@NullMarked
package org.rlhf4j.workbench.web;

import org.jspecify.annotations.NullMarked;
