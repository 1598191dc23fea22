/**
 * The .net language. A layer is a name with arguments, so that no layer's name is a keyword and a new layer changes
 * nothing here. The compiler's NetParser is the only one who calls the generated parser: it checks the nesting before,
 * reports the characters that fit no token, and has the messages.
 */
grammar Net;

file
    : packageClause? declaration* EOF
    ;

packageClause
    : 'package' qualifiedName ';'
    ;

qualifiedName
    : name ('.' name)*
    ;

declaration
    : net
    | train
    ;

net
    : 'net' name body
    ;

body
    : '{' call* '}'
    ;

train
    : 'train' name settings
    ;

settings
    : '{' setting* '}'
    ;

setting
    : name expression
    ;

call
    : name arguments?
    ;

arguments
    : '(' (argument (',' argument)*)? ')'
    ;

argument
    : (name '=')? expression
    ;

expression
    : '-'? INTEGER
    | '-'? REAL
    | STRING
    | call
    ;

/** Words that begin a declaration are names everywhere else. */
name
    : NAME
    | 'package'
    | 'net'
    | 'train'
    ;

PACKAGE : 'package' ;
NET     : 'net' ;
TRAIN   : 'train' ;

OPEN_BRACE        : '{' ;
CLOSE_BRACE       : '}' ;
OPEN_PARENTHESIS  : '(' ;
CLOSE_PARENTHESIS : ')' ;
COMMA             : ',' ;
SEMICOLON         : ';' ;
DOT               : '.' ;
EQUALS            : '=' ;
MINUS             : '-' ;

/** What Java takes for an identifier, without the characters that it ignores. */
NAME : NAME_START NAME_PART* ;

INTEGER : DIGIT+ ;

REAL
    : DIGIT+ '.' DIGIT+ EXPONENT?
    | '.' DIGIT+ EXPONENT?
    | DIGIT+ EXPONENT
    ;

STRING : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"' ;

/** The last one before a net becomes its documentation. */
DOC_COMMENT   : '/**' ~[*/] .*? '*/' -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
LINE_COMMENT  : '//' ~[\r\n]* -> channel(HIDDEN) ;
SPACE         : [ \t\r\n\f]+ -> skip ;

// What is left is wrong; it has tokens of its own so that each mistake is reported once and as what it is.
MALFORMED_NUMBER : DIGIT (DIGIT | NAME_PART | '.' NAME_PART)* ;
UNCLOSED_STRING  : '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'? ;
UNCLOSED_COMMENT : '/*' ;
HASH_COMMENT     : '#' ~[\r\n]* ;
STRAY            : . ;

fragment DIGIT      : [0-9] ;
fragment EXPONENT   : [eE] [+-]? DIGIT+ ;
fragment NAME_START : [\p{L}\p{Nl}\p{Sc}\p{Pc}] ;
fragment NAME_PART  : [\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}] ;
