"""Words on the map of a picture: city names where they fit, and the chosen region's card."""

from components import details
from components.pack import text
from components.pack.marks import Place


def put_names(
    plan,
    places: list[Place],
    ring: int,
    seats: list[tuple[float, float, float, str]],
    taken: list[tuple[float, float, float]],
) -> list[tuple[float, float, float, float]]:
    """Names where they fit: the chosen place, hubs and what they support, partners at their `seats` (x, y, radius,
    words), then the other cities.

    `taken` (x, y, radius) must not be covered. Gives all boxes that are.
    """
    sheet = plan.sheet
    left, top, width, height = plan.gathered.frame.box
    marks = [(p.x, p.y, p.r + (5 if p.group == ring else 0)) for p in places] + taken
    boxes = [(x - r - 1, y - r - 1, x + r + 1, y + r + 1) for x, y, r in marks]
    partners = [Place(-2, x, y, words, r=r) for x, y, r, words in seats]
    chosen = [place for place in places if place.group == ring]
    tied = {group for _, _, *ends, _ in plan.gathered.tied for group in ends}
    cities = sorted(places, key=lambda p: (-p.n, p.group)) if plan.named else []
    cities = [city for city in cities if city.group != ring]
    hubs, others = ([city for city in cities if (city.group in tied) == wanted] for wanted in (True, False))
    for place in [*chosen, *hubs, *partners, *others]:
        must = place.group == ring
        size = 12.5 if must else 11.0
        wide = text.width(place.name, size, "bold" if must else "normal")
        gap = place.r + (9 if must else 4)
        for dx, dy, anchor in ((1, 0, "left"), (-1, 0, "right"), (0, -1, "center"), (0, 1, "center")):
            x = place.x + dx * gap
            y = place.y + dy * (gap + 4) + size * 0.35
            start = x - {"left": 0, "right": wide, "center": wide / 2}[anchor]
            box = (start - 1, y - size * 0.85, start + wide + 1, y + size * 0.25)
            free = box[0] >= left and box[2] <= left + width and box[1] >= top and box[3] <= top + height
            free = free and not any(b[0] < box[2] and b[2] > box[0] and b[1] < box[3] and b[3] > box[1] for b in boxes)
            if free or (must and dy == 1):
                sheet.text(x, y, place.name, size, "bold" if must else "normal", anchor=anchor, halo=True)
                boxes.append(box)
                break
    return boxes


def put_card(plan, places: list[Place], boxes: list[tuple[float, float, float, float]]) -> None:
    """The chosen region's short facts, in the corner where they hide the fewest marks."""
    view, sheet, ink = plan.view, plan.sheet, plan.sheet.ink
    card = details.card(view.tables, view.lives, view.selection.region, view.day)
    if card is None:
        return
    room, lines = 300.0, []
    lines += [(line, 14.0, "bold", ink.ink) for line in text.wrap(text.clean(card["title"]), room, 14, "bold", most=2)]
    for kind, words in card["lines"]:
        if kind == "quiet":
            continue
        colour = ink.warn if kind in ("reported", "recalled") else ink.ink
        lines += [(line, 12.0, "normal", colour) for line in text.wrap(text.clean(words), room, 12, most=3)]
    wide = max(text.width(line, size, weight) for line, size, weight, _ in lines) + 22
    tall = sum(size * 1.42 for _, size, _, _ in lines) + 16
    left, top, width, height = plan.gathered.frame.box
    spots = [
        (left + 10, top + height - tall - 10),
        (left + width - wide - 10, top + height - tall - 10),
        (left + 10, top + 10),
        (left + width - wide - 10, top + 10),
    ]

    def hidden(spot: tuple[float, float]) -> int:
        x, y = spot
        return sum(b[0] < x + wide and b[2] > x and b[1] < y + tall and b[3] > y for b in boxes)

    x, y = min(spots, key=hidden)
    sheet.box(x, y, wide, tall, fill=ink.ground, edge=ink.line)
    y += 8
    for line, size, weight, colour in lines:
        y += size * 1.42
        sheet.text(x + 11, y - size * 0.35, line, size, weight, colour=colour)
