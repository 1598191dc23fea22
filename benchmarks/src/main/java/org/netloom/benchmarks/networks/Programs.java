package org.netloom.benchmarks.networks;

/** Starts programs. */
interface Programs {
    /** One process from start to end. */
    Outcome run(Peer peer, Setting setting);

    /** The most floating-point operations a second that so many threads of this machine do, measured. */
    Outcome peak(int threads);
}
