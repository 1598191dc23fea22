/** A program with a net: it requires arrays, the runtime, and the operations that a compiled net names. */
module org.example.small {
    requires nd4j.api;
    requires org.netloom.op;
    requires org.netloom.runtime;

    exports org.example.small;
}
