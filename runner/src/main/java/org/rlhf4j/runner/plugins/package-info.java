/** Plugins that are there: those of the program, and those in jars that people drop in. */
@NullMarked
package org.rlhf4j.runner.plugins;

import org.jspecify.annotations.NullMarked;
