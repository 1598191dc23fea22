package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "2.302585, 2.3026",
                "0, 0.0000",
                "0.00000012, 1.20e-07",
                "1e30, 1.00e+30",
                "1.7976931348623157e308, 1.80e+308",
                "99998.9999, 99998.9999",
                "123456, 1.23e+05",
                "NaN, NaN",
                "Infinity, Infinity",
            })
    void aLossKeepsItsColumn(double loss, String text) {
        assertThat(Numbers.loss(loss)).isEqualTo(text).hasSizeLessThanOrEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"0.346, 0.35", "12.44, 12.4", "1234.4, \"1,234\"", "9999998, \"9,999,998\"", "1e12, 1.0e+12"})
    void aRateKeepsItsColumn(double rate, String text) {
        assertThat(Numbers.rate(rate)).isEqualTo(text).hasSizeLessThanOrEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "0.04, 0.0 s",
                "999.94, 999.9 s",
                "999.96, 16:40",
                "7390, 2:03:10",
                "359999, 99:59:59",
                "374400, 4 d 8 h",
                "1051200, 12 d",
                "1e9, 11574 d"
            })
    void aDurationKeepsItsColumn(double seconds, String text) {
        assertThat(Numbers.seconds(seconds)).isEqualTo(text).hasSizeLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.99999, 1})
    void aShareKeepsItsColumn(double share) {
        assertThat(Numbers.percent(share)).hasSizeLessThanOrEqualTo(8);
    }
}
