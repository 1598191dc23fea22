/** What holds for every layer, to be asked of one's own. */
@NullMarked
package org.netloom.testkit;

import org.jspecify.annotations.NullMarked;
