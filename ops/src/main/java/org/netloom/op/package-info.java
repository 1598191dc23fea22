/**
 * The operations of a network, as constants of the generated class, and the interfaces of the kernels that compute them:
 * what the compiler and every engine know of each other. Nothing here computes, and nothing here knows an array library.
 */
@NullMarked
package org.netloom.op;

import org.jspecify.annotations.NullMarked;
