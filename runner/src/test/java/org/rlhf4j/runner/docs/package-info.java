/** Whether the documentation says what is. */
package org.rlhf4j.runner.docs;
