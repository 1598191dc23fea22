package org.netloom.op;

/**
 * How optimizers move each element of a parameter by itself: the formulas, once, in double. An engine may compute them as
 * they stand, or has a loop of its own for each.
 *
 * <p>A formula takes the numbers of a step, {@link #NUMBERS} of them in the places that constants here name, and the values
 * of an element: the parameter, its gradient, and so many that the optimizer keeps between steps.
 */
public enum UpdateRule {
    /** {@code d = g + decay p}; {@code v = old2 v + new2 d²}; {@code p = p - rate d / (√v + eps)}. */
    RMSPROP(1) {
        @Override
        public void step(double[] numbers, double[] element) {
            double d = decayed(numbers, element);
            double v = second(numbers, element, FIRST, d);
            element[PARAMETER] -= numbers[RATE] * d / (Math.sqrt(v) + numbers[EPS]);
        }
    },

    /** The same with a buffer: {@code b = momentum b + d / (√v + eps)}; {@code p = p - rate b}. */
    RMSPROP_MOMENTUM(2) {
        @Override
        public void step(double[] numbers, double[] element) {
            double d = decayed(numbers, element);
            double v = second(numbers, element, FIRST, d);
            element[SECOND] = numbers[MOMENTUM] * element[SECOND] + d / (Math.sqrt(v) + numbers[EPS]);
            element[PARAMETER] -= numbers[RATE] * element[SECOND];
        }
    },

    /**
     * With a mean, and the variance around it in the place of v: {@code a = old2 a + new2 d}; {@code b = momentum b + d / (√(v -
     * a²) + eps)}; {@code p = p - rate b}. Where roundings make the variance negative, it is 0.
     */
    RMSPROP_CENTERED(3) {
        @Override
        public void step(double[] numbers, double[] element) {
            double d = decayed(numbers, element);
            double v = second(numbers, element, FIRST, d);
            double a = numbers[OLD2] * element[SECOND] + numbers[NEW2] * d;
            double b = numbers[MOMENTUM] * element[THIRD] + d / (Math.sqrt(Math.max(0, v - a * a)) + numbers[EPS]);
            element[SECOND] = a;
            element[THIRD] = b;
            element[PARAMETER] -= numbers[RATE] * b;
        }
    },

    /** {@code d = g + decay p}; {@code v = v + d²}; {@code p = p - rate d / (√v + eps)}. */
    ADAGRAD(1) {
        @Override
        public void step(double[] numbers, double[] element) {
            double d = decayed(numbers, element);
            element[FIRST] += d * d;
            element[PARAMETER] -= numbers[RATE] * d / (Math.sqrt(element[FIRST]) + numbers[EPS]);
        }
    },

    /**
     * {@code d = g + decay p}; {@code v = old2 v + new2 d²}; {@code s = √(u + eps) / √(v + eps) d}; {@code u = old2 u + new2 s²};
     * {@code p = p - rate s}.
     */
    ADADELTA(2) {
        @Override
        public void step(double[] numbers, double[] element) {
            double d = decayed(numbers, element);
            double v = second(numbers, element, FIRST, d);
            double s = Math.sqrt(element[SECOND] + numbers[EPS]) / Math.sqrt(v + numbers[EPS]) * d;
            second(numbers, element, SECOND, s);
            element[PARAMETER] -= numbers[RATE] * s;
        }
    },

    /**
     * {@code d = g + decay p}; {@code m = old1 m + new1 d}; {@code v = old2 v + new2 d²}; {@code p = keep p - (rate m + factor d) /
     * (√v + eps)}.
     */
    NADAM(2) {
        @Override
        public void step(double[] numbers, double[] element) {
            double d = decayed(numbers, element);
            double m = numbers[OLD1] * element[FIRST] + numbers[NEW1] * d;
            double v = second(numbers, element, SECOND, d);
            element[FIRST] = m;
            element[PARAMETER] = numbers[KEEP] * element[PARAMETER]
                    - (numbers[RATE] * m + numbers[FACTOR] * d) / (Math.sqrt(v) + numbers[EPS]);
        }
    },

    /** {@code p = keep p - rate sign(old1 m + new1 g)}; {@code m = old2 m + new2 g}. The sign of 0 is 0. */
    LION(1) {
        @Override
        public void step(double[] numbers, double[] element) {
            double m = element[FIRST];
            double g = element[GRADIENT];
            double sign = Math.signum(numbers[OLD1] * m + numbers[NEW1] * g);
            element[PARAMETER] = numbers[KEEP] * element[PARAMETER] - numbers[RATE] * sign;
            element[FIRST] = numbers[OLD2] * m + numbers[NEW2] * g;
        }
    },

    /**
     * {@code m = old1 m + new1 g}; {@code v = old2 v + new2 g²}; the gradient becomes {@code u = factor m / (√v + eps) + decay p},
     * and when all elements have theirs, {@code p = p - rate ratio u} with the {@link #ratio} of the norms of p and u.
     */
    LAMB(2) {
        @Override
        public void step(double[] numbers, double[] element) {
            double g = element[GRADIENT];
            double m = numbers[OLD1] * element[FIRST] + numbers[NEW1] * g;
            double v = second(numbers, element, SECOND, g);
            element[FIRST] = m;
            element[GRADIENT] =
                    numbers[FACTOR] * m / (Math.sqrt(v) + numbers[EPS]) + numbers[DECAY] * element[PARAMETER];
        }
    };

    /** Place of a number: the size of the step. */
    public static final int RATE = 0;
    /** Place of a number: what is added to a root. */
    public static final int EPS = 1;
    /** Place of a number: how much of the parameter is added to its gradient. */
    public static final int DECAY = 2;
    /** Place of a number: what stays of the parameter, 1, or less where weights decay apart from the gradient. */
    public static final int KEEP = 3;
    /** Place of a number: what stays of the mean of gradients. */
    public static final int OLD1 = 4;
    /** Place of a number: how much of the gradient goes into it. */
    public static final int NEW1 = 5;
    /** Place of a number: what stays of the mean of squares. */
    public static final int OLD2 = 6;
    /** Place of a number: how much of the square goes into it. */
    public static final int NEW2 = 7;
    /** Place of a number: what stays of the old steps. */
    public static final int MOMENTUM = 8;
    /** Place of a number: a second rate, or the part of one. */
    public static final int FACTOR = 9;
    /** How many numbers a step has. */
    public static final int NUMBERS = 10;

    /** Place of a value of an element: the parameter. */
    public static final int PARAMETER = 0;
    /** Place of a value of an element: the gradient. */
    public static final int GRADIENT = 1;
    /** Place of a value of an element: the first that is kept. */
    public static final int FIRST = 2;
    /** Place of a value of an element: the second that is kept. */
    public static final int SECOND = 3;
    /** Place of a value of an element: the third that is kept. */
    public static final int THIRD = 4;
    /** How many values an element has at most. */
    public static final int VALUES = 5;

    private final int kept;

    UpdateRule(int kept) {
        this.kept = kept;
    }

    /** How many arrays are kept between steps, from 1 to 3. */
    public int kept() {
        return kept;
    }

    /** Whether a step is scaled by the norms of the whole parameter and of the whole step, behind {@link #step}. */
    public boolean scaledByNorms() {
        return this == LAMB;
    }

    /**
     * Moves an element, or where the step is {@link #scaledByNorms} makes it ready.
     *
     * @param numbers of the step
     * @param element its values, changed in place
     */
    public abstract void step(double[] numbers, double[] element);

    /**
     * How much longer or shorter a step becomes: the norm of the parameter by that of the step, or 1 where one of them is 0.
     *
     * @param parameter the sum of its squares
     * @param step the same
     */
    public static double ratio(double parameter, double step) {
        return parameter == 0 || step == 0 ? 1 : Math.sqrt(parameter) / Math.sqrt(step);
    }

    private static double decayed(double[] numbers, double[] element) {
        return element[GRADIENT] + numbers[DECAY] * element[PARAMETER];
    }

    /** Takes the square of a value into the mean of squares at this place. */
    private static double second(double[] numbers, double[] element, int place, double value) {
        element[place] = numbers[OLD2] * element[place] + numbers[NEW2] * value * value;
        return element[place];
    }
}
