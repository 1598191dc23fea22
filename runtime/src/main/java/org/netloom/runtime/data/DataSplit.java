package org.netloom.runtime.data;

/** What to train on and what to test on. */
public record DataSplit(Dataset train, Dataset test) {}
