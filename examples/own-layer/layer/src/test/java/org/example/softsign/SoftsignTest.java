package org.example.softsign;

import java.util.List;
import org.netloom.testkit.LayerContract;

/** What the kit asks of every layer. */
class SoftsignTest extends LayerContract {
    @Override
    protected String name() {
        return "softsign";
    }

    @Override
    protected List<String> examples() {
        return List.of(
                "input(5) dense(4) softsign dense(4) softsign(scale=0.5) dense(3)",
                "input(2,6,6) conv(3,3) bn softsign(2.0) maxpool(2) flatten dense(3)",
                "input(4,3) dense(4) softsign mean dense(2)");
    }
}
