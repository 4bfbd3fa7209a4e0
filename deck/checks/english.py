"""How questions and orders are worded in English, as patterns of plain text."""

from __future__ import annotations

import re

from deck.checks.words import CODE, FORMULA

QUESTION_MARKS = re.compile(r"[?？؟]+")
ASKING = re.compile(r"[?？؟…]|_{2,}|\.{3}|\b\w+n Sie\b")
SENTENCE_END = (".", "!", "\u3002", "\uff01", "।")
COMMON = frozenset(["and", "are", "for", "is", "of", "the", "to", "with"])
IMPERATIVE = re.compile(
    rf"(?:^|[.:;,…)\n{FORMULA}{CODE}]\s*|\band )(?:please |now |then )?(?:"
    r"add|apply|arrange|balance|calculate|check|choose|classify|compare|complete|compute|"
    r"conjugate|continue|convert|correct|count|decline|deduce|define|derive|describe|determine|"
    r"differentiate|discuss|distinguish|draw|enumerate|estimate|evaluate|expand|explain|express|"
    r"factor|fill|find|formulate|give|identify|integrate|interpret|label|list|locate|mark|"
    r"match|measure|name|order|outline|pick|place|plot|point|predict|pronounce|prove|quote|"
    r"rank|read|recall|recite|reduce|replace|rewrite|round|say|select|show|simplify|sketch|"
    r"solve|sort|spell|state|tell|trace|transcribe|translate|turn|use|verify|write)\b",
    re.IGNORECASE,
)
DANGLING = re.compile(r"(?:[Ii]ts?|[Tt]h(?:is|at|ese|ose|ey|eir)|[Hh]e|[Ss]he|[Hh]is|[Hh]er)(?![\w-])")
ELSEWHERE = re.compile(
    r"\b(?:the above|(?:see|as) (?:above|before|below)|(?:previous|preceding|next|last) (?:flash)?card|"
    r"steps? \d+ and \d+)\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"(?:is|are|were|does|do|did|can|could|has|have|had|will|would|should|must|may(?! \d)|"
    r"was(?= (?:an?|he|her|his|it|its|she|the|their|there|they|this|(?-i:[A-Z]))))\b(?!-)",  # in German it means what
    re.IGNORECASE,
)
YES_OR_NO = re.compile(r"(?:yes|no|true|false)(?=[,.;:!\u2013\u2014\n]|\s+[\u2013\u2014-]|$)", re.IGNORECASE)
SEVERAL = (
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|all|several|some)\b"
    r"(?! (?:\w+ )?(?:decimals?|digits?|places?)\b)"
)
SET = re.compile(
    rf"(?:^|[.:;,]\s+)(?:enumerate|list|(?:give|name|recall|state)(?: (?:any|at least|its|me|the|their))* {SEVERAL}|"
    rf"(?:what|which) (?:are|were) (?:its |the |their )?(?!all|some){SEVERAL})"
    r"|\b(?:the (?:dis)?advantages|(?:dis)?advantages and (?:dis)?advantages|pros and cons)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"(?:comment on|describe|discuss|elaborate|explain|give a rough|outline|tell(?! apart)|what about|"
    r"what (?:can you say|do you know) (?:about|of))\b",
    re.IGNORECASE,
)
EITHER_OR = re.compile(r"(?P<one>[\w-]+) or (?:an? |the )?(?P<other>[\w-]+)[^.?]*\?", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
