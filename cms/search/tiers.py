"""In which order hits are shown: a question to the index for each tier, from the best to the last.

Who typed marks gets their exact spelling first; then titles come before texts, and words side by
side before words apart. Within a tier the newest come first.
"""

from cms.search.expressions import BEGUN, Wanted
from cms.search.question import Question
from cms.search.terms import spellings


def all_words(question: Question, *, begun: bool = False) -> tuple[str, ...]:
    """What every hit has. Begun, the last word may go on."""
    if begun:
        return _begun(tuple(word.folded for word in question.words))
    return (*question.demanded, *(word.folded for word in question.words))


def tiers_of(question: Question, *, begun: bool = False) -> list[Wanted]:
    """Together they are what `all_words` finds, and none has what another has."""
    base = all_words(question, begun=begun)
    tiers: list[Wanted] = []
    seen: list[tuple[str, ...]] = []
    for group in [*_groups(question, begun=begun), ()]:
        more = tuple(term for term in group if term not in base)
        if more or not group:
            tiers.append(Wanted((*more, *base), tuple(seen)))
            seen.append(more)
    return tiers


def _groups(question: Question, *, begun: bool) -> list[tuple[str, ...]]:
    exact, pairs = tuple(spellings(question.words)), tuple(question.neighbors)
    words = tuple(word.folded for word in question.words)
    if begun:
        # A pair is whole or not there; the spelling may be begun like the word.
        words, pairs = _begun(words), ()
        exact = _begun(exact) if question.words[-1].has_marks else exact
    title = _of_title(words)
    exactly = [(*_of_title(exact), *title), (*exact, *pairs), exact] if exact else []
    return [*exactly, title, *([pairs] if pairs else [])]


def title_tiers(question: Question) -> list[Wanted]:
    """Titles with these words, the last of which may still be being typed."""
    words = _of_title(_begun(tuple(word.folded for word in question.words)))
    exact = _of_title(spellings(question.words[:-1]))
    return [Wanted((*exact, *words)), Wanted(words, (exact,))] if exact else [Wanted(words)]


def _begun(terms: tuple[str, ...]) -> tuple[str, ...]:
    return (*terms[:-1], terms[-1] + BEGUN)


def _of_title(terms: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    return tuple("#" + term for term in terms)
