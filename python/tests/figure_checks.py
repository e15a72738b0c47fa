"""What holds for every figure: nothing is cut, no words stand on each other, no colour comes twice in a panel."""

from matplotlib.figure import Figure
from matplotlib.text import Text


def drawn_texts(figure: Figure) -> list[Text]:
    """Texts that are seen, without the ticks beyond the limits, which matplotlib keeps but does not draw."""
    beyond = set()
    for panel in figure.axes:
        for axis in (panel.xaxis, panel.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= tick.get_loc() <= high:
                    beyond |= {id(tick.label1), id(tick.label2)}
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and id(text) not in beyond]


def check_layout(figure: Figure) -> None:
    figure.canvas.draw()
    width, height = figure.bbox.width, figure.bbox.height
    for text in drawn_texts(figure):
        box = text.get_window_extent()
        if box.width > 0:
            inside = box.x0 > -2 and box.y0 > -2 and box.x1 < width + 2 and box.y1 < height + 2
            assert inside, f"'{text.get_text()}' is cut"
    for legend in figure.legends:
        for panel in figure.axes:
            assert not legend.get_window_extent().overlaps(panel.get_tightbbox()), "the legend covers a panel"
    for labels in (
        [panel.get_title(loc="left") and panel._left_title for panel in figure.axes],
        [panel.get_xlabel() and panel.xaxis.label for panel in figure.axes],
    ):
        check_apart([label for label in labels if label])
    for panel in figure.axes:
        for axis in (panel.xaxis, panel.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            shown = [tick.label1 for tick in ticks if tick.label1.get_visible() and tick.label1.get_text()]
            for one, next_one in zip(shown, shown[1:]):
                check_apart([one, next_one])


def check_apart(texts: list[Text]) -> None:
    for number, one in enumerate(texts):
        for other in texts[number + 1 :]:
            overlap = one.get_window_extent().overlaps(other.get_window_extent())
            assert not overlap, f"'{one.get_text()}' stands on '{other.get_text()}'"
