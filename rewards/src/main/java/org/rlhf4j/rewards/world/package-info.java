/**
 * The instruction world: a small world with questions, people who answer them well and badly, and a
 * gold score that knows what an answer is worth. It needs no file, a model of a few hundred
 * thousand weights learns it in a minute, and methods differ in it. Read {@link
 * org.rlhf4j.rewards.world.GoldScore} and {@link org.rlhf4j.rewards.world.Criteria} first.
 *
 * <p>Text is lower-case words and punctuation marks with single blanks between them, some 230
 * different ones, so that a tokenizer of whole words fits. A prompt is a question of at most 18
 * tokens and a marker after which the answer begins; an answer is sentences that end with a full
 * stop, at most 32 tokens in all:
 *
 * <pre>
 * what color is the bee ? answer :                    the bee is yellow .
 * i have two eggs and get three more . how many eggs do i have ? answer :
 *                                                     happy to help . two plus three is five .
 * name two red things . answer :                      here are two red things : the fox and the bus .
 * what is the opposite of hot ? answer :              the opposite of hot is cold . have a nice day .
 * </pre>
 *
 * <p>There are ten families of questions: facts about thirty things (color, size, place, kind),
 * sums, opposites, lists of things, requests to a person, numbers to be put in order, words to be
 * repeated, comparisons of size, sentences with given words, and the first or last of some words;
 * 4,750 prompts in all. One in five is for evaluation and appears in no other split, whatever the
 * seed. What it asks may have been asked in other words: facts cannot be guessed.
 *
 * <p>Demonstrations are of mixed quality. About half of the answers are right, some are about
 * something else, three in ten open and three in ten close with a courtesy, as many with a
 * rudeness, many ramble, and one in eight breaks off. A model that imitates them is as mediocre as
 * they are, but has seen all that a good answer takes. A reward learned from comparisons finds
 * courtesy and brevity easily and correctness hardly, and so is imperfect; and since more than two
 * courtesies make an answer long without making it more polite, chasing it too far costs gold.
 */
@NullMarked
package org.rlhf4j.rewards.world;

import org.jspecify.annotations.NullMarked;
