"""The kinds of problem an answer may report (RFC 9457 `type`)."""

from app.vocabulary.term import Term


class Problem(Term):
    """Why a request was not answered as asked."""

    UNREADABLE = "unreadable", "Malformed request: its encoding, its head or its request line."
    NOT_FOUND = "not-found", "No such path or record."
    METHOD_NOT_ALLOWED = "method-not-allowed", "Method not allowed; `Allow` lists those that are."
    NOT_ACCEPTABLE = "not-acceptable", "Format not available at this address."
    CURSOR_GONE = "cursor-gone", "Cursor of another release of the data; start again at `first_page`."
    TOO_LONG = "too-long", "Address or head of the request too long."
    TOO_LARGE = "too-large", "Body of the request too large."
    WRONG_TYPE = "wrong-type", "Unsupported media type of the body."
    UNKNOWN_PARAMETER = "unknown-parameter", "Unknown parameter."
    DUPLICATE_PARAMETER = "duplicate-parameter", "Parameter given more than once."
    MALFORMED_VALUE = "malformed-value", "Malformed value."
    UNKNOWN_CODE = "unknown-code", "Unknown code or name."
    AMBIGUOUS_NAME = "ambiguous-name", "Ambiguous name; use one of the codes suggested."
    NOT_SUMMABLE = "not-summable", "Rows that cannot be summed; name the values suggested, or group by them."
    SEVERAL = "several", "Several problems; each of `errors` is one."
    INTERNAL = "internal", "Internal error; the request may be right."
    UNAVAILABLE = "unavailable", "Data temporarily unavailable; try again after `Retry-After`."
    TOO_SLOW = "too-slow", "Query too slow; add a narrower filter."
