grammar Net;

file: NAME* EOF;
NAME: [A-Za-z_]+;
SPACE: [ \t\r\n]+ -> skip;
