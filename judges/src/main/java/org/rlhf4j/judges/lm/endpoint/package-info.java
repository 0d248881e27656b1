/**
 * Language models behind an OpenAI-compatible endpoint, on the JDK's own HTTP client. The official
 * client library is 23 jars of 84 MB without module names, for one kind of request.
 *
 * <p>Keys, retries, budgets and the wire format stand here, and nowhere else. What is asked, and
 * what an answer means, is not known here.
 */
@NullMarked
package org.rlhf4j.judges.lm.endpoint;

import org.jspecify.annotations.NullMarked;
