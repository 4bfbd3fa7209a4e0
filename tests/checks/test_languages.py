"""Rules that know English look at English decks only."""

from pathlib import Path

import pytest
from support.clock import NOW
from support.samples import PLAIN_TOML

from deck import check

NOTES = {
    "de": [
        ("Was heißt *Gradient* auf Deutsch?", "Die Ableitung in alle Richtungen."),
        ("Nenne die Lernrate von Adam in PyTorch.", "0,001"),
        ("Das Momentum: wozu dient es?", "Es dämpft das Zickzack."),
        ("Ist die Hauptstadt von Polen Warschau oder Krakau?", "Warschau."),
        ("Wer schrieb „Faust“?", "Johann Wolfgang von Goethe."),
        ("Wie heißt der längste Fluss in Deutschland?", "Der Rhein."),
        ("In welchem Jahr fiel die Mauer?", "1989"),
        ("Was ist die Summe der Winkel im Dreieck?", "180 Grad."),
        ("Welche Farbe hat der Himmel am Abend?", "Rot."),
        ("Wofür steht die Abkürzung KI?", "Künstliche Intelligenz."),
    ],
    "es": [
        ("¿Qué es?", "Una pregunta muy corta."),
        ("¿Cómo se dice *libro* en inglés?", "Book."),
        ("Nombre el río más largo de España.", "El Tajo."),
        ("¿Es Madrid o Toledo la capital?", "Madrid."),
        ("¿Quién escribió el Quijote?", "Miguel de Cervantes."),
        ("¿En qué año llegó Colón a América?", "En 1492."),
        ("¿Cuál es la capital de Perú?", "Lima."),
        ("¿De qué color es la nieve?", "Blanca."),
        ("¿Cuánto suman los ángulos de un triángulo?", "180 grados."),
        ("¿Qué significa la sigla IA?", "Inteligencia artificial."),
    ],
    "ja": [
        ("日本の首都はどこですか。", "東京です。"),
        ("水は何度で沸騰しますか。", "百度です。"),
        ("富士山の高さは何メートルですか。", "3776メートル。"),
        ("「坊っちゃん」の作者は誰ですか。", "夏目漱石です。"),
        ("三角形の内角の和は何度ですか。", "百八十度です。"),
        ("空はどうして青いのですか。", "光が散乱するから。"),
        ("一年は何日ですか。", "三百六十五日。"),
        ("英語で「本」は何と言いますか。", "bookと言います。"),
        ("地球の衛星は何ですか。", "月です。"),
        ("虹は何色ですか。", "七色です。"),
    ],
    "he": [
        ("מהי בירת ישראל?", "ירושלים."),
        ("כמה ימים יש בשבוע?", "שבעה."),
        ("מי כתב את התקווה?", "נפתלי הרץ אימבר."),
        ("מהו הנהר הארוך בעולם?", "הנילוס."),
        ("באיזו שנה קמה המדינה?", "1948"),
        ("מהו צבע השמיים ביום?", "כחול."),
        ("כמה זוויות יש במשולש?", "שלוש."),
        ("איך אומרים ספר באנגלית?", "Book."),
        ("מהו הכוכב הקרוב ביותר לשמש?", "כוכב חמה."),
        ("מהי הטמפרטורה שבה מים רותחים?", "מאה מעלות."),
    ],
}


def deck(language):
    return "\n".join(f"## {front} {{#n{number}}}\n\n{back}\n" for number, (front, back) in enumerate(NOTES[language]))


@pytest.mark.parametrize("language", NOTES)
def test_a_deck_of_another_language_has_no_finding(write, language):
    write(deck(language), {"deck.toml": f'{PLAIN_TOML}language = "{language}"\n'})

    assert check(Path("content"), NOW).found == ()


@pytest.mark.parametrize(
    ("language", "found"), [(None, True), ("en", True), ("en-GB", True), ("EN", True), ("de", False), ("pt-BR", False)]
)
def test_only_an_english_deck_is_asked_what_english_knows(write, language, found):
    line = f'language = "{language}"\n' if language else ""
    write("## Does Adam keep a momentum? {#one}\n\nYes.\n", {"deck.toml": PLAIN_TOML + line})

    assert ("Q001" in {each.rule for each in check(Path("content"), NOW).found}) == found


@pytest.mark.parametrize("language", ["Deutsch, de", "d", "de_DE", "", "de-"])
def test_what_is_not_a_language_is_refused(errors, language):
    (error,) = errors("", {"deck.toml": f'{PLAIN_TOML}language = "{language}"\n'})

    assert error.endswith(f"'{language}' is not a language; write its code, as in 'de' or 'pt-BR'")
