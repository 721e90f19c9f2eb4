"""What was signed, in one sentence."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.sentences.phrases import on, sentence, together
from app.reasoning.sentences.quantities import Fact, counted
from app.vocabulary import AgreementKind, AgreementStatus

NOUNS: Final[Mapping[AgreementKind, tuple[str, str]]] = {
    AgreementKind.PACKAGE: ("document", "documents"),
    AgreementKind.COMMERCIAL: ("commercial document", "commercial documents"),
    AgreementKind.INTERREGIONAL: ("interregional document", "interregional documents"),
    AgreementKind.MEMORANDUM: ("memorandum", "memoranda"),
    AgreementKind.TREATY: ("treaty", "treaties"),
    AgreementKind.NOT_STATED: ("document", "documents"),
}
"""What one document, and what several, of a kind are called."""
SINCE: Final[Mapping[AgreementStatus, str]] = {
    AgreementStatus.SIGNED: "",
    AgreementStatus.IN_FORCE: "and {be} in force",
    AgreementStatus.ENDED: "and {be} no longer in force",
}
"""What is said of the time since the signing."""


def agreement(fact: Fact) -> str:
    """Say an agreement: "5 commercial documents worth USD 565.4 million were signed at the Dialogue on 28 March 2023".

    `parties` are names. The title is told where the sentence would else not say which documents are meant.
    """
    count, value, event, parties = fact["document_count"], fact["value"], fact["event"], fact["parties"]
    several = count is not None and count["value"] != 1
    be = ("are", "were") if several else ("is", "was")
    told = sentence(
        _documents(fact),
        value and f"worth {value['text']}",
        f"{be[1]} signed",
        parties and f"by {together(parties)}",
        event and f"at the {event['title']}",
        on(fact["signed_on"]),
        SINCE[AgreementStatus(fact["status"])].format(be=be[0]),
    )
    return told if count and event else f"{told[:-1]}: {fact['title']}."


def _documents(fact: Fact) -> str:
    """Write how many documents of which kind: a package without a count is still one package."""
    kind = AgreementKind(fact["kind"])
    if fact["document_count"]:
        return counted(fact["document_count"], *NOUNS[kind])
    if kind is AgreementKind.PACKAGE:
        return f"a package of {NOUNS[kind][1]}"
    noun = NOUNS[kind][0]
    return f"{'an' if noun.startswith('i') else 'a'} {noun}"
