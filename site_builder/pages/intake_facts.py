"""What the intake form's scripts are told: who may register where, the grids, the order of keys, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from site_builder.model.people import Post, Term, Town
from site_builder.pages.edition_index import Index
from site_builder.records.decode_text import CONFLICT, FORBIDDEN
from site_builder.records.read import MAX_BODY
from site_builder.rules.authority import own_posts
from site_builder.rules.page import rule_page
from site_builder.rules.petition import ACCUSATION, SEALED_EMPTY
from site_builder.rules.privacy import CODES
from site_builder.spec.intake import Question, block_of, field_asked, intake, is_needed
from site_builder.spec.texts import texts
from site_builder.text.finding import Term as Word
from site_builder.text.personal_data import detector

MAX_ADDRESS = 6000
"""So long an address still reaches a forge: servers commonly refuse request lines above 8 KB."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What an answer must be."""

    name: Annotated[str, "The question."]
    type: Annotated[str, "The type of the field: line, paragraph, date, list and so on."]
    need: Annotated[bool, "True where it must be answered."]
    max: Annotated[int | None, "How many characters."]
    min: Annotated[int | None, "The least number."]
    when: Annotated[tuple[tuple[str, tuple[str, ...]], ...], "Asked where each of these has one of these answers."]
    ahead: Annotated[bool, "True for a date that may lie in the future."]
    sealed: Annotated[bool, "True where a sealed record may hold it."]


@dataclass(frozen=True, slots=True)
class Registrar:
    """Somebody who may register the cases of a village, from one day until another."""

    id: Annotated[str, "The person or unit."]
    text: Annotated[str, "The name, and as what."]
    since: Annotated[str, "The first day, or empty."]
    until: Annotated[str, "The last day, or empty while it goes on."]


@dataclass(frozen=True, slots=True)
class Place:
    """A village as the form knows it."""

    id: Annotated[str, "The village, and the folder of its cases."]
    name: Annotated[str, "Its name."]
    grids: Annotated[tuple[tuple[str, str], ...], "Its grids: id and name with the villagers' group."]
    registrars: Annotated[tuple[Registrar, ...], "Who may register its cases."]


@dataclass(frozen=True, slots=True)
class Refused:
    """A kind of personal data."""

    kind: Annotated[str, "identity, mobile, bank_card and so on."]
    label: Annotated[str, "Its word."]
    blocks: Annotated[bool, "True where the file is not given out."]
    help: Annotated[str, "What to write instead."]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers that belong to persons are found, as `text.personal_data` finds them."""

    patterns: Annotated[tuple[tuple[str, str, str], ...], "Name, what may not stand before, pattern."]
    disguises: Annotated[tuple[tuple[str, str], ...], "Numerals and the digits they stand for."]
    invisible: Annotated[str, "Characters that are passed over."]
    weights: Annotated[tuple[int, ...], "The weights of GB 11643."]
    provinces: Annotated[tuple[int, ...], "The first two digits of identity numbers."]
    kinds: Annotated[tuple[Refused, ...], "What each kind is called and what is said of it."]


@dataclass(frozen=True, slots=True)
class Target:
    """The town's forge."""

    kind: Annotated[str, "gitea, forgejo, gitlab or github."]
    repository: Annotated[str, "The repository's address."]
    branch: Annotated[str, "The branch that is the register."]
    longest: Annotated[int, "How many characters an address may have."]


@dataclass(frozen=True, slots=True)
class IntakeFacts:
    """All of it; the template hands it to the scripts as one block of data."""

    town: Annotated[str, "What ids begin with."]
    draft: Annotated[str, "The name under which a draft is kept on the device."]
    numbers: Annotated[tuple[int, int], "The first and the last number that the form gives out."]
    taken: Annotated[tuple[str, ...], "Ids of that range that are in use and that the audience may see."]
    begins: Annotated[tuple[tuple[str, str, str], ...], "For each kind of case: the level and access it begins with."]
    accusation: Annotated[str, "The class of petition that is sealed."]
    sealed_title: Annotated[str, "The title of every sealed case."]
    status: Annotated[str, "The status of a case just registered."]
    keys: Annotated[tuple[tuple[str, tuple[str, ...]], ...], "The order of the keys of a case (empty) and its blocks."]
    rules: Annotated[tuple[Rule, ...], "What each answer must be."]
    places: Annotated[tuple[Place, ...], "The villages."]
    forbidden: Annotated[str, "A pattern of characters that no file may hold."]
    conflict: Annotated[str, "A pattern of lines that a body may not have."]
    longest_body: Annotated[int, "How many bytes of UTF-8 a body may have."]
    personal: Annotated[Numbers, "How personal data is found."]
    target: Annotated[Target | None, "The forge, where the settings name one."]


def facts(known: Index) -> IntakeFacts:
    form, spec = intake(), known.spec
    begins = tuple((kind, form.begin(kind).level, form.begin(kind).access) for kind in spec.enums["kind"])
    forge = known.register.settings.forge
    audience = str(known.edition.audience)
    return IntakeFacts(
        town=known.town.id,
        draft=f"sidan-intake-{known.town.id}-{audience}",
        numbers=form.numbers,
        taken=tuple(id for id in known.cases if form.numbers[0] <= _number(id) <= form.numbers[1]),
        begins=begins,
        accusation=ACCUSATION,
        sealed_title=spec.words.generic_title,
        status=spec.moves["register"].to,
        keys=tuple(_keys(known)),
        rules=tuple(_rule(known, question) for _, questions in form.sections for question in questions),
        places=tuple(_place(known, id) for id in known.villages),
        forbidden=FORBIDDEN.pattern,
        conflict=CONFLICT.pattern,
        longest_body=MAX_BODY,
        personal=_personal(known),
        target=Target(forge.kind, forge.repository, forge.branch, MAX_ADDRESS) if forge else None,
    )


def _number(id: str) -> int:
    last = id.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0


def _keys(known: Index) -> Iterator[tuple[str, tuple[str, ...]]]:
    fields = known.spec.records["case"].fields
    yield "", tuple(fields)
    for name, field in fields.items():
        if (field.type.item or field.type).kind == "block":
            yield name, tuple(block_of(known.spec, field.type).fields)


def _rule(known: Index, question: Question) -> Rule:
    field = field_asked(known.spec, question.path)
    group, dot, _ = question.path.partition(".")
    sealed = question.path not in ("title", "category", "body", "pii_reviewed", *SEALED_EMPTY)
    if dot:
        sealed = question.path == "petition.class" or (group != "petition" and group not in SEALED_EMPTY)
    return Rule(
        name=question.path,
        type=field.type.kind,
        need=is_needed(question, field),
        max=field.max,
        min=field.min,
        when=question.when,
        ahead=question.ahead,
        sealed=sealed,
    )


def _place(known: Index, id: str) -> Place:
    village = known.villages[id]
    grids = tuple((grid.id, f"{grid.name} {grid.group}") for grid in village.grids)
    return Place(id, village.name, grids, tuple(_registrars(known, id)))


def _registrars(known: Index, village: str) -> Iterator[Registrar]:
    """The village's grid workers, then its other people, then those of the town, then units."""
    town, allowed = known.town, frozenset(known.spec.moves["register"].who)
    workers, own, others = list[Registrar](), list[Registrar](), list[Registrar]()
    for id, person in known.people.items():
        is_worker = any(grid.village == village for grid, _ in town.grids_of.get(id, ()))
        is_own = any(post.village == village for post in person.posts)
        for since, until in _spans(town, id, village, allowed):
            last = until or known.as_of
            held = known.posts_on(id, min(max(since, known.as_of), last))
            text = person.name + (texts("marks")[known.language]["aside"].format(what=held) if held else "")
            registrar = Registrar(id, text, "" if since == date.min else str(since), str(until) if until else "")
            (workers if is_worker else own if is_own else others).append(registrar)
    yield from workers
    yield from own
    yield from others
    for id, unit in known.units.items():
        if own_posts(town, id, village, known.as_of) & allowed:
            yield Registrar(id, unit.name, "", "")


def _spans(town: Town, id: str, village: str, allowed: frozenset[str]) -> Iterator[tuple[date, date | None]]:
    """The stretches of days on which somebody may register; the last one may go on."""
    person = town.people[id]
    terms: list[Post | Term] = [*person.posts, *(term for _, term in town.grids_of.get(id, ()))]
    one = timedelta(days=1)
    edges = {term.since for term in terms} | {term.until + one for term in terms if term.until}
    days = sorted({date.min, *edges})
    since: date | None = None
    for day, _ in pairwise([*days, date.max]):
        may = not own_posts(town, id, village, day).isdisjoint(allowed)
        if may and since is None:
            since = day
        elif not may and since is not None:
            yield since, day - one
            since = None
    if since is not None:
        yield since, None


def _personal(known: Index) -> Numbers:
    found = detector()
    kinds = []
    for kind in known.spec.enums["personal_data"]:
        page = rule_page(CODES.get(kind, "S805"))
        help_ = page.sentences[""].help
        word = known.term(Word("personal_data", kind))
        kinds.append(Refused(kind, word, page.severity == "error", known.word(help_) if help_ else ""))
    return Numbers(found.patterns, found.disguises, found.invisible, found.weights, found.provinces, tuple(kinds))
