// One line for each problem, in the form that IDEs make links of; one failure at the end; nothing written.
File broken = new File(basedir, 'src/main/net/org/example/broken.net')
List<String> errors = new File(basedir, 'build.log').readLines().findAll { it.startsWith('[ERROR] ') }
assert errors[0] == '[ERROR] ' + broken +
    ':[3,11] a 5x5 kernel does not fit the 4x4 input (help: pad=2 keeps 4x4) [shape.window-too-large]'
assert errors[1] == '[ERROR] ' + broken +
    ":[4,3] there is no layer 'flaten' (help: did you mean 'flatten'?) [layer.unknown]"
assert errors[2].contains('Failed to execute goal') && errors[2].contains('2 errors in .net files')
assert !new File(basedir, 'target/generated-sources/net').exists()
