"""The language of copy that names none."""

import json

import pytest

from wireroom import read
from wireroom.text.language import guess_language

COPY = {
    "en": "The bridge over the river will stay closed until August, the ministry said on Tuesday, after a barge hit a pillar.",
    "de": "Die Brücke über den Fluss bleibt bis August gesperrt, teilte das Ministerium am Dienstag mit, nachdem ein Schiff "
    "gegen einen Pfeiler gefahren ist.",
    "fr": "Le pont sur la rivière restera fermé jusqu'au mois d'août, a annoncé mardi le ministère, après qu'une péniche a heurté un pilier.",
    "es": "El puente sobre el río seguirá cerrado hasta agosto, dijo el ministerio el martes, después de que una barcaza "
    "golpeara un pilar.",
    "it": "Il ponte sul fiume resterà chiuso fino ad agosto, ha detto martedì il ministero, dopo che una chiatta è finita "
    "contro un pilone della campata.",
    "pt": "A ponte sobre o rio vai ficar fechada até agosto, disse o ministério na terça-feira, depois de uma barcaça não ter "
    "evitado um pilar.",
    "ca": "El pont sobre el riu continuarà tancat fins a l'agost, ha dit el ministeri, després que una barcassa hagi topat amb un pilar "
    "aquesta setmana.",
    "nl": "De brug over de rivier blijft tot augustus dicht, zei het ministerie dinsdag, nadat een schip tegen een pijler was "
    "gevaren en die had beschadigd.",
    "sv": "Bron över älven är stängd till i augusti, och den som ska till ön får åka omvägen.",
    "da": "Broen over åen er lukket til august, siger ministeriet, efter at en pram ramte en pille. Det er ikke kendt, hvor "
    "længe arbejdet varer ud over det.",
    "no": "Broen over elva er stengt til august, sier departementet, etter at en lekter traff en pilar. Det er ikke kjent hvor "
    "lenge arbeidet varer ut over det.",
    "fi": "Silta on suljettu elokuuhun asti, sanoi ministeriö, kun proomu oli osunut pilariin. Liikenne on ohjattu muualle, mutta "
    "se ei ole ruuhkautunut.",
    "pl": "Most na rzece będzie zamknięty do sierpnia, podało ministerstwo, po tym jak barka uderzyła w filar. Nie wiadomo, kto za "
    "to odpowiada.",
    "cs": "Most přes řeku bude uzavřen do srpna, uvedlo ministerstvo, protože člun narazil do pilíře. Podle policie se při "
    "nehodě nikdo nezranil a provoz je odkloněn.",
    "hu": "A híd augusztusig zárva marad, közölte a minisztérium, miután egy uszály nekiment a pillérnek. A forgalom nem állt le, "
    "de az elterelés már lassú, és ez így is lesz.",
    "ro": "Podul peste râu va fi închis până în august, a anunțat ministerul, după ce o barjă a lovit un pilon. Nu este clar care "
    "sunt pagubele și cine va plăti pentru ele.",
    "tr": "Nehrin üzerindeki köprü ağustos ayına kadar kapalı olacak, bir mavna ayağa çarptı ve bakanlık bu karar için yeni bir açıklama yaptı.",
    "hr": "Most preko rijeke bit će zatvoren do kolovoza, rekao je ministar, nakon što je teglenica udarila u stup. Nije poznato "
    "koliko će to trajati, ali promet se preusmjerava.",
    "id": "Jembatan di atas sungai itu akan ditutup hingga Agustus, kata kementerian, karena sebuah tongkang menabrak pilar dan "
    "tidak dapat dipindahkan oleh petugas.",
    "ru": "Мост через реку закрыт до августа, сообщили в министерстве: баржа задела опору. Объезд открыт, рабочие уже вышли.",
    "uk": "Міст через річку закрито до серпня, повідомили в міністерстві: баржа зачепила опору. Об'їзд відкрито, роботи вже йдуть.",
    "bg": "Мостът над реката ще бъде затворен до август, съобщиха от министерството, след като баржа се удари в колона на съоръжението.",
    "el": "Η γέφυρα θα μείνει κλειστή έως τον Αύγουστο, ανακοίνωσε το υπουργείο, αφού μια μαούνα χτύπησε έναν στύλο της γέφυρας.",
    "ar": "قالت الوزارة يوم الثلاثاء إن الجسر فوق النهر سيبقى مغلقا حتى أغسطس بعد أن اصطدمت سفينة بأحد أعمدة الجسر القديمة",
    "fa": "وزارت راه گفت پل روی رودخانه تا پایان تابستان بسته می‌ماند زیرا یک کشتی به پایهٔ پل برخورد کرده و چند نفر گزارش کردند",
    "he": "הגשר מעל הנהר יישאר סגור עד אוגוסט, כך מסר המשרד ביום שלישי, לאחר שדוברה פגעה באחד העמודים של הגשר.",
    "zh": "交通部门星期二表示，跨河大桥将关闭至八月，此前一艘驳船撞上了桥墩，目前没有人员伤亡的报告。",
    "ja": "橋は8月まで通行止めになると、省が火曜日に発表した。はしけが橋脚に衝突したためで、けが人はいなかった。",
    "ko": "강을 가로지르는 다리는 바지선이 교각과 부딪친 뒤 팔월까지 닫힌다고 부처가 화요일에 밝혔다 다친 사람은 없는 것으로 알려졌다",
    "hi": "मंत्रालय ने मंगलवार को कहा कि नदी पर बना पुल अगस्त तक बंद रहेगा और एक नाव के टकराने से खंभे को नुकसान हुआ है",
    "th": "กระทรวงแถลงเมื่อวันอังคารว่าสะพานข้ามแม่น้ำจะปิดจนถึงเดือนสิงหาคมหลังเรือชนเสา",
}  # fmt: skip


@pytest.mark.parametrize("language", COPY)
def test_a_paragraph_tells_its_language(language: str) -> None:
    guess = guess_language(COPY[language])
    assert guess is not None
    assert guess.language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FLASH: Bridge closed",
        "Broen er lukket til august",
        "Shr 12 cts vs 9 cts Net 1,204,000 vs 903,000 Revs 14.1 mln vs 12.0 mln NOTE Year Shr 44",
        "1. Kiln 2. Umber 3. Ostra 4. Farn 5. Lenz 6. Orvo 7. Tarn 8. Mira 9. Sanda 10. Polk 11. Verra 12. Quill",
        f"{COPY['es']} {COPY['pt']}",
        "Мост закрыт до августа",
        "大桥关闭至八月",
        "\x00\ufffd" * 400,
    ],
)
def test_what_is_short_mixed_or_no_prose_stays_unknown(text: str) -> None:
    assert guess_language(text) is None


def test_names_in_another_script_change_nothing() -> None:
    guess = guess_language(f"{COPY['en']} It is called Мост, or 大桥, by those who live there.")
    assert guess is not None
    assert guess.language == "en"


def _story(language: str | None) -> bytes:
    said = {} if language is None else {"language": language}
    return json.dumps(
        {"uri": "urn:x:1", "version": "1", "headline": "Bron stängd", "body_text": COPY["sv"], **said}
    ).encode()


def test_a_found_language_is_flagged_and_explained() -> None:
    item = read(_story(None), explain=True).items[0]
    assert (item.language, item.is_language_guessed) == ("sv", True)
    assert item.provenance["language"].startswith("not declared; guessed by ")
    assert not read(_story(None)).items[0].provenance


def test_a_declared_language_stands_whatever_the_words_say() -> None:
    item = read(_story("fi"), explain=True).items[0]
    assert (item.language, item.is_language_guessed) == ("fi", False)


def test_copy_too_short_to_tell_has_no_language() -> None:
    item = read(b'{"uri": "urn:x:1", "version": "1", "headline": "FLASH: Bridge closed"}').items[0]
    assert (item.language, item.is_language_guessed) == (None, False)
