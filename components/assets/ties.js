/* Deals with partners on the map, what of them is to be seen on a day and where: lines from the partner's seat to the
   region, marks where there is no one region.
   Columns as sent by components/ties.py: {partners: [{id, name, short, kind, city, lat, lon}], roles: {role: {letter, words, help}},
   sources: [{publisher, title, url}], p (partner), v (provider id), vn (its name), r (region key, "" for none), role,
   c (confidence), bl, bh, el, eh (days: begins and ends, earliest and latest), since, until, note, s (source, -1 for none)}. */
(function (parts) {
  "use strict";

  const GATHER = 12; /* pixels within which seats share one mark */
  const ASIDE = 26; /* a seat nearer than this to a city's mark stands aside, at AWAY */
  const AWAY = 40;
  const BOW = 0.14; /* how far a curve leaves the straight line, as a share of its length */
  const NONE = 0, UNSURE = 1, SURE = 2;
  const TURNS = [0.625, 0.875, 0.375, 0.125, 0.75, 0.25, 0.5, 0];

  class Ties {
    constructor(data) {
      this.data = data;
      this.count = data.p.length;
      this.on = new Int8Array(this.count);
      this.seatX = data.partners.map((one) => (one.lat === null ? NaN : parts.mercatorX(one.lon)));
      this.seatY = data.partners.map((one) => (one.lat === null ? NaN : parts.mercatorY(one.lat)));
      this.site = new Int32Array(this.count).fill(-1);
      this.lines = [];
      this.seats = [];
      this.hot = null;
    }

    /* Finds the regions of the deals among the sites. */
    link(sites) {
      if (this.sites === sites) return;
      this.sites = sites;
      this.provider = new Map(sites.data.providers.map((one, k) => [one.id, k]));
      for (let i = 0; i < this.count; i++) {
        const found = this.data.r[i] === "" ? undefined : sites.indexOf.get(this.data.r[i]);
        this.site[i] = found === undefined ? -1 : found;
      }
      this.zoom = NaN;
    }

    /* Which deals hold on a day, as partners_of in data/query.py has it. -> true if anything changed. */
    setDay(day) {
      const { bl, bh, el, eh } = this.data;
      let changed = false;
      for (let i = 0; i < this.count; i++) {
        const now = day < bl[i] || day >= eh[i] ? NONE : bh[i] <= day && day < el[i] ? SURE : UNSURE;
        if (now !== this.on[i]) { this.on[i] = now; changed = true; }
      }
      return changed;
    }

    /* Seats and curves in pixels of one zoom; they do not depend on the day. */
    shape(zoom) {
      const sites = this.sites;
      if (zoom === this.zoom && this.shapedFor === sites.groupX) return;
      this.zoom = zoom;
      this.shapedFor = sites.groupX;
      const size = 256 * Math.pow(2, zoom);
      this.places = [];
      this.placeOf = new Int32Array(this.data.partners.length).fill(-1);
      this.data.partners.forEach((one, k) => {
        if (Number.isNaN(this.seatX[k])) return;
        const x = this.seatX[k] * size, y = this.seatY[k] * size;
        let at = this.places.findIndex((place) => Math.hypot(place.x - x, place.y - y) < GATHER);
        if (at < 0) { at = this.places.length; this.places.push({ x, y, city: one.city }); }
        this.placeOf[k] = at;
      });
      for (const place of this.places) this._aside(place);
      const taken = new Map();
      this.pieces = new Array(this.count).fill(null);
      for (let i = 0; i < this.count; i++) {
        const at = this.placeOf[this.data.p[i]], group = this.site[i] < 0 ? -1 : sites.groupOf[this.site[i]];
        if (at < 0 || group < 0) continue;
        const place = this.places[at], key = at + "," + group, turn = taken.get(key) || 0;
        taken.set(key, turn + 1);
        /* Lines of one pair fan out: 0, 1, -1, 2, ... steps. */
        const step = (turn % 2 ? 1 : -1) * Math.min(2, Math.ceil(turn / 2)), x1 = sites.groupX[group], y1 = sites.groupY[group];
        const near = Math.hypot(place.x - x1, place.y - y1) < 3 * AWAY;
        this.pieces[i] = parts.curve(place.x, place.y, x1, y1, size, (near ? 0 : BOW) + step * (near ? 0.2 : 0.045));
      }
    }

    /* A seat in a city that has a mark stands beside it, where there is most room. */
    _aside(place) {
      const { groupX, groupY, groups } = this.sites;
      let nearest = -1, gap = ASIDE;
      for (let g = 0; g < groups; g++) {
        const far = Math.hypot(groupX[g] - place.x, groupY[g] - place.y);
        if (far < gap) { gap = far; nearest = g; }
      }
      if (nearest < 0) return;
      const x = groupX[nearest], y = groupY[nearest];
      const own = gap > 4 ? [Math.atan2(place.y - y, place.x - x) / (2 * Math.PI)] : [];
      let best = null;
      for (const turn of [...own, ...TURNS]) {
        const spot = { x: x + AWAY * Math.cos(turn * 2 * Math.PI), y: y + AWAY * Math.sin(turn * 2 * Math.PI) };
        let crowd = 0;
        for (let g = 0; g < groups; g++) if (Math.abs(groupX[g] - spot.x) < 20 && Math.abs(groupY[g] - spot.y) < 20) crowd++;
        for (const other of this.places) if (other !== place && Math.hypot(other.x - spot.x, other.y - spot.y) < 20) crowd++;
        if (!best || crowd < best.crowd) best = Object.assign(spot, { crowd });
      }
      place.x = best.x;
      place.y = best.y;
    }

    /* What of the deals is to be seen: wanted(i) says whether asked for. A deal whose region does not stand on the day
       is kept at the seat; one whose region the filter hides is not shown. */
    gather(wanted) {
      const sites = this.sites;
      this.lines = [];
      const seats = new Map();
      for (let i = 0; i < this.count; i++) {
        if (this.on[i] === NONE || !wanted(i)) continue;
        const at = this.placeOf[this.data.p[i]];
        if (at < 0) continue;
        const state = this.site[i] < 0 ? 0 : parts.stateCode(sites.data, this.site[i], sites.day) >> 1;
        const stands = state >= 1 && state <= 3;
        if (stands && this.pieces[i] && sites.code[this.site[i]] === 0) continue;
        const seat = seats.get(at) || { at, x: this.places[at].x, y: this.places[at].y, lines: [], marks: [] };
        seats.set(at, seat);
        if (stands && this.pieces[i]) { this.lines.push(i); seat.lines.push(i); }
        else seat.marks.push(i);
      }
      this.seats = [...seats.values()];
    }

    dashed(i) { return this.data.c[i] !== "confirmed"; }

    /* What lies under a point of the map container: {ties, x, y} or null. Seats first, then lines. */
    at(point, origin) {
      for (const seat of this.seats) {
        const x = seat.x - origin.x, y = seat.y - origin.y;
        if (Math.hypot(x - point.x, y - point.y) <= 9) return { ties: [...seat.lines, ...seat.marks], x, y, r: 5, city: this.places[seat.at].city };
      }
      let found = [], gap = 6;
      for (const i of this.lines) {
        const far = this._far(i, point.x + origin.x, point.y + origin.y);
        if (far < gap - 1) { gap = far + 1; found = [i]; }
        else if (far < gap) found.push(i);
      }
      return found.length ? { ties: found, x: point.x, y: point.y, r: 4 } : null;
    }

    _far(i, x, y) {
      let best = Infinity;
      for (const piece of this.pieces[i]) {
        for (let k = 2; k < piece.length; k += 2) {
          const ax = piece[k - 2], ay = piece[k - 1], dx = piece[k] - ax, dy = piece[k + 1] - ay;
          const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
          best = Math.min(best, Math.hypot(ax + t * dx - x, ay + t * dy - y));
        }
      }
      return best;
    }

    /* For tests and screen readers: what is drawn, in words and places. */
    list() {
      const tell = (i, to) => {
        const d = this.data, one = d.partners[d.p[i]];
        return { from: one.city, to, partner: one.id, provider: d.v[i], role: d.role[i], confidence: d.c[i], dashed: this.dashed(i), sure: this.on[i] === SURE };
      };
      return [...this.lines.map((i) => tell(i, this.data.r[i])), ...this.seats.flatMap((seat) => seat.marks.map((i) => tell(i, "")))];
    }
  }

  Ties.SURE = SURE;
  parts.Ties = Ties;
})((window.AtlasParts = window.AtlasParts || {}));
