/* The map follows the page's month slider at once: while a person drags it or steps it by keys, the map shows that
   month's last day before the page's own answer comes. It only looks; the slider itself tells the page. */
(function (parts) {
  "use strict";

  const SLIDER = ".st-key-month", WAIT = 4000; /* milliseconds that an answer may take to catch up */

  /* The last day of the month `index` months after that of the day `first`. */
  function monthEnd(first, index) {
    const d = new Date(parts.isoOf(first) + "T00:00:00Z");
    return parts.dayOf(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + index + 1, 0)).toISOString().slice(0, 10));
  }

  class Follower {
    /* host: {day() and told(): the day shown and the one that the page sent, range() -> [first, today, last], show(day)} */
    constructor(host) {
      this.host = host;
      this.day = null; /* the day that the person is at, until the page's answer has caught up */
      let page = null;
      try { page = window.parent !== window ? window.parent.document : null; } catch { /* framed by a stranger */ }
      if (!page) return;
      const gone = new AbortController(), how = { capture: true, passive: true, signal: gone.signal };
      window.addEventListener("pagehide", () => gone.abort(), { once: true });
      const near = (event) => event.target && event.target.closest && event.target.closest(SLIDER);
      const input = () => page.querySelector(SLIDER + " input[type=range]");
      const look = (event) => {
        const { type } = event, begins = type === "pointerdown" || type === "keydown", at = begins && near(event) && input();
        if (type === "pointerdown") this.held = Boolean(at);
        if (at && this.day === null) this.from = at.value;
        if (!this.held && !(type === "keydown" && at)) return;
        const ends = type === "pointerup" || type === "pointercancel";
        if (ends) this.held = false;
        /* The slider takes the key or the pointer after this; its number is true within two frames. */
        requestAnimationFrame(() => requestAnimationFrame(() => this._look(input(), ends)));
      };
      for (const type of ["keydown", "pointerdown", "pointermove", "pointerup", "pointercancel"]) page.addEventListener(type, look, how);
    }

    _look(slider, ends) {
      if (!slider || (slider.value === this.from && this.day === null)) return;
      if (ends && slider.value === this.from) { /* let go where it began: the slider tells nothing */
        this.day = null;
        this.host.show(this.host.told());
        return;
      }
      const [first, , last] = this.host.range(), day = Math.min(monthEnd(first, Number(slider.value)), last);
      this.since = performance.now();
      if (day === this.day) return;
      this.day = day;
      if (day !== this.host.day()) this.host.show(day);
    }

    /* A day that the page sends: -> true if the person is already further, so that it must not pull the map back. */
    outruns(day) {
      if (this.day === null) return false;
      const ahead = day !== this.day && (this.held || performance.now() - this.since < WAIT);
      if (!ahead && !this.held) this.day = null;
      return ahead;
    }
  }

  Object.assign(parts, { Follower, monthEnd });
})((window.AtlasParts = window.AtlasParts || {}));
