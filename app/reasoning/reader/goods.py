"""The goods that a sentence speaks of, in its own words."""

from bisect import bisect_left
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import spelled
from app.reasoning.reader.prose import Prose

_GOODS: Final = spelled(
    "wheat barley maize corn rice grain grains cereals flour meal soya soybeans soybean oilseeds sunflower"
    " rapeseed palm sugar salt coffee tea cocoa tobacco spices cotton wool silk timber wood lumber paper pulp"
    " rubber leather hides meat beef pork poultry chicken lamb mutton fish salmon shrimps shrimp prawns seafood"
    " eggs milk dairy cheese butter honey fruit fruits vegetables apples oranges bananas avocados grapes dates"
    " tomatoes potatoes onions garlic nuts almonds pistachios raisins durian mangoes beans lentils pulses"
    " chickpeas wine beer spirits oil oils crude petroleum gasoline petrol diesel kerosene jet fuel fuels gas lng"
    " lpg coal coke lignite electricity power uranium hydrogen ammonia fertiliser fertilisers fertilizer"
    " fertilizers urea potash phosphates chemicals petrochemicals plastics polymers medicines pharmaceuticals"
    " vaccines cosmetics soap paints ore ores concentrates iron steel copper aluminium aluminum zinc lead nickel"
    " tin cobalt lithium titanium manganese chromium ferroalloys gold silver platinum diamonds jewellery jewelry"
    " gems stones marble cement glass ceramics bricks clothing garments apparel textiles textile knitwear yarn"
    " fabrics footwear shoes carpets furniture toys machinery machines machine tools equipment engines turbines"
    " pumps tractors vehicles cars car trucks buses motorcycles tyres tires aircraft aeronautics ships vessels"
    " locomotives wagons batteries cells semiconductors chips circuits electronics phones smartphones telephones"
    " computers laptops televisions appliances cables wire pipes tubes weapons arms jute livestock cattle sheep"
    " horses camels feed hay juice juices water confectionery chocolate pasta bread biscuits lobster lobsters"
    " cloves vanilla sesame cashew cashews peanuts groundnuts cathodes alumina bauxite gypsum sand talc sulphur"
    " sulfur graphite slabs coils rails flowers roses tulips seeds seedlings oilcake offal skins caviar bitumen"
    " asphalt naphtha methanol methane"
)
_BEFORE: Final = spelled(
    "crude natural iron copper sunflower soya soybean palm vegetable olive edible fresh frozen chilled prepared"
    " dried refined raw live integrated lithium-ion pipeline liquefied green wheat cow's oil milling petroleum"
    " steel electrical electronic electric passenger auto motor agricultural medical precious rare rolled flat pig"
    " scrap thermal coking aluminium zinc lead nickel tin gold pharmaceutical chemical woven basmati durum feed"
    " horse meat fish dairy road cotton silk leather rubber paper wood jute marble railway household industrial"
    " telecom light heavy semi-finished mineral food metal ferrous non-ferrous other poultry lithium copper potash"
    " palm jet dry black fuel sesame cashew solar wind machine"
)
_HEADS: Final = spelled(
    "products goods parts components wares ingots blocks panels tools fuel oil seeds meal nuts metals"
)
_FIRST: Final = _GOODS | _BEFORE | {word.partition("-")[0] for word in _BEFORE}
_MOST_WORDS: Final = 4
_FAR: Final = 14


class Goods(NamedTuple):
    """Words of goods, from one word to another."""

    first: int
    end: int
    words: str


def goods_in(prose: Prose, start: int, stop: int) -> tuple[Goods, ...]:
    """Return the goods that a sentence names, in order; "oil and gas" are one."""
    found: list[Goods] = []
    index = start
    while index < stop:
        end = _end(prose, index, stop) if prose.at(index) in _FIRST else index
        if end > index:
            found.append(Goods(index, end, prose.phrase(index, end).replace(" - ", "-")))
        index = max(end, index + 1)
    return tuple(_together(prose, found))


def _end(prose: Prose, index: int, stop: int) -> int:
    """Return where the goods that begin at a word end; the word itself where none do."""
    last, place = index, index
    while place < min(index + _MOST_WORDS, stop):
        word = prose.at(place)
        if prose.at(place + 1) == "-" and f"{word}-{prose.at(place + 2)}" in _BEFORE:
            place += 3
            continue
        if word in _GOODS or (word in _HEADS and place > index):
            last = place + 1
        elif word not in _BEFORE:
            break
        place += 1
    return last


def _together(prose: Prose, found: list[Goods]) -> list[Goods]:
    """Return goods with those joined by "and": iron and steel, gems and jewellery."""
    joined: list[Goods] = []
    for goods in found:
        is_short = joined and goods.first - joined[-1].first <= _MOST_WORDS + 1
        if is_short and prose.phrase(joined[-1].end, goods.first) in {"and", "and other"}:
            before = joined.pop()
            joined.append(Goods(before.first, goods.end, prose.phrase(before.first, goods.end)))
        else:
            joined.append(goods)
    return joined


def goods_of(goods: tuple[Goods, ...], prose: Prose, first: int, end: int) -> Goods | None:
    """Return the goods of a number: those right behind its "of" or "in", else the last before it, not far away."""
    place = bisect_left(goods, (first,))
    after = goods[place] if place < len(goods) else None
    if after and after.first - end <= 3 and prose.at(end) in {"of", "in"}:  # noqa: PLR2004  # of the wheat
        return after
    before = goods[place - 1] if place else None
    if before and first - before.end <= _FAR:
        return before
    is_near = after and after.first - end <= _FAR and "," not in map(prose.at, range(end, after.first))
    return after if is_near else None
