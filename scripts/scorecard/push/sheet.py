"""An A4 sheet that text, rules and bars are put on from the top down; lengths are millimetres, sizes points."""

from __future__ import annotations

from fpdf import FPDF

from scorecard.push.printable import ENCODING, printable

BOTTOM = 288.0  # what ends above this is on the page
LINE = 0.46  # millimetres of a line per point of its size
INK, SOFT, HAIR = (22, 32, 46), (78, 89, 105), (205, 210, 217)
TONES = {"good": "#2f8f6b", "watch": "#c79a2b", "act": "#c2562b"}
BANDS = ((0, 40, "#e0a78b"), (40, 70, "#ecd894"), (70, 100, "#cfe7dc"))
PAPER_OF_DEMO = "#f6eac2"


class Sheet:
    """The sheet at one scale; `y` is where the next thing goes."""

    def __init__(self, scale: float, accent: str, currency: str) -> None:
        self.document = FPDF(format="A4", unit="mm")
        self.document.core_fonts_encoding = ENCODING
        self.document.set_auto_page_break(False)
        self.document.set_margins(0, 0, 0)
        self.document.c_margin = 0
        self.document.add_page()
        self.y = 0.0
        self._scale, self._accent, self._currency = scale, accent, currency

    def write(
        self,
        text: str,
        size: float,
        *,
        x: float,
        width: float,
        bold: bool = False,
        soft: bool = False,
        align: str = "L",
    ) -> None:
        """A paragraph broken to `width`, below which the next thing goes."""
        self._font(size, bold, soft)
        self.document.set_xy(x, self.y)
        self.document.multi_cell(
            width, size * LINE * self._scale, printable(text, self._currency), align=align, new_x="LEFT", new_y="NEXT"
        )  # fmt: skip
        self.y = self.document.get_y()

    def beside(self, text: str, size: float, *, x: float, up: float) -> None:
        """A short text at `x`, its top `up` above where the next thing goes."""
        self._font(size, False, True)
        self.document.text(
            x, self.y - up * self._scale + size * 0.3 * self._scale, printable(text, self._currency)
        )

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line of text is."""
        self._font(size, bold, False)
        return float(self.document.get_string_width(printable(text, self._currency)))

    def heading(self, words: str, left: float, right: float) -> None:
        """A small heading under a rule."""
        self.y += 2.2 * self._scale
        self.rule(left, right, heavy=True)
        self.y += 1.2 * self._scale
        self.write(words, 10.5, x=left, width=right - left, bold=True)

    def rule(self, left: float, right: float, *, heavy: bool = False) -> None:
        """A line across."""
        self.document.set_draw_color(*(INK if heavy else HAIR))
        self.document.set_line_width(0.4 if heavy else 0.15)
        self.document.line(left, self.y, right, self.y)

    def strip(self, words: str, left: float, right: float) -> None:
        """A tinted strip of words across."""
        height = 6 * self._scale
        self._fill(PAPER_OF_DEMO)
        self.document.rect(left, self.y, right - left, height, style="F")
        self.y += 1.2 * self._scale
        self.write(words, 8.5, x=left + 2, width=right - left - 4)
        self.y += 2 * self._scale

    def bar(self, score: float, kind: str, x: float, width: float, top: float) -> None:
        """A score from 0 to 100 as a bar on its track, with notches at the cut-offs."""
        y, height = top + 0.7 * self._scale, 2.6 * self._scale
        self.document.set_fill_color(233, 236, 240)
        self.document.rect(x, y, width, height, style="F")
        self._fill(TONES.get(kind, self._accent))
        if score > 0:
            self.document.rect(x, y, width * score / 100, height, style="F")
        self.document.set_draw_color(*SOFT)
        self.document.set_line_width(0.2)
        for cut in (40, 70):
            self.document.line(x + width * cut / 100, y - 0.5, x + width * cut / 100, y + height + 0.5)

    def scale(self, score: float, low: float | None, high: float | None, x: float, width: float) -> None:
        """The three tiers with the index as a needle and its interval as a whisker."""
        y, height = self.y + 1, 3.4 * self._scale
        for start, end, tone in BANDS:
            self._fill(tone)
            self.document.rect(x + width * start / 100, y, width * (end - start) / 100, height, style="F")
        self.document.set_draw_color(*INK)
        if low is not None and high is not None:
            self.document.set_line_width(0.5)
            self.document.line(x + width * low / 100, y + height / 2, x + width * high / 100, y + height / 2)
        self.document.set_fill_color(*INK)
        self.document.rect(x + width * score / 100 - 0.5, y - 0.8, 1, height + 1.6, style="F")
        self.y = y + height + 1
        self._font(7, False, True)
        for at, words in ((0, "0"), (40, "40"), (70, "70"), (100, "100")):
            shift = {0: 0.0, 100: self.document.get_string_width(words)}.get(
                at, self.document.get_string_width(words) / 2
            )
            self.document.text(x + width * at / 100 - shift, self.y + 1.8 * self._scale, words)
        self.y += 4 * self._scale

    def _font(self, size: float, bold: bool, soft: bool) -> None:
        self.document.set_font("Helvetica", "B" if bold else "", size * self._scale)
        self.document.set_text_color(*(SOFT if soft else INK))

    def _fill(self, colour: str) -> None:
        self.document.set_fill_color(int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
