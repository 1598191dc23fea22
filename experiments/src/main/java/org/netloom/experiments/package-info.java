/**
 * The evidence: experiments that train networks again and again under conditions that differ in one thing, and reports
 * of what came out. {@link org.netloom.experiments.Laboratory} is the way in.
 */
@NullMarked
package org.netloom.experiments;

import org.jspecify.annotations.NullMarked;
