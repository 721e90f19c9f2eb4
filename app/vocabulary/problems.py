"""The kinds of problem an answer may report (RFC 9457 `type`)."""

from app.vocabulary.term import Term


class Problem(Term):
    """Why a request was not answered as asked."""

    UNREADABLE = "unreadable", "The request cannot be read: its encoding, its head or its line."
    NOT_FOUND = "not-found", "There is no such path, or no record with this id."
    METHOD_NOT_ALLOWED = "method-not-allowed", "The path does not take this method; `Allow` lists those it takes."
    NOT_ACCEPTABLE = "not-acceptable", "The formats asked for are not offered here."
    CURSOR_GONE = "cursor-gone", "The cursor belongs to another release of the data; start again at `first_page`."
    TOO_LONG = "too-long", "The address or the head of the request is too long."
    TOO_LARGE = "too-large", "The body of the request is too large."
    WRONG_TYPE = "wrong-type", "The body of the request is not of the type that the path takes."
    UNKNOWN_PARAMETER = "unknown-parameter", "The endpoint has no parameter of this name."
    DUPLICATE_PARAMETER = "duplicate-parameter", "The parameter was given twice and takes one value."
    MALFORMED_VALUE = "malformed-value", "The value is not of the form that the parameter takes."
    UNKNOWN_CODE = "unknown-code", "The value has the right form, but names nothing that exists."
    AMBIGUOUS_NAME = "ambiguous-name", "The name belongs to several; use one of the codes suggested."
    NOT_SUMMABLE = (
        "not-summable",
        "The question leaves open which rows to sum; name the values suggested, or group by them.",
    )
    SEVERAL = "several", "Several things are wrong; each of `errors` says which."
    INTERNAL = "internal", "The service failed; the request may be right."
    NOT_INSTALLED = "not-installed", "The format needs an extra that is not installed here."
    UNAVAILABLE = "unavailable", "The data cannot be reached at the moment; try again after `Retry-After`."
    TOO_SLOW = "too-slow", "The question takes too long; a narrower filter will be answered."
