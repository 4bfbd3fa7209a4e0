"""The words that the program itself puts on cards, in the language of the deck or as its author writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from deck.source.table import Checked, Length, Table

NAMES = ("hint", "note", "tip", "important", "warning", "caution")
ENGLISH = ("Hint", "Note", "Tip", "Important", "Warning", "Caution")
WORDS: Mapping[str, tuple[str, ...]] = {  # by language, in the order of their names; Anki translates none of them so
    "de": ("Hinweis", "Anmerkung", "Tipp", "Wichtig", "Warnung", "Vorsicht"),
    "en": ENGLISH,
    "es": ("Pista", "Nota", "Consejo", "Importante", "Advertencia", "Precaución"),
    "fr": ("Indice", "Remarque", "Conseil", "Important", "Avertissement", "Attention"),
    "he": ("רמז", "הערה", "טיפ", "חשוב", "אזהרה", "זהירות"),
    "it": ("Suggerimento", "Nota", "Consiglio", "Importante", "Avvertenza", "Attenzione"),
    "ja": ("ヒント", "注記", "コツ", "重要", "警告", "注意"),
    "ko": ("힌트", "참고", "팁", "중요", "경고", "주의"),
    "nl": ("Hint", "Opmerking", "Tip", "Belangrijk", "Waarschuwing", "Let op"),
    "pl": ("Podpowiedź", "Uwaga", "Wskazówka", "Ważne", "Ostrzeżenie", "Przestroga"),
    "pt": ("Pista", "Nota", "Dica", "Importante", "Aviso", "Cuidado"),
    "ru": ("Подсказка", "Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"),
    "zh": ("提示", "注", "技巧", "重要", "警告", "注意"),
}
NOT_IN_A_LABEL = re.compile(r'[<>&{}\[\]"\\$\x00-\x1f\x7f]|::')  # what HTML, Anki or a formula reads as a mark


def _label(text: str) -> str:
    if not text.strip() or NOT_IN_A_LABEL.search(text):
        raise ValueError(f"'{text}' cannot be a label; write a word or two, without marks of HTML, Anki or formulas")
    return text


Label = Annotated[str, Length(most=40), Checked(_label)]


class Labels(Table, frozen=True):
    """The labels of the button for a hint and of callouts; those of the language where none is written."""

    hint: Label = ""
    note: Label = ""
    tip: Label = ""
    important: Label = ""
    warning: Label = ""
    caution: Label = ""

    def in_language(self, language: str) -> Mapping[str, str]:
        """Return all labels by name, in English where the *language* has no words here."""
        words = WORDS.get(language.partition("-")[0].lower(), ENGLISH)
        return {name: getattr(self, name) or word for name, word in zip(NAMES, words, strict=True)}
