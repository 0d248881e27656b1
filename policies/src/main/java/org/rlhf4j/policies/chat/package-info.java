/**
 * Chat templates: the Jinja programs by which published models write a conversation as one text.
 * Read {@link org.rlhf4j.policies.chat.ChatTemplate} first.
 *
 * <p>A template comes with a model that somebody else made, so it is a stranger's program: it sees
 * the conversation and a closed list of functions, no Java, and no files. And it was written for
 * Python's Jinja2. Jinjava, which runs it here, differs from that in places; {@link
 * org.rlhf4j.policies.chat.PythonParser} and the other classes mend what templates rely on, and
 * what was not compared with Jinja2 is refused, because a text that is wrong by a line break trains
 * another model.
 */
package org.rlhf4j.policies.chat;
