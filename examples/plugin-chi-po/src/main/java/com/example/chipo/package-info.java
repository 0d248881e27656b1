/**
 * Chi-squared preference optimisation for rlhf4j. Read {@link com.example.chipo.ChiPo} first, then
 * its loss.
 */
package com.example.chipo;
