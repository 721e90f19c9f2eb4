"""How English writes numbers, as products of what stands together: every combination is read as its parts say."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest

from app.reasoning.reader import read
from app.vocabulary.text import Names
from tests.reasoning.reader.scores import NO_QUANTITY

Expected = Sequence[tuple[float, str | None, str, str]]


def _read(text: str, areas: Names) -> Expected:
    found = (number for number in read(text, areas) if number.kind not in NO_QUANTITY)
    return [(round(float(n.value), 4), n.unit, str(n.hedge), str(n.kind)) for n in found]


def _wrong(cases: Iterable[tuple[str, Expected]], areas: Names) -> dict[str, Expected]:
    return {text: got for text, wanted in cases if (got := _read(text, areas)) != wanted}


def _paired(table: str) -> list[tuple[str, str]]:
    """Read "words=value" divided by bars."""
    return [(words, value) for words, _, value in (entry.partition("=") for entry in table.split("|"))]


SIZES = {
    **dict.fromkeys(("thousand", "thsd.", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "mln", "mln.", "m", "M", "Mio."), 10**6),
    **dict.fromkeys(("billion", "bn", "bln", "bn.", "B", "Mrd.", "thousand million", "milliard"), 10**9),
    **dict.fromkeys(("trillion", "trn", "tril", "lakh crore"), 10**12),
    "crore": 10**7,
    "lakh": 10**5,
}
SIGNS = _paired(
    "$=USD|US$=USD|€=EUR|£=GBP|A$=AUD|C$=CAD|NZ$=NZD|HK$=HKD|R$=BRL|Mex$=MXN|CN¥=CNY|JP¥=JPY|Rs =INR|Rs. =INR|RM=MYR"
    "|RM =MYR|RMB=CNY|RMB =CNY|USD =USD|USD=USD|EUR =EUR|KZT =KZT|SEK =SEK|R=ZAR|Tk =BDT|KSh =KES|₦=NGN|Bt=THB"
    "|Dhs =AED|Kč =CZK|GH¢=GHS|N=NGN|P=PHP"
)
NAMES = _paired(
    "dollars=USD|US dollars=USD|U.S. dollars=USD|US$=USD|euros=EUR|€=EUR|pounds sterling=GBP|British pounds=GBP"
    "|Chinese yuan=CNY|Japanese yen=JPY|South Korean won=KRW|Australian dollars=AUD|New Zealand dollars=NZD"
    "|Hong Kong dollars=HKD|New Taiwan dollars=TWD|Jamaican dollars=JMD|Pakistani rupees=PKR|Sri Lankan rupees=LKR"
    "|Swiss francs=CHF|CFA francs=XOF|Rwandan francs=RWF|Chilean pesos=CLP|Philippine pesos=PHP|Qatari riyals=QAR"
    "|UAE dirhams=AED|Moroccan dirhams=MAD|Algerian dinars=DZD|Libyan dinars=LYD|Swedish kronor=SEK|Danish kroner=DKK"
    "|Czech crowns=CZK|Turkish lira=TRY|Hungarian forints=HUF|Ugandan shillings=UGX|Egyptian pounds=EGP|taka=BDT"
    "|Kyrgyz som=KGS|Belarusian rubles=BYN|Moldovan lei=MDL|Malawian kwacha=MWK|Albanian lek=ALL"
)


def _amounts() -> Iterator[tuple[str, Expected]]:
    for (sign, unit), (size, factor) in product(SIGNS, SIZES.items()):
        for space in (" ", "") if size[0].isalpha() and " " not in size and len(size) < 5 else (" ",):
            text = f"Sales to China reached {sign}24.5{space}{size} last year."
            yield text, [(24.5 * factor, unit, "rounded", "level")]
    for (name, unit), size in product(NAMES, ("bn", "billion", "bln.")):
        yield f"Exports reached 24.5 {size} {name} in May.", [(24.5e9, unit, "rounded", "level")]


WORDS = {
    "two and a half billion": 2.5e9, "twenty-four billion": 24e9, "half a billion": 5e8, "a billion and a half": 1.5e9,
    "a quarter of a billion": 2.5e8, "three-quarters of a billion": 7.5e8, "three and a quarter billion": 3.25e9,
    "two point five billion": 2.5e9, "a hundred and twenty million": 1.2e8, "a thousand million": 1e9,
}  # fmt: skip
PARTS = {
    "a third": 100 / 3, "one-third": 100 / 3, "two-thirds": 200 / 3, "a quarter": 25, "three quarters": 75, "half": 50,
    "an eighth": 12.5, "a tenth": 10, "two-fifths": 40, "nine-tenths": 90, "a twentieth": 5,
}  # fmt: skip
FOLDS = {"doubled": 2, "tripled": 3, "grew threefold": 3, "rose five-fold": 5, "quadrupled": 4}


def _in_words() -> Iterator[tuple[str, Expected]]:
    for words, value in WORDS.items():
        yield f"Exports to China reached {words} euros.", [(value, "EUR", "rounded", "level")]
    for words, value in PARTS.items():
        share = round(value, 4)
        yield f"China accounts for {words} of Kazakh exports.", [(share, "%", "about", "share")]
        yield f"More than {words} of the wheat went to Iran.", [(share, "%", "more_than", "share")]
        yield f"Exports fell by {words}.", [(-share, "%", "about", "growth")]
        yield f"Imports were {words} higher than in 2022.", [(share, "%", "about", "growth")]
    for words, times in FOLDS.items():
        yield f"Exports to China {words} in 2023.", [(times, "times", "about", "ratio")]
    for text in ("They sold half as much.=0.5", "The plan is to double trade.=2", "They agreed to triple trade.=3"):
        sentence, _, ratio = text.partition("=")
        yield sentence, [(float(ratio), "times", "about", "ratio")]


PERCENT = ("%", " %", " per cent", " percent", " pct", "pc", " p.c.", " percents", "\u2009%")
POINTS = ("percentage points", "pp", "p.p.", "ppts", "pct points", "% points", "percentage-points", "points")
CHANGES = _paired(
    "Exports rose 12.5{}.=1|Exports fell by 12.5{}, it said.=-1|Exports were 12.5{} higher.=1"
    "|Exports, down 12.5{}, fell.=-1|It was a drop of 12.5{} in May.=-1"
    "|It grew at a rate of 12.5{}.=1|Sales of 5 t, 12.5{} better than in May.=1"
)


def _percentages() -> Iterator[tuple[str, Expected]]:
    for (text, sign), percent in product(CHANGES, PERCENT):
        tons: Expected = [(5, "t", "rounded", "level")] if "5 t" in text else []
        yield text.format(percent), [*tons, (int(sign) * 12.5, "%", "rounded", "growth")]
    for percent in PERCENT:
        yield f"China's share was 12.5{percent}, again.", [(12.5, "%", "rounded", "share")]
    for points in POINTS:
        yield f"The share fell 2.5 {points}.", [(-2.5, "pp", "rounded", "change")]
    for text in (
        "The share rose two percentage points.=2",
        "It rose half a percentage point.=0.5",
        "It rose 25bp.=0.25",
    ):
        sentence, _, value = text.partition("=")
        yield sentence, [(float(value), "pp", "rounded", "change")]
    yield "A 12.5-per-cent tariff was imposed.", [(12.5, "%", "rounded", "level")]
    yield "Exports grew .5%.", [(0.5, "%", "rounded", "growth")]


UNITS = _paired(
    "tonnes=t 1|metric tons=t 1|MT=t 1|kt=t 1000|Mt=t 1e6|MMT=t 1e6|mln tons=t 1e6|k tonnes=t 1000|million mt=t 1e6"
    "|kgs=kg 1|grams=g 1|barrels per day=barrels 1|b/d=barrels 1|mb/d=barrels 1e6|million bpd=barrels 1e6|bcm=m3 1e9"
    "|bn cu m=m3 1e9|bn m³=m3 1e9|MW=MW 1|GW=MW 1000|billion kilowatt-hours=kWh 1e9|megawatt-hours=kWh 1000|TWh=kWh 1e9"
    "|hectares=ha 1|kms=km 1|tonne-kilometres=tonne-kilometre 1|tkm=tonne-kilometre 1|sq km=km2 1|kl=l 1000|lbs=lb 1"
    "|troy ounces=ounce 1|bushels=bushel 1|nautical miles=nautical mile 1|weeks=week 1"
)
COUNTED = _paired(
    "agreements=documents|MoUs=documents|export contracts=documents|joint ventures=enterprises"
    "|small and medium-sized enterprises=enterprises|Chinese and Kazakh firms=enterprises|Vietnamese workers=people"
    "|head of cattle=heads|cattle=heads|aircraft=aircraft|buses=bus|tariff lines=tariff line|warehouses=warehouse"
    "|container trains=trains|weekly flights=flight|cities=city"
)


def _measures() -> Iterator[tuple[str, Expected]]:
    for name, unit in UNITS:
        code, factor = unit.rsplit(" ", 1)
        for number in ("375", "1,250"):
            value = float(number.replace(",", "")) * float(factor)
            yield f"In 2023 the line carried {number} {name}.", [(value, code, "rounded", "level")]
    for name, unit in COUNTED:
        for words, value, hedge in (
            ("37", 37, "exact"),
            ("some 200", 200, "about"),
            ("more than a dozen", 12, "more_than"),
        ):
            yield f"There are {words} {name} in it.", [(value, unit, hedge, "count")]


SLIGHTLY = (
    "just",
    "a little",
    "slightly",
    "a shade",
    "a touch",
    "a bit",
    "a tad",
    "a hair",
    "a fraction",
    "marginally",
)
BEFORE = _paired(
    "about=about|some=about|~=about|c.=about|an estimated=about|in the region of=about|in the neighborhood of=about"
    "|nearly=nearly|close to=nearly|all but=nearly|approaching=nearly|over=more_than|in excess of=more_than"
    "|north of=more_than|well over=more_than|far more than=more_than|comfortably above=more_than|at least=at_least"
    "|no fewer than=at_least|a minimum of=at_least|less than=less_than|well below=less_than|south of=less_than"
    "|at most=at_most|up to=at_most|no more than=at_most|as much as=at_most|a maximum of=at_most|a cap of=at_most"
    "|min=at_least|a record=rounded|only=rounded|a mere=rounded"
) + [(f"{little} {less}", "nearly") for little in SLIGHTLY for less in ("under", "below", "less than", "short of")]
AFTER = _paired(
    "or so=about|or thereabouts=about|give or take=about|or more=at_least|and above=at_least|at the very least=at_least"
    "|or higher=at_least|at a minimum=at_least|or less=at_most|at most=at_most|at the outside=at_most"
    "|and counting=more_than"
)
VERBS = _paired(
    "exceeded=more_than|topped=more_than|went past=more_than|rose to over=more_than|neared=nearly"
    "|fell just short of=nearly|fell short of=less_than"
    "|did not reach=less_than|failed to reach=less_than|did not exceed=at_most"
    "|edged up to=rounded|hit=rounded|stood at=rounded|grew to nearly=nearly"
)
HEDGED = (("$24.5 billion", 24.5e9, "USD"), ("24.5bn yuan", 24.5e9, "CNY"), ("3.2 million tonnes", 3.2e6, "t"))


def _hedges() -> Iterator[tuple[str, Expected]]:
    for (words, value, unit), (hedge, qualifier) in product(HEDGED, BEFORE):
        yield f"Exports to China were {hedge} {words} in 2023.", [(value, unit, qualifier, "level")]
    for (words, value, unit), (hedge, qualifier) in product(HEDGED, AFTER):
        yield f"Exports to China were {words} {hedge} in 2023.", [(value, unit, qualifier, "level")]
    for (words, value, unit), (verb, qualifier) in product(HEDGED, VERBS):
        yield f"Trade with China {verb} {words} in 2023.", [(value, unit, qualifier, "level")]
    for hedge, qualifier in AFTER:
        yield f"China's share is 40% {hedge}.", [(40, "%", qualifier, "share")]


MEASURES = _paired(
    "EUR million=EUR 1e6|millions of euros=EUR 1e6|US$ million=USD 1e6|US$m=USD 1e6|$bn=USD 1e9|mln USD=USD 1e6"
    "|billions of US dollars=USD 1e9|Rs crore=INR 1e7|RM million=MYR 1e6|'000 tonnes=t 1000|million tonnes=t 1e6"
    "|kt=t 1000|bcm=m3 1e9|GWh=kWh 1e6|tonnes=t 1|C$ million=CAD 1e6|US$ '000=USD 1000"
)
ROWS = (
    "Wheat: 312.4\nTin: 98.1",
    "- Wheat 312.4\n- Tin 98.1",
    "Wheat | 312.4\nTin | 98.1",
    "Wheat .... 312.4\nTin ... 98.1",
)


def _tables() -> Iterator[tuple[str, Expected]]:
    titles = ("Exports to China, {}", "Exports to China ({})", "Exports to China in 2023 ({}):", "Exports in {}:")
    for (measure, unit), title, rows in product(MEASURES, titles, ROWS):
        code, size = unit.split()
        pair = [(round(figure * float(size), 4), code, "exact", "level") for figure in (312.4, 98.1)]
        yield f"{title.format(measure)}\n{rows}\n", pair


RANGES = (
    "between $5 billion and $6 billion", "between $5 billion and 6 billion", "between $5 and $6 billion",
    "$5-6 billion", "$5bn-$6bn", "from $5 to $6 billion", "USD 5 to 6 bn", "5 to 6 billion dollars",
    "five to six billion dollars",
    "between five and six billion dollars", "between about $5 billion and $6 billion", "anywhere from $5 to $6 billion",
)  # fmt: skip


def _joined() -> Iterator[tuple[str, Expected]]:
    for words in RANGES:
        ends = [(5e9, "USD", "between", "level"), (6e9, "USD", "between", "level")]
        yield f"Exports may reach {words} this year.", ends
    for verb, sign in (("rose", 1), ("grew", 1), ("fell", -1), ("shrank", -1)):
        change, tons = (sign * 2e9, "USD", "rounded", "change"), (sign * 3e5, "t", "rounded", "change")
        growth, level = (sign * 12.5, "%", "rounded", "growth"), (5e9, "USD", "rounded", "level")
        yield f"Exports {verb} by 12.5 per cent, or $2 billion, to $5 billion.", [growth, change, level]
        yield f"Exports {verb} by 300,000 tonnes to 1.2 million tonnes.", [tons, (1.2e6, "t", "rounded", "level")]
        yield f"Exports {verb} 12.5 and imports 3.2 per cent.", [growth, (sign * 3.2, "%", "rounded", "growth")]
    pair = [(5.1e9, "USD", "rounded", "level"), (4.2e9, "USD", "rounded", "level")]
    yield "Germany ($5.1 billion) and France (4.2) lead.", pair
    yield "Some farms sold 200,000-300,000 tonnes.", [(2e5, "t", "between", "level"), (3e5, "t", "between", "level")]


KINDS = {
    "level": "A {} deal was signed.|They set a target of {} for 2030.|The surplus widened to {}.|Oil accounted for {}.",
    "change": "Exports were up {} on the year.|A {} increase was seen.|Sales exceeded that by {}.|It is {} above that.",
    "price": "Wheat sells at {} a tonne.|The average price was {}.|It costs {} apiece.|A fee of {} per lorry is due.",
}
SHARES = {
    "growth": "It grew at an annual rate of {}.|The growth amounted to {}.|Growth slowed to {}.|Sales ended {} up.",
    "share": "Oil leads with {}.|{} came by rail.|It meets {} of demand.|The share of oil went up to {}..",
    "level": "A {} fee is charged.|The key rate is {}.|The tariff was cut to {}.|VAT is {}.",
}


def _kinds() -> Iterator[tuple[str, Expected]]:
    for kind, texts in KINDS.items():
        for text in texts.split("|"):
            yield text.format("$58.9"), [(58.9, "USD", "rounded", kind)]
    for kind, texts in SHARES.items():
        for text in texts.split("|"):
            yield text.format("12 per cent"), [(12, "%", "rounded", kind)]
    for words, value in (("12 more", 12), ("12 fewer", -12)):
        yield f"There were {words} trains than in 2022.", [(value, "trains", "exact", "change")]
    yield "Lorries numbered some 345.", [(345, "lorry", "about", "count")]


@pytest.mark.parametrize(
    "cases",
    [_amounts, _in_words, _percentages, _measures, _hedges, _tables, _joined, _kinds],
    ids=lambda each: each.__name__,
)
def test_what_numbers_are_written_with_may_be_combined(cases: object, areas: Names) -> None:
    assert callable(cases)
    assert _wrong(cases(), areas) == {}


RANKS = (
    "ranks No. 3|stood third in the list|finished third|is the number-three buyer|is the number 3 buyer"
    "|is third only to Iran"
)


@pytest.mark.parametrize("text", RANKS.split("|"))
def test_a_place_in_an_order_is_a_rank(text: str, areas: Names) -> None:
    assert _read(f"China {text}.", areas) == [(3, "rank", "exact", "rank")]


NOTHING = (
    "on 28 March 2023|in mid-2023|in 2019–23|in the 2022/23 season|in 1H2023|in the nineties|at 14.30|for the 10th time"
    "|under HS code 270900|HS codes 7208, 7209 and 7210|under Article 24(3)|Law No. 5429 of 2019|Directive 2014/24/EU"
    "|the G-20|the 16+1 format|B3W|the A320|the M4 motorway|Route 66|4G networks|the S&P 500|RON 95|the P5|Article I:1"
    "|tel. +7 7172 74 00 00|aged between 18 and 65|a one-day stop|the three presidents|at one point|a third party"
    "|in the first place|a quarter earlier|at half past ten|tens of thousands of people|24/7|a 40-foot container|[12]"
    "|double taxation|triple-digit rates|the two sides|Nine-Dash Line"
    "|in the Dolphin 2 model|by the Ariane 6 launches|as the Group of 77|at 3-star hotels|with Euro 5 trucks|at COP29"
    "|in year 10|from day 1 to day 30|by week 6|at a five-year high|about 12-month inflation|in 40' boxes"
    "|as people under 30|with workers over 65, men|with a woman of 101 years|at 45 years of age|a thousand thanks"
    "|in Asian Studies 14(1), pp. 55-71|by ISBN 978-3-16-148410-0|under item 0201.30.01|in version 2.0.1|at 0900 hours"
    "|(2020 = 100)|at 221B Baker Street|at Prospekt 12|at 9-11 a.m.|at 17h30|from 16.-21. März 2025"
    "|in the same half of 2023|under QUESTION NO. 2217|with a driver who is 23 and young"
    "|before Train 5 restarts|in what Scenario 3 costs|three hundred years ago|by 12-month sums"
    "|as two brothers"
)


@pytest.mark.parametrize("text", NOTHING.split("|"))
def test_what_only_looks_like_a_quantity_is_none(text: str, areas: Names) -> None:
    assert _read(f"They met {text}.", areas) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$1 - 498.9 tenge", 498.9, "KZT"),
        ("One ruble is 4.43 tenge", 4.43, "KZT"),
        ("It got 7.2 yuan for $1", 7.2, "CNY"),
        ("1 EUR = 7.85 CNY. 1", 7.85, "CNY"),
        ("It took 4-1/2 hours", 4.5, "hour"),
        ("It rose by 3 1/4 percent", 3.25, "%"),
        ("Every tenth of them works there", 10, "%"),
        ("The index rose to 129.3 points", 129.3, "point"),
        ("They signed a programme of 74 points", 74, "items"),
        ("There was one flight a week", 1, "flight"),
        ("A file of 5 MB was sent", 5_000_000, "byte"),
        ("It costs 40 paise", 0.4, "INR"),
        ("The rupiah was last up at 16,235 a dollar", 16235, "IDR"),
        ("In roubles, supplies to Egypt came to 765 bln", 765e9, "RUB"),
        ("The quota of permits is raised by 1,500", 1500, "permit"),
        ("About 8,000 who missed it will be let in", 8000, "people"),
    ],
)
def test_rates_parts_of_money_and_mixed_numbers_have_one_value(
    text: str, value: float, unit: str, areas: Names
) -> None:
    assert [one[:2] for one in _read(f"{text}.", areas)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "hedge", "kind"),
    [
        ("It came within 4% of the target", "less_than", "share"),
        ("Trade did not come to $430 million", "less_than", "level"),
        ("It is hardly 2 percent of receipts", "nearly", "share"),
        ("It is more than the 3 tonnes that were sold", "rounded", "level"),
        ("The dollar fell to 104 yen per Canadian dollar or thereabouts", "about", "price"),
        ("It flies twice weekly", "about", "count"),
        ("The growth of 2022 works out at 11.5 percent", "rounded", "growth"),
        ("Oil is 14 per cent of what India burns", "rounded", "share"),
        ("Exports were half of what they had been", "about", "ratio"),
        ("Revision since the flash: +0.9 million euros", "rounded", "change"),
        ("Finland led with a share of 15%, ahead of Latvia (12%)", "rounded", "share"),
        ("I have crossed that border twenty times", "exact", "count"),
        ("Trade expanded twenty times", "about", "ratio"),
        ("The biggest rise was in fuels (+41 million euros)", "rounded", "change"),
        ("The surplus with Spain (+41 million euros)", "rounded", "level"),
        ("In Peshawar the rupee goes from 220 to 280 a dollar", "rounded", "price"),
        ("It said $1 equals 41.26 Turkish liras", "rounded", "price"),
        ("War-risk premiums eased from 1.0 to 0.8 pct of hull value", "rounded", "level"),
        ("The target of 5.0 percent plus or minus a little stays", "rounded", "share"),
    ],
)
def test_words_around_a_number_say_how_it_is_meant(text: str, hedge: str, kind: str, areas: Names) -> None:
    assert _read(f"{text}.", areas)[-1][2:] == (hedge, kind)


def test_one_change_in_two_units_is_two_changes(areas: Names) -> None:
    change, growth = (-9e6, "USD", "rounded", "change"), (-5.5, "%", "rounded", "growth")
    assert _read("It was $9 million or 5.5 per cent less than in May.", areas) == [change, growth]
    assert _read("It was 5.5 per cent or $9 million less than in May.", areas) == [growth, change]


def test_an_index_is_no_percentage_and_some_of_those_counted_are_counted(areas: Names) -> None:
    for share in (0, 15):
        assert len(_read(f"Turkey's share is {share} per cent; the index rose from 812 to 845.", areas)) == 1
    lanes = [(14, "lane", "exact", "count"), (3, "lane", "exact", "count")]
    assert _read("The post has 14 lanes. On Thursday three were open.", areas) == lanes


def test_a_part_of_a_unit_is_a_part_of_it(areas: Names) -> None:
    assert _read("Half a tonne was sold.", areas) == [(float(Fraction(1, 2)), "t", "rounded", "level")]


TAUGHT = {
    "Trade was 123 million euros, in 60 lorries, and 108 million of that were goods.": (
        "123000000.0 EUR level; 60.0 lorry count; 108000000.0 EUR level"
    ),
    "Trade was $3 million. Ten million in sales is too little for 37 million people.": (
        "3000000.0 USD level; 10000000.0 USD level; 37000000.0 people count"
    ),
    "Wheat (SDG target 17.11) is on 16 hectares; they pay $9 from day five, at berth 7 or gate three.": (
        "16.0 ha level; 9.0 USD level"
    ),
    "Each stage five firms bid; every day twenty trucks leave.": "5.0 enterprises count; 20.0 truck count",
    "Three cranes lift 18 trains; on 9 October 41 stood.": "3.0 crane count; 18.0 trains count; 41.0 trains count",
    "Honduras: the rate was L 25.63 per US$ 1, wages L 310 million.": "25.63 HNL price; 310000000.0 HNL level",
    "The kina lost 4.8 per cent against the Australian dollar and stood at 0.37.": "-4.8 % growth; 0.37 AUD price",
    "The kina stood at 0.37 against the Australian dollar.": "0.37 AUD price",
    "The Kuwaiti dinar was at 0.31 against the dollar.": "0.31 KWD price",
    "Each sends home A$380 a fortnight.": "380.0 AUD level",
    "It lends up to €10 million per project; a seat is €90.": "10000000.0 EUR level; 90.0 EUR price",
    "Let us treble it.": "3.0 times ratio",
    "They sold 84,000 tonnes. Of these 61,000 went by road, the other 23,000 by rail.": (
        "84000.0 t level; 61000.0 t level; 23000.0 t level"
    ),
    "The plant employs 640, of whom 210 commute.": "640.0 people count; 210.0 people count",
    "It rose to 5,300 tonnes from 4,100, but sales slipped to 11.2 million euros.": (
        "5300.0 t level; 4100.0 t level; 11200000.0 EUR level"
    ),
    "The rand was quoted at 18.4 to the dollar and 19.9 to the euro.": "18.4 ZAR price; 19.9 ZAR price",
    "By SDG 9 and target 8.2, berth 9 reopens in week 40.": "",
    "Of the 148 replies, 31 said they lost orders.": "148.0 reply count; 31.0 reply count",
    "The harvest was 295,000 tonnes. Mills kept 110,000, under the decree 1,059/2010.": (
        "295000.0 t level; 110000.0 t level"
    ),
    "They had 3.6 million passengers and 8.2 million tonnes. Passengers may be 3.9 million.": (
        "3600000.0 people count; 8200000.0 t level; 3900000.0 people count"
    ),
    "Loans so far number 46; eight are for ports.": "46.0 loan count; 8.0 loan count",
    "A litre of diesel is 1.31 euros here and 1.48 there.": "1.31 EUR price; 1.48 EUR price",
    "They ordered 61 ships. Daewoo has 17, Samsung 14.": "61.0 ship count; 17.0 ship count; 14.0 ship count",
    "Gas was $11.40 per MWh in Asia, and in Europe 12.10.": "11.4 USD price; 12.1 USD price",
    "Measure 4.2 pays for silos; at wharf four it is wet.": "",
    "The naira closed at 1,530.": "1530.0 NGN price",
    "The baht was 36.2 to the dollar, the kip 21,900.": "36.2 THB price; 21900.0 LAK price",
    "Lesotho sold for M 1.2 billion, Eswatini for E 410 million.": "1200000000.0 LSL level; 410000000.0 SZL level",
    "Malta bought 91 MW, Sicily 210.": "91.0 MW level; 210.0 MW level",
    "Cocoa left on nine vessels. Togo took 1.1 million.": "9.0 vessel count",
    "They ship 32 million tonnes. Transit made up 15.3 million, 19% more than in May.": (
        "32000000.0 t level; 15300000.0 t level; 19.0 % growth"
    ),
    "It ranked fourth among export markets, and sixth on the import side.": "4.0 rank rank; 6.0 rank rank",
    "I buy from 34 companies in Bavaria and one in Ohio.": "34.0 enterprises count; 1.0 enterprises count",
    "Two ships carry 5,200 pallets each; there were nine.": "2.0 ship count; 5200.0 pallet count; 9.0 ship count",
    "Thai gates cost B500m a day; B2B trade grew 3%.": "500000000.0 THB level; 3.0 % growth",
    "Fijian sales came to F$740 million.": "740000000.0 FJD level",
    "Turkish firms, of which over 5,000 are registered here, export.": "5000.0 enterprises count",
    "Salt and second-hand cars (4,860) follow.": "4860.0 car count",
    "Cars (8703) and sugar follow.": "",
    "Results\n- Personnel 3,318, 94 fewer than in June.": "3318.0 people count; -94.0 people change",
    "They crossed with a card; 127,000 did so.": "127000.0 people count",
    "The market share of Norway is 54 per cent, that of Chile 22.": "54.0 % share; 22.0 % share",
    "Its capacity of 16 bcm can be raised to 31.": "16000000000.0 m3 level; 31000000000.0 m3 level",
    "Start a fund of 50 million euros, 20 million of it from us.": "50000000.0 EUR level; 20000000.0 EUR level",
    "EBIT was 2.2 (6.7) per cent of sales.": "2.2 % share; 6.7 % share",
    "Sales were down 4 and up 9 percent respectively.": "-4.0 % growth; 9.0 % growth",
    "The UAE was third with $5 billion.": "3.0 rank rank; 5000000000.0 USD level",
    "The 4th country of origin is Latvia.": "4.0 rank rank",
    "The manat against the dollar is 1.7.": "1.7 AZN price",
    "The Nepalese rupee slid vis-à-vis the US dollar, to Rs. 137.6.": "137.6 NPR price",
    "A kwanza was worth EUR 0.00106.": "0.0011 EUR price",
    "Per sack I clear 12 soles.": "12.0 PEN price",
    "A kilo leaves the port at £6.40.": "6.4 GBP price",
    "Prices averaged NOK 71.40 a kilo, NOK 9.20 below 2024.": "71.4 NOK price; -9.2 NOK change",
    "Profit halved, a margin of 27%.": "0.5 times ratio; 27.0 % share",
    "EBITDA margin in the segment 8.6%, a gain of 140 bps.": "8.6 % share; 1.4 pp change",
    "Latvia took most exports (12.6%), ahead of Poland (9.9%).": "12.6 % share; 9.9 % share",
    "This is $215.4 million, or 6.1 percent, up on 2023.": "215400000.0 USD change; 6.1 % growth",
    "Futures put on 1.3 pct.": "1.3 % growth",
    "We expect a loss of EUR 2.5 bn.": "2500000000.0 EUR level",
    "A visa costs $205; the fare is $90.": "205.0 USD level; 90.0 USD price",
    "The duty rose last year. It will be 35 per cent in July.": "35.0 % level",
    "Machines led. Some 35 per cent go by sea.": "35.0 % share",
    "Costs are $4,150 and the payroll went from 1,912 to 1,760.": (
        "4150.0 USD price; 1912.0 people count; 1760.0 people count"
    ),
    "Electric cars led. In number 12,701 of them arrived.": "12701.0 car count",
    "I have 40 hectares, 15 of them in fruit.": "40.0 ha level; 15.0 ha level",
    "Vehicles (41 per cent), machinery (22) and chemicals (9) led.": "41.0 % share; 22.0 % share; 9.0 % share",
    "Trade grew by 4 % (3) and (5).": "4.0 % growth",
    "They fell to 38 cents a pound from 51.": "0.38 USD price; 0.51 USD price",
    "Their part went up to 87 from 81 per cent.": "87.0 % share; 81.0 % share",
    "Tourists from Israel, 217,000 last year, came.": "217000.0 people count",
    "About 60 of the 85 firms plan to hire.": "60.0 enterprises count; 85.0 enterprises count",
    "A population of 9.8 million buys bread.": "9800000.0 people count",
    "Passenger numbers were 1 million, up from 740,000.": "1000000.0 people count; 740000.0 people count",
    "Net sales were EUR 412.6 (468.0) million.": "412600000.0 EUR level; 468000000.0 EUR level",
    "Revenue was 1,204 (1,118) million kronor.": "1204000000.0 SEK level; 1118000000.0 SEK level",
    "We sold USD 5.1 (4.7 million).": "5.1 USD level; 4700000.0 USD level",
    "Wine in bottles pays 32 per cent, in casks 20.": "32.0 % level; 20.0 % level",
    "Sugar is down $12 to $418 a tonne.": "-12.0 USD change; 418.0 USD price",
    "Poultry led with 31.2 per cent, ahead of maize with 22.": "31.2 % share; 22.0 % share",
    "Of 14.2 million tonnes shipped, 9.8 went by rail.": "14200000.0 t level; 9800000.0 t level",
    "Urea prices were $352/t (+$6).": "352.0 USD price; 6.0 USD change",
    "Tax advisers reckon that a quarter have staff.": "25.0 % share",
    "Sales may rise two- to threefold.": "2.0 times ratio; 3.0 times ratio",
    "The pipe is up to 1.42 m in diameter.": "1.42 m level",
    "Three out of four stay, nine points fewer than in 2022.": "75.0 % share; -9.0 pp change",
    "It moved 3 tonnes. Exports to Niger came to CFAF 21.4 billion.": "3.0 t level; 21400000000.0 XOF level",
    "The firm is to hire 10,000 in May.": "10000.0 people count",
    "Ten multinationals pay for 40 factories.": "10.0 enterprises count; 40.0 factory count",
    "They may stay 14 days after that.": "14.0 day level",
    "Tourists from Greece numbered 26,418, 5.2% more than in May.": "26418.0 people count; 5.2 % growth",
    "Of 30 firms, 4 stay.\n\nExporters to Croatia numbered close to 6,214.": (
        "30.0 enterprises count; 4.0 enterprises count; 6214.0 enterprises count"
    ),
    "The power fails four days out of ten.": "40.0 % share",
    "The declaration consists of 34 points.": "34.0 items count",
    "It cost $3 million. The population of Egypt reached 108 million.": "3000000.0 USD level; 108000000.0 people count",
    "He saw 30 ships, one of them aground.": "30.0 ship count; 1.0 ship count",
    "The fee drops from OMR 1.2 to OMR 0.9 per tonne.": "1.2 OMR price; 0.9 OMR price",
    "It has 30 jobs, and is at 20 Atholl Crescent.": "30.0 job count",
    "He saw 30 ships. Call on VHF channel 12.": "30.0 ship count",
    "Lesotho paid M31.6 billion, then M420m.": "31600000000.0 LSL level; 420000000.0 LSL level",
    "Guatemala paid Q31.6 billion.": "31600000000.0 GTQ level",
    "Sales of Bosnia came to KM 2.4 billion (fixed at 1.96 per euro).": "2400000000.0 BAM level; 1.96 BAM price",
    "Sales came to $2.4 billion, a minus of 2.2%.": "2400000000.0 USD level; -2.2 % growth",
    "Exports rose 9% to $3 billion in January-October 2025, Chinese data show, and its imports 2% to $4.6 bn.": (
        "9.0 % growth; 3000000000.0 USD level; 2.0 % growth; 4600000000.0 USD level"
    ),
    "The balance was negative $5 million.": "-5000000.0 USD level",
    "The price often puts on 5%.": "5.0 % growth",
    "The port went from nine ships to two.": "9.0 ship count; 2.0 ship count",
    "We expect trade to ease by 2%.": "-2.0 % growth",
    "A pay rise added PLN 11 million in costs.": "11000000.0 PLN change",
    "This town of 28,000 lies low.": "28000.0 people count",
    "The operator reports 3 ships; passengers number 62.4 million.": "3.0 ship count; 62400000.0 people count",
    "It drew 2,116 visitors. An agreement (Cap. 112) holds.": "2116.0 people count",
    "India has been their No. 2 buyer since May, under order No. 2 of the ministry.": "2.0 rank rank",
    "Togo was fifth among buyers of Ghana (sixth and eighth in 2024).": "5.0 rank rank; 6.0 rank rank; 8.0 rank rank",
    "Its share was 14 per cent, a loss of more than eight points.": "14.0 % share; -8.0 pp change",
    "The margin was 14 per cent, a decline of two and a half points.": "14.0 % share; -2.5 pp change",
    "A Malaysian miller pays 9 sen, a Zambian one 3 ngwee, a Mozambican one 40 centavos.": (
        "0.09 MYR price; 0.03 ZMW price; 0.4 MZN level"
    ),
    "In Minsk, Belarus, it costs 40 kopecks.": "0.4 BYN price",
    "Nicaragua paid C$450 million for it.": "450000000.0 NIO level",
    "Canada paid Nicaragua C$450 million for it.": "450000000.0 CAD level",
    "Its 6,700 lane metres are full.": "6700.0 m level",
    "Mills ship one sack in six south, by one firm in six cities.": (
        "16.6667 % share; 1.0 enterprises count; 6.0 city count"
    ),
    "It shortens the way for our goods by 900 km and by seven days.": "-900.0 km change; -7.0 day change",
    "Coffee is $4.85 a pound, 35 cents under the October average.": "4.85 USD price; -0.35 USD change",
    "Palm oil brought $912 per tonne, $67 higher.": "912.0 USD price; 67.0 USD change",
    "China's slice shrank from 21.6 percent in 2017 to 13.4 percent, a loss of much.": "21.6 % share; 13.4 % share",
    "It costs $312 million; the bank pays 60 per cent.": "312000000.0 USD level; 60.0 % share",
    "Tariffs have raised $89 billion.": "89000000000.0 USD level",
    "Trade rose in step. Tariffs that average 47.5 percent stay.": "47.5 % level",
    "A cut of the duty to 10% on 30 May widened the gap.": "10.0 % level",
    "The month's average was US$1 = NT$29.89.": "29.89 TWD price",
    "The kwanza stood at 7.40 to our dollar and is now at fifty.": "7.4 AOA price; 50.0 AOA price",
    "A forwarder quotes €1,950 to Bologna.": "1950.0 EUR price",
    "Freight rates fell for ships that were just 62% full.": "62.0 % share",
    "Of 627 firms 32% expecting better business answered.": "627.0 enterprises count; 32.0 % share",
    "A driver now waits two days, not nine.": "2.0 day level; 9.0 day level",
    "The balance was negative by $34 million.": "-34000000.0 USD level",
    "A 120-strong delegation came three seasons earlier.": "120.0 people count",
    '"They cost $9 then," recalls Daniyar, 61. It is far.': "9.0 USD price",
    "They employ some thirty thousand.": "30000.0 people count",
    "Two trucks a week go; now it is one a month.": "2.0 truck count; 1.0 truck count",
    "Where in May nine trucks went there were two.": "9.0 truck count; 2.0 truck count",
    "The median delay was 17 hours, the mean 26.": "17.0 hour level; 26.0 hour level",
    "It takes 73 days (58 in 2022).": "73.0 day level; 58.0 day level",
    "With 54 platforms transit takes 12 days, five fewer than in May.": (
        "54.0 platform count; 12.0 day level; -5.0 day change"
    ),
    "Turkmenistan pays 30 manats, Moldova 40 lei or 30 bani, Malawi 9 kwacha.": (
        "30.0 TMT price; 40.0 MDL price; 0.3 MDL price; 9.0 MWK price"
    ),
    "Estonia sells milk for 51.4 cents, and in Canada for 7 US cents.": "0.514 EUR price; 0.07 USD price",
    "In Peru it costs 40 Canadian cents.": "0.4 CAD price",
    "The economy grew at 6.4 percent a year.": "6.4 % growth",
    "The grant element is 35 per cent; the rest bears interest.": "35.0 % share",
    "It moved 108 FEU after five free days.": "108.0 FEU count; 5.0 day level",
    "They had 56,500 TEU, and expect 75-80 thousand.": "56500.0 TEU count; 75000.0 TEU count; 80000.0 TEU count",
    "Fees average 4.2% of the amount.": "4.2 % level",
    "Per worker it comes to $3,900.": "3900.0 USD level",
    "Exports rose by 6 % and imports were off by 3 %.": "6.0 % growth; -3.0 % growth",
    "It brings a tonne and a half.": "1.5 t level",
    "Of 6,200 tonnes, under the 6,450 of 2023, little is left.": "6200.0 t level; 6450.0 t level",
    "It is now fourth, after having been sixth in 2020.": "4.0 rank rank; 6.0 rank rank",
    "It has 20 satellites. A delegation, eleven strong, came.": "20.0 satellite count; 11.0 people count",
    "Line D carries 30 bcm on top of the 55 of the other lines.": "30000000000.0 m3 level; 55000000000.0 m3 level",
    "Arrivals came to 1,914 wagons (week 36: 2,047).": "1914.0 wagon count; 2047.0 wagon count",
    "The rate was 4.56 kroner for 100 yen.": "4.56 SEK price",
    "They pay on average after 46 days (2023: 51).": "46.0 day level; 51.0 day level",
}


@pytest.mark.parametrize("text", TAUGHT)
def test_what_a_bare_number_is_of_its_place_and_its_neighbours_say(text: str, areas: Names) -> None:
    assert "; ".join(f"{value} {unit} {kind}" for value, unit, _, kind in _read(text, areas)) == TAUGHT[text]


ASIDE = (
    "Dial 06-4708, ext. 3.|It leaves at 10.25.|We sold K2 tanks.|I came at 58, alone."
    '|The chairman came when Chen was 76.|"It is cold," says Ms Krämer, 51. |Délibáb utca 21, 1062 Budapest, Hungary'
    "|The MV Hashmi 2 takes cars."
)


@pytest.mark.parametrize("text", ASIDE.split("|"))
def test_ages_hours_and_addresses_are_no_quantities(text: str, areas: Names) -> None:
    assert _read(text, areas) == []


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("the nine months to September 2025", "2025-01/2025-09"),
        ("the three months ended June 2025", "2025-Q2"),
        ("the 12 months through March 2025", "2024-04/2025-03"),
        ("the first six months of 2025", "2025-01/2025-06"),
        ("the year to June 2025", "2024-07/2025-06"),
        ("the year ended 31 March 2024", "2023-04/2024-03"),
        ("the year ending June 30, 2023", "2022-07/2023-06"),
    ],
)
def test_months_that_end_with_one_are_a_period(words: str, period: str, areas: Names) -> None:
    (found,) = (one for one in read(f"In {words} exports to China fell 3%.", areas) if one.unit)
    assert str(found.period) == period
    assert _read(f"Over the nine months and in {words}.", areas) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Imports from China rose 5%. Nepal sold little. Nepal lies high, and China is near.",
            ("NPL", "CHN", "import"),
        ),
        ("Nepal's imports came to 5 bn dollars. Nepal lies high, and China is near China.", ("NPL", None, "import")),
        ("Volumes to China rose 5%. Nepal sold little. Nepal lies high.", ("NPL", "CHN", "export")),
        ("Pakistan bought tea from Kenya. Shipments rose by 5%.", ("KEN", "PAK", "export")),
        ("Nepalese exports to China fell, while those of China to Nepal came to $5 million.", ("CHN", "NPL", "export")),
        (
            "Kenya supplied tea to Nepal. The bill, $596 million, exceeds what Nepal sells to Kenya.",
            ("KEN", "NPL", "export"),
        ),
        ("Kenya was the source of $5 million of goods imported by Nepal.", ("NPL", "KEN", "import")),
        ("Nepal sold China tea. They exchange goods for $5 million.", ("NPL", "CHN", "total")),
        (
            "China, for the embassy of Nepal.\n\nChina was Nepal's main services partner. Exports were $5 million.",
            ("NPL", "CHN", "export"),
        ),
        (
            "Nepal sold China tea. It has a deficit of $5 million, after those with India and Japan.",
            ("NPL", "CHN", "None"),
        ),
    ],
)
def test_a_trade_without_its_sides_has_them_from_what_the_text_tells(
    text: str, expected: tuple[str, str, str], areas: Names
) -> None:
    found = next(one for one in read(text, areas) if one.unit)
    assert (found.reporter, found.partner, str(found.flow)) == expected


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Exports of Chile to Peru were $742 million in 2024 ($721 million in 2023), or 3% of all.", "2024 2023 2024"),
        (
            "Trade, 2023\nChile's exports to Peru: 6 bn EUR, +4% after +9% in 2022\nImports from Peru: 7 bn EUR",
            "2023 2023 2022 2023",
        ),
        (
            "Chile's exports to Peru were $6 bn in May 2024, against $5 bn in the same period of the previous year",
            "2024-05 2023-05",
        ),
        ("In 2025 Chile's exports to Peru were 4% above those of 2024. In May alone they fell 2%.", "2025 2025-05"),
        ("Chile's exports to Peru, $2 million in 2000, were $9 million in 2024. Imports fell 3%.", "2000 2024 2024"),
    ],
)
def test_what_is_only_compared_with_tells_no_period(text: str, periods: str, areas: Names) -> None:
    assert " ".join(str(one.period) for one in read(text, areas) if one.unit) == periods
