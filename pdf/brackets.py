"""Which brackets belong together in a line: definition BD16 of the bidirectional algorithm."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 63  # opened at a time; more is nobody's sentence, and the rule gives up

# opening and closing brackets, one after the other (BidiBrackets.txt)
BRACKETS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩"
    "⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩〈〉"
    "《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
PAIRS = [BRACKETS[at : at + 2] for at in range(0, len(BRACKETS), 2)]
OPENING = {pair[0]: pair[1] for pair in PAIRS}
CLOSING = {pair[1] for pair in PAIRS}
SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}


def pairs(text: str, indexes: Sequence[int], types: Sequence[str]) -> list[tuple[int, int]]:
    """Places in `indexes` of each pair, in the order in which they open. `types`: of the characters there; only neutral ones count."""
    stack: list[tuple[str, int]] = []
    found = []
    for at, index in enumerate(indexes):
        character = SAME.get(text[index], text[index])
        if types[at] != "ON":
            continue
        if character in OPENING:
            if len(stack) == MOST:
                return []
            stack.append((OPENING[character], at))
        elif character in CLOSING:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == character:
                    found.append((stack[depth][1], at))
                    del stack[depth:]
                    break
    return sorted(found)
