/** What a run says: to its user while it runs, and to the files of its folder. */
@NullMarked
package org.rlhf4j.runner.log;

import org.jspecify.annotations.NullMarked;
