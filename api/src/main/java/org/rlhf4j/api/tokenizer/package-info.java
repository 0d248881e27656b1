/** What is checked before the tokenizer library sees it. */
@NullMarked
package org.rlhf4j.api.tokenizer;

import org.jspecify.annotations.NullMarked;
