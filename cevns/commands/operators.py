"""Oscillator matrix elements of the seven operators, exactly."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cevns.basics.version import VERSION
from cevns.commands.command import Answer, Command, Record

if TYPE_CHECKING:
    from cevns.nuclei.structure.operators import Polynomial


def run(args: Namespace) -> Answer:
    """Print polynomials: of one matrix element, of two subshells, of all up to N, or the operators.

    Raises
    ------
    ValueError
        if what was asked is none of these, or an operator, a subshell or a number is none
    """
    if not args.asked and args.quanta is None:
        return _operators()
    found = list(_asked(args))
    shown = [_record(one, args.y) for one in found]
    told: Record = {"formula": FORMULA, "elements": shown, "version": VERSION}
    return told, "\n".join([FORMULA, *_lines(found, args.y)])


FORMULA = "<bra||T_J||ket> = sqrt(r/4pi) e^-y y^(beta/2) (p_0 + p_1 y + ...), y = (kappa b/2)^2"


def _asked(args: Namespace) -> "Iterable[Polynomial]":
    """Return what the words after the command mean."""
    from cevns.nuclei.structure.operators import between, elements, polynomial
    from cevns.nuclei.structure.subshells import subshell

    match args.asked, args.quanta:
        case [operator, J], int(quanta):
            return elements(_name(operator), _whole(J), quanta)
        case [operator, J, bra, ket], None:
            return [polynomial(_name(operator), _whole(J), subshell(bra), subshell(ket))]
        case [bra, ket], None:
            return between(subshell(bra), subshell(ket))
    words = [*args.asked, *([] if args.quanta is None else ["--quanta", str(args.quanta)])]
    raise ValueError(
        f"cannot read {' '.join(words)!r}; write OPERATOR J BRA KET (M 0 0d5/2 0d5/2), or "
        'BRA KET (0d5/2 0d3/2), or OPERATOR J --quanta N ("Sigma\'" 1 --quanta 2)'
    )


def _name(word: str) -> str:
    """Read the name of an operator: T1 to T7 spare the quotes of a prime."""
    from cevns.nuclei.structure.terms import OPERATORS

    numbered = {f"T{i}": name for i, name in enumerate(list(OPERATORS)[:7], 1)}
    return numbered.get(word.upper(), word)


def _whole(word: str) -> int:
    try:
        return int(word)
    except ValueError:
        raise ValueError(f"J must be a whole number such as 0, 1, 2, got {word!r}") from None


def _record(one: "Polynomial", y: float | None) -> Record:
    return {
        "operator": one.operator,
        "J": one.J,
        "bra": one.bra.label,
        "ket": one.ket.label,
        "beta": one.beta,
        "radicand": one.radicand,
        "coefficients": [str(p) for p in one.coefficients],
        **({} if y is None else {"y": y, "value": float(one(y))}),
    }


def _lines(found: "Sequence[Polynomial]", y: float | None) -> Iterator[str]:
    from cevns.nuclei.structure.terms import forbidden

    if not found:
        yield "all are zero"
        return
    value = "" if y is None else f"{f'at y = {y:g}':<14}"
    yield f"{'operator':<10}{'J':<4}{'bra':<8}{'ket':<8}{value}".rstrip()
    for one in found:
        value = "" if y is None else f"{float(one(y)):<+14.6e}"
        why = forbidden(one.operator, one.J, one.bra, one.ket)
        said = f"0, by {why}" if why else str(one)
        yield f"{one.operator:<10}{one.J:<4}{one.bra.label:<8}{one.ket.label:<8}{value}{said}"


def _operators() -> Answer:
    """List the operators and what is known of them without computing."""
    from cevns.nuclei.structure.terms import OPERATORS

    rows = [
        {"name": name, "T": i if i < 8 else None, **known._asdict()}
        for i, (name, known) in enumerate(OPERATORS.items(), 1)
    ]
    lines = [f"{'':<5}{'operator':<10}{'J from':<8}{'parity':<13}{'beta':<8}{'hermiticity':<11}"]
    for i, (name, known) in enumerate(OPERATORS.items(), 1):
        number = f"T{i}" if i < 8 else ""
        parity = "(-1)^J" if known.natural else "-(-1)^J"
        beta = f"J{known.beta:+d}" if known.beta else "J"
        eta = f"{known.eta:+d}" if known.eta else "none"
        lines.append(f"{number:<5}{name:<10}{known.lowest:<8}{parity:<13}{beta:<8}{eta}")
    lines.append("<a||T||b> = hermiticity (-1)^(j_a - j_b) <b||T||a>; Omega' = Omega + Sigma''/2")
    lines += [FORMULA, "subshells such as 0d5/2: n counts nodes from 0"]
    return {"formula": FORMULA, "operators": rows, "version": VERSION}, "\n".join(lines)


def _options(command: ArgumentParser) -> None:
    add = command.add_argument
    add(
        "asked",
        nargs="*",
        metavar="OPERATOR J BRA KET",
        help="such as M 0 0d5/2 0d5/2 (or T1 to T7); BRA KET alone: all operators and J between "
        "them; OPERATOR J with --quanta: all subshells; nothing: the operators",
    )
    add("--quanta", type=int, metavar="N", help="all subshells with 2n + l up to N")
    add("--y", type=float, help="value at y = (kappa b/2)^2 too")


COMMAND = Command(
    "operators", "exact matrix elements of the seven operators in the oscillator", _options, run
)
"""``cevns operators``."""
