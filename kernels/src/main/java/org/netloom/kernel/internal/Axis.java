package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a convolution: for each place along the output, which taps of the kernel meet the input there, and where.
 * Taps that would read padding are left out, so that no kernel adds zeros and none needs an edge case.
 */
public final class Axis {
    private final List<List<Meeting>> places;

    /** A tap and the place of the input that it reads. */
    public record Meeting(int tap, int source) {}

    private Axis(List<List<Meeting>> places) {
        this.places = places;
    }

    /** Along the output of a convolution: {@code source = place · stride - pad + tap · dilation}. */
    public static Axis forward(Extent extent) {
        List<List<Meeting>> places = new ArrayList<>();
        for (int place = 0; place < extent.out(); place++) {
            List<Meeting> meetings = new ArrayList<>();
            for (int tap = 0; tap < extent.kernel(); tap++) {
                int source = extent.source(place, tap);
                if (source >= 0 && source < extent.in()) {
                    meetings.add(new Meeting(tap, source));
                }
            }
            places.add(meetings);
        }
        return new Axis(places);
    }

    /**
     * Along its input, for the backward pass: {@code place = source · stride - pad + tap · dilation}, where the source is a
     * gradient by an output.
     */
    public static Axis backward(Extent extent) {
        List<List<Meeting>> places = new ArrayList<>();
        for (int place = 0; place < extent.in(); place++) {
            List<Meeting> meetings = new ArrayList<>();
            for (int tap = 0; tap < extent.kernel(); tap++) {
                int ahead = place + extent.pad() - tap * extent.dilation();
                if (ahead >= 0 && ahead % extent.stride() == 0 && ahead / extent.stride() < extent.out()) {
                    meetings.add(new Meeting(tap, ahead / extent.stride()));
                }
            }
            places.add(meetings);
        }
        return new Axis(places);
    }

    /** How many places there are. */
    public int length() {
        return places.size();
    }

    /** The meetings of a place, taps in ascending order. */
    List<Meeting> at(int place) {
        return places.get(place);
    }

    /** The taps of a place: places of the same taps read the input in the same pattern. */
    List<Integer> taps(int place) {
        return places.get(place).stream().map(Meeting::tap).toList();
    }
}
