/** Chi-squared preference optimisation for rlhf4j: {@link com.example.chipo.ChiPo} is all of it. */
package com.example.chipo;
