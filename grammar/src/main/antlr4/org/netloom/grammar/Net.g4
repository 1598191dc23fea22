/**
 * The .net language. A layer is a name with arguments, so that no layer's name is a keyword and a new layer changes
 * nothing here. The compiler's NetParser is the only one who calls the generated parser: it checks the nesting before,
 * reports the characters that fit no token, and has the messages.
 */
grammar Net;

options {
    superClass = SettingParser;
}

file
    : packageClause? (importClause | item)* EOF
    ;

packageClause
    : 'package' qualifiedName ';'
    ;

qualifiedName
    : name ('.' name)*
    ;

importClause
    : 'import' STRING ';'?
    ;

/** Statements outside of a net are the net that is named after the file. */
item
    : net
    | block
    | train
    | statement
    ;

net
    : 'net' name parameters? body
    ;

block
    : 'block' name parameters? body
    ;

parameters
    : '(' (parameter (',' parameter)*)? ')'
    ;

parameter
    : name ('=' expression)?
    ;

/** A sequence; the branches of a merge are several with bars between them. */
body
    : '{' (statement | '|')* '}'
    ;

statement
    : repeat
    | choice
    | naming
    | continuation
    | sharing
    | step
    ;

repeat
    : 'repeat' expression body
    ;

choice
    : 'if' condition body ('else' 'if' condition body)* ('else' body)?
    ;

condition
    : '(' expression ')'
    ;

/** Names the value at this place of the sequence. */
naming
    : 'as' name
    ;

/** Goes on from a value that has a name. */
continuation
    : 'from' name
    ;

/** Layers with a name, and further on the same ones again. */
sharing
    : 'share' name body?
    ;

/** A layer, a block, or with a body a merge. */
step
    : layer body?
    ;

/** No word of a declaration: net, block and train never are inside of braces what they are outside. */
layer
    : NAME arguments?
    ;

train
    : 'train' name settings
    ;

settings
    : '{' setting* '}'
    ;

setting
    : name values
    ;

/**
 * How many there are follows from the setting's name: none, one, or all up to the next setting. That the predicates name
 * their context keeps ANTLR from asking them where another rule ends.
 */
values
    : {isFlag($ctx)}?
    | {!isFlag($ctx)}? value ({atFurtherValue($ctx)}? value)*
    ;

/** Calls in braces are the steps of one value. */
value
    : expression
    | '{' call* '}'
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

/** Java's precedence. Two in parentheses are a pair, height and width; more are refused with a message. */
expression
    : (MINUS | NOT) expression
    | expression ('*' | '/' | '%') expression
    | expression ('+' | '-') expression
    | expression ('<' | '<=' | '>' | '>=') expression
    | expression ('==' | '!=') expression
    | expression AND expression
    | expression OR expression
    | '(' expression (',' expression)* ')'
    | INTEGER
    | REAL
    | STRING
    | name '.' name
    | call
    ;

/** Words that begin a declaration are names everywhere else. */
name
    : NAME
    | 'package'
    | 'import'
    | 'net'
    | 'block'
    | 'train'
    ;

PACKAGE : 'package' ;
IMPORT  : 'import' ;
NET     : 'net' ;
BLOCK   : 'block' ;
TRAIN   : 'train' ;

// These words are no names.
REPEAT : 'repeat' ;
IF     : 'if' ;
ELSE   : 'else' ;
AS     : 'as' ;
FROM   : 'from' ;
SHARE  : 'share' ;

OPEN_BRACE        : '{' ;
CLOSE_BRACE       : '}' ;
OPEN_PARENTHESIS  : '(' ;
CLOSE_PARENTHESIS : ')' ;
COMMA             : ',' ;
SEMICOLON         : ';' ;
DOT               : '.' ;
BAR               : '|' ;
EQUALS            : '=' ;

AND           : '&&' | 'and' ;
OR            : '||' | 'or' ;
NOT           : '!' | 'not' ;
EQUAL         : '==' ;
NOT_EQUAL     : '!=' ;
LESS          : '<' ;
LESS_EQUAL    : '<=' ;
GREATER       : '>' ;
GREATER_EQUAL : '>=' ;
PLUS          : '+' ;
MINUS         : '-' ;
TIMES         : '*' ;
DIVIDE        : '/' ;
REMAINDER     : '%' ;

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
