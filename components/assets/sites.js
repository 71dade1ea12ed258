/* The sites of one filter: columns as sent by components/worldmap.py, projected once, gathered per zoom, counted per day. */
(function (parts) {
  "use strict";

  const REACH = 11; /* pixels within which cities share one mark */
  const GLOW_DAYS = 150;

  const mercatorX = (lon) => (lon + 180) / 360;
  function mercatorY(lat) {
    const s = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  }

  /* data: {providers: [{id, name, colour, dark, shape}], id, p, name, place, lat, lon, al..xh, hubs: [[from, to]],
     deals: [[site, from, to, text, confidence]]}; a lat of null means no published place (never drawn). */
  class Sites {
    constructor(data) {
      this.data = data;
      this.count = data.id.length;
      this.code = new Int8Array(this.count);
      this.glow = new Float32Array(this.count);
      this.partnered = new Uint8Array(this.count);
      this.day = NaN;
      this.indexOf = new Map(data.id.map((id, i) => [id, i]));
      this.placed = [];
      const cities = new Map();
      this.cityOf = new Int32Array(this.count).fill(-1);
      this.cityX = [];
      this.cityY = [];
      this.cityName = [];
      const weight = [];
      for (let i = 0; i < this.count; i++) {
        if (data.lat[i] === null) continue;
        const key = data.lat[i] + "," + data.lon[i];
        let c = cities.get(key);
        if (c === undefined) {
          c = cities.size;
          cities.set(key, c);
          this.cityX.push(mercatorX(data.lon[i]));
          this.cityY.push(mercatorY(data.lat[i]));
          this.cityName.push(data.place[i]);
          weight.push(0);
        }
        this.cityOf[i] = c;
        weight[c] += 1;
        this.placed.push(i);
      }
      this.order = weight.map((_, c) => c).sort((a, b) => weight[b] - weight[a] || this.cityX[a] - this.cityX[b]);
      this.zoom = NaN;
    }

    /* Gathers cities that lie within REACH pixels at this zoom; a group keeps the place of its largest city. */
    gather(zoom) {
      if (zoom === this.zoom) return;
      this.zoom = zoom;
      const scale = 256 * Math.pow(2, zoom);
      const grid = new Map();
      const groupOfCity = new Int32Array(this.cityX.length);
      const gx = [], gy = [];
      for (const c of this.order) {
        const x = this.cityX[c] * scale, y = this.cityY[c] * scale;
        const cx = Math.floor(x / REACH), cy = Math.floor(y / REACH);
        let best = -1, bestDistance = REACH * REACH;
        for (let u = cx - 1; u <= cx + 1; u++) {
          for (let v = cy - 1; v <= cy + 1; v++) {
            for (const g of grid.get(u * 4194304 + v) || []) {
              const distance = (gx[g] - x) ** 2 + (gy[g] - y) ** 2;
              if (distance < bestDistance) { best = g; bestDistance = distance; }
            }
          }
        }
        if (best < 0) {
          best = gx.length;
          gx.push(x);
          gy.push(y);
          const key = cx * 4194304 + cy;
          if (grid.has(key)) grid.get(key).push(best);
          else grid.set(key, [best]);
        }
        groupOfCity[c] = best;
      }
      this.groups = gx.length;
      this.groupX = gx;
      this.groupY = gy;
      this.groupOf = new Int32Array(this.count).fill(-1);
      const start = new Int32Array(this.groups + 1);
      for (const i of this.placed) {
        this.groupOf[i] = groupOfCity[this.cityOf[i]];
        start[this.groupOf[i] + 1]++;
      }
      for (let g = 0; g < this.groups; g++) start[g + 1] += start[g];
      const fill = start.slice();
      this.members = new Int32Array(this.placed.length);
      for (const i of this.placed) this.members[fill[this.groupOf[i]]++] = i;
      this.start = start;
      this.touched = new Uint8Array(this.groups).fill(1);
      this.places = new Array(this.groups).fill(null);
      this.glows = new Float32Array(this.groups);
    }

    /* What group g looks like: made anew only if one of its sites changed. */
    placeOf(g, scratch) {
      if (this.touched[g]) {
        this.places[g] = this.slicesOf(g, scratch);
        this.touched[g] = 0;
      }
      return this.places[g];
    }

    _touch(i) {
      if (this.groupOf && this.groupOf[i] >= 0) this.touched[this.groupOf[i]] = 1;
    }

    /* How strongly each group glows today. */
    glowing() {
      this.glows.fill(0);
      for (let i = 0; i < this.count; i++) {
        const g = this.glow[i] > 0 ? this.groupOf[i] : -1;
        if (g >= 0 && this.glow[i] > this.glows[g]) this.glows[g] = this.glow[i];
      }
      return this.glows;
    }

    /* Sets every site's state on `day`; show: which state codes (rules.js STATES index) count. -> true if anything changed. */
    setDay(day, show) {
      const mask = show.join();
      if (day === this.day && mask === this.mask) return false;
      let changed = mask !== this.mask || Math.abs(day - this.day) > GLOW_DAYS || Number.isNaN(this.day);
      const shown = new Uint8Array(6);
      for (const s of show) shown[s] = 1;
      const data = this.data;
      for (let i = 0; i < this.count; i++) {
        let code = parts.stateCode(data, i, day);
        if (!shown[code >> 1]) code = 0;
        if (code !== this.code[i]) { this.code[i] = code; changed = true; this._touch(i); }
        const age = day - data.lh[i];
        const glow = age >= 0 && age < GLOW_DAYS && code === 5 ? 1 - age / GLOW_DAYS : 0;
        if (glow !== this.glow[i]) { this.glow[i] = glow; changed = true; }
      }
      if (data.deals.length) {
        const now = new Uint8Array(this.count);
        for (const deal of data.deals) if (day >= deal[1] && day < deal[2]) now[deal[0]] = 1;
        for (const [i] of data.deals) if (now[i] !== this.partnered[i]) this._touch(i);
        this.partnered = now;
      }
      this.day = day;
      this.mask = mask;
      return changed;
    }

    /* Per provider: [live, not surely]. */
    tally() {
      const live = new Int32Array(this.data.providers.length);
      const unsure = new Int32Array(this.data.providers.length);
      for (let i = 0; i < this.count; i++) {
        const state = this.code[i] >> 1;
        if (state === 2 || state === 3) {
          live[this.data.p[i]]++;
          if (!(this.code[i] & 1)) unsure[this.data.p[i]]++;
        }
      }
      return { live, unsure };
    }

    /* The slices of group g: {n, closed, slices, partnered, look (all of these as a text)}. n = regions drawn, crosses not counted. */
    slicesOf(g, scratch) {
      const looks = parts.LOOKS;
      let n = 0, closed = -1, partnered = 0;
      const used = [];
      for (let k = this.start[g]; k < this.start[g + 1]; k++) {
        const i = this.members[k];
        const look = parts.LOOK_OF_CODE[this.code[i]];
        if (look < 0) continue;
        const p = this.data.p[i];
        if (look === parts.CLOSED) { closed = p; continue; }
        n++;
        if (this.partnered[i]) partnered = 1;
        const slot = p * looks + look;
        if (!scratch[slot]) used.push(slot);
        scratch[slot]++;
      }
      used.sort((a, b) => a - b);
      const slices = [];
      for (const slot of used) {
        slices.push(Math.floor(slot / looks), slot % looks, scratch[slot]);
        scratch[slot] = 0;
      }
      return { n, closed, slices, partnered, look: slices.join() + "/" + closed + "/" + partnered };
    }

    /* What to call group g on this day: the city with most visible members, or that of the chosen one. */
    nameOf(g, chosen) {
      const picked = chosen ? this.indexOf.get(chosen) : undefined;
      if (picked !== undefined && this.groupOf[picked] === g && this.code[picked]) return this.cityName[this.cityOf[picked]];
      const counts = new Map();
      let best = -1;
      for (let k = this.start[g]; k < this.start[g + 1]; k++) {
        const i = this.members[k], c = this.cityOf[i];
        if (!this.code[i]) continue;
        const count = (counts.get(c) || 0) + 1;
        counts.set(c, count);
        if (best < 0 || count > counts.get(best)) best = c;
      }
      return best < 0 ? "" : this.cityName[best];
    }

    /* Visible members of group g, in the order of provider and name. */
    listOf(g) {
      const list = [];
      for (let k = this.start[g]; k < this.start[g + 1]; k++) {
        if (this.code[this.members[k]]) list.push(this.members[k]);
      }
      const data = this.data;
      return list.sort((a, b) => data.p[a] - data.p[b] || (data.name[a] < data.name[b] ? -1 : 1));
    }
  }

  Object.assign(parts, { Sites, mercatorX, mercatorY });
})((window.AtlasParts = window.AtlasParts || {}));
