/* A Leaflet layer that draws Sites on one canvas above the outlines, and answers what lies under the pointer. */
(function (parts) {
  "use strict";

  const DARK = { ground: "#12171d", halo: "#0b0f13", ink: "#e8ecf1", quiet: "#9aa6b5", glow: "#ffd27a", ring: "#ffffff" };
  const LIGHT = { ground: "#ffffff", halo: "#ffffff", ink: "#1b2430", quiet: "#5b6675", glow: "#f2a900", ring: "#111827" };

  const STAMPS = 2000; /* pictures of places kept at most */

  const SiteLayer = L.Layer.extend({
    initialize() {
      this.sites = null;
      this.dark = false;
      this.single = false;
      this.marks = true;
      this.hubs = true;
      this.names = true;
      this.ties = null; /* parts.Ties while partner lines are on */
      this.wanted = this.first = () => true; /* which deals are shown, and which of them in front */
      this.selected = null;
      this.focused = -1;
      this.moving = false;
      this.scale = 1; /* of marks and names: larger for a projector */
      this.drawn = [];
      this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    },

    onAdd(map) {
      const pane = map.getPane("atlas-sites") || map.createPane("atlas-sites");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      map.on({ move: this._place, moveend: this._place, resize: this._place, zoomanim: this._animate, viewreset: this._place }, this);
      this._place();
    },

    onRemove(map) {
      map.off({ move: this._place, moveend: this._place, resize: this._place, zoomanim: this._animate, viewreset: this._place }, this);
      this.canvas.remove();
    },

    /* The canvas covers the view; it is pinned anew and redrawn when the view moves. */
    _place() {
      const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1;
      if (this.canvas.width !== Math.round(size.x * ratio) || this.canvas.height !== Math.round(size.y * ratio)) {
        this.canvas.width = Math.round(size.x * ratio);
        this.canvas.height = Math.round(size.y * ratio);
        this.canvas.style.width = size.x + "px";
        this.canvas.style.height = size.y + "px";
      }
      this._topLeft = map.containerPointToLayerPoint([0, 0]);
      L.DomUtil.setTransform(this.canvas, this._topLeft, 1);
      this.redraw();
    },

    _animate(event) {
      const map = this._map;
      const scale = map.getZoomScale(event.zoom, map.getZoom());
      const corner = map.containerPointToLatLng([0, 0]);
      L.DomUtil.setTransform(this.canvas, map._latLngToNewLayerPoint(corner, event.zoom, event.center), scale);
    },

    redraw() {
      if (!this._frame) this._frame = requestAnimationFrame(() => { this._frame = null; this.draw(); });
    },

    palette() {
      const base = this.dark ? DARK : LIGHT;
      if (!this.sites) return base;
      if (this._palette && this._palette.of === this.sites && this._palette.dark === this.dark) return this._palette;
      const providers = this.sites.data.providers;
      this._palette = Object.assign({ of: this.sites, dark: this.dark,
        colours: providers.map((p) => (this.dark ? p.dark : p.colour)), shapes: providers.map((p) => p.shape) }, base);
      return this._palette;
    },

    radius(n, zoom) {
      return (Math.min(22, 2.2 + 2.9 * Math.sqrt(n)) * (zoom >= 5 ? 1.25 : 1) + (this.single ? 0.8 : 0)) * this.scale;
    },

    draw() {
      const map = this._map;
      if (!map || !this.sites) return;
      const ratio = window.devicePixelRatio || 1, size = map.getSize(), zoom = map.getZoom(), sites = this.sites;
      /* The mark that the keyboard has reached gets another number when marks are gathered anew. */
      const held = this.focused >= 0 ? sites.members[sites.start[this.focused]] : -1;
      sites.gather(zoom);
      if (held >= 0) this.focused = sites.groupOf[held];
      const ctx = this.canvas.getContext("2d"), palette = this.palette();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, size.x, size.y);
      const origin = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
      this._origin = origin;
      const scratch = (this._scratch = this._scratch && this._scratch.length === palette.colours.length * parts.LOOKS
        ? this._scratch : new Int32Array(palette.colours.length * parts.LOOKS));
      const places = [], ties = this.ties, glows = this.moving && !this.calm ? sites.glowing() : null;
      for (let g = 0; this.marks && g < sites.groups; g++) {
        const x = sites.groupX[g] - origin.x, y = sites.groupY[g] - origin.y;
        if (x < -30 || y < -30 || x > size.x + 30 || y > size.y + 30) continue;
        const place = sites.placeOf(g, scratch);
        if (!place.n && place.closed < 0) continue;
        place.g = g;
        place.x = x;
        place.y = y;
        place.r = place.n ? this.radius(place.n, zoom) : 4;
        places.push(place);
      }
      places.sort((a, b) => b.r - a.r || a.g - b.g);
      if (this.hubs) this._lines(ctx, palette, origin);
      if (ties) {
        ties.link(sites);
        ties.shape(zoom);
        ties.gather(this.wanted);
        parts.drawLines(ctx, ties, palette, origin, this.first);
      }
      const selectedGroup = this.selected !== null && sites.indexOf.has(this.selected) ? sites.groupOf[sites.indexOf.get(this.selected)] : -1;
      for (const place of places) {
        const glow = glows ? glows[place.g] : 0;
        if (glow > 0) {
          ctx.globalAlpha = 0.45 * glow;
          ctx.beginPath();
          ctx.arc(place.x, place.y, place.r + 2 + 4 * glow, 0, Math.PI * 2);
          ctx.fillStyle = palette.glow;
          ctx.fill();
          ctx.globalAlpha = 1;
        }
        const stamp = this._stamp(place, palette, ratio);
        const x = Math.round(place.x * ratio) / ratio, y = Math.round(place.y * ratio) / ratio;
        if (stamp) ctx.drawImage(stamp, x - stamp.width / 2 / ratio, y - stamp.height / 2 / ratio, stamp.width / ratio, stamp.height / ratio);
        else this._one(ctx, x, y, place, palette);
        if (place.g === selectedGroup || place.g === this.focused) {
          ctx.beginPath();
          ctx.arc(place.x, place.y, place.r + 4.5, 0, Math.PI * 2);
          ctx.lineWidth = 2;
          ctx.setLineDash(place.g === selectedGroup ? [] : [3, 2]);
          ctx.strokeStyle = palette.ring;
          ctx.stroke();
          ctx.setLineDash([]);
        }
      }
      if (ties) parts.drawSeats(ctx, ties, palette, origin, this.first);
      this.drawn = places;
      if (this.afterDraw && !this.moving) this.afterDraw(places);
      if (this.names) this._names(ctx, places, palette, zoom, size, selectedGroup);
    },

    _one(ctx, x, y, place, palette) {
      parts.drawPlace(ctx, x, y, place.r, place.slices, place.closed, palette, this.single);
      if (place.partnered) this._partnerDot(ctx, x + place.r * 0.75, y - place.r * 0.75, palette);
    },

    /* The picture of a place, its point in the middle, as most places look from frame to frame as they did; null for a look
       that is new in this frame, which may be gone in the next. */
    _stamp(place, palette, ratio) {
      const kept = this._stamps;
      if (!kept || kept.palette !== palette || kept.ratio !== ratio || kept.single !== this.single || kept.looks.size > 8 * STAMPS || kept.images > STAMPS)
        this._stamps = { palette, ratio, single: this.single, looks: new Map(), images: 0 };
      const { looks } = this._stamps, look = place.look + "/" + place.r;
      const found = looks.get(look);
      if (found === undefined) looks.set(look, null);
      if (found !== null || !window.OffscreenCanvas) return found || null;
      const half = Math.ceil((1.6 * place.r + 9) * ratio), sheet = (this._sheet = this._sheet || new OffscreenCanvas(1, 1));
      sheet.width = sheet.height = 2 * half;
      const ctx = (this._pen = this._pen || sheet.getContext("2d"));
      ctx.setTransform(ratio, 0, 0, ratio, half, half);
      this._one(ctx, 0, 0, place, palette);
      const image = sheet.transferToImageBitmap();
      looks.set(look, image);
      this._stamps.images += 1;
      return image;
    },

    _partnerDot(ctx, x, y, palette) {
      ctx.beginPath();
      ctx.arc(x, y, 2.9, 0, Math.PI * 2);
      ctx.fillStyle = palette.ground;
      ctx.fill();
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = palette.ink;
      ctx.stroke();
    },

    /* Hub lines: from a region to the one that it supports, while both exist. */
    _lines(ctx, palette, origin) {
      const sites = this.sites;
      for (const [from, to] of sites.data.hubs) {
        const a = sites.code[from] >> 1, b = sites.code[to] >> 1;
        if (a < 1 || a > 3 || b < 1 || b > 3 || sites.groupOf[from] < 0 || sites.groupOf[to] < 0) continue;
        const ga = sites.groupOf[from], gb = sites.groupOf[to];
        if (ga === gb) continue;
        const x1 = sites.groupX[ga] - origin.x, y1 = sites.groupY[ga] - origin.y;
        const x2 = sites.groupX[gb] - origin.x, y2 = sites.groupY[gb] - origin.y;
        const bow = 0.22;
        ctx.beginPath();
        ctx.moveTo(x1, y1);
        ctx.quadraticCurveTo((x1 + x2) / 2 + (y2 - y1) * bow, (y1 + y2) / 2 - (x2 - x1) * bow, x2, y2);
        ctx.setLineDash(a === 1 || b === 1 ? [5, 4] : []);
        ctx.lineWidth = 2;
        ctx.globalAlpha = 0.85;
        ctx.strokeStyle = palette.colours[sites.data.p[from]];
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.globalAlpha = 1;
      }
    },

    /* City names where they fit: always the chosen place, others from zoom 4 on. */
    _names(ctx, places, palette, zoom, size, selectedGroup) {
      ctx.font = "500 " + 11.5 * this.scale + "px 'Source Sans', 'Source Sans Pro', system-ui, sans-serif";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      const seats = this.ties ? parts.seatLabels(this.ties, this._origin) : [];
      const boxes = [...places, ...seats].map((p) => [p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r]);
      const ordered = places.slice().sort((a, b) => (b.g === selectedGroup) - (a.g === selectedGroup) || b.n - a.n);
      const few = places.length <= 12;
      for (const place of [...seats.filter((seat) => seat.text), ...ordered]) {
        const must = place.g === selectedGroup;
        if (!must && !place.text && zoom < 4 && !few) continue;
        const text = place.text || this.sites.nameOf(place.g, must ? this.selected : null);
        const width = ctx.measureText(text).width;
        /* Right, left; partners also below and above. */
        for (const side of place.text ? [1, -1, 2, -2] : [1, -1]) {
          const x = Math.abs(side) > 1 ? place.x - width / 2 : side > 0 ? place.x + place.r + 5 : place.x - place.r - 5 - width;
          const y = Math.abs(side) > 1 ? place.y + Math.sign(side) * (place.r + 9) : place.y;
          const box = [x - 1, y - 7, x + width + 1, y + 7];
          const free = box[0] >= 0 && box[2] <= size.x &&
            !boxes.some((b) => b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1]);
          if (!free && !(must && side < 0)) continue;
          ctx.lineWidth = 3;
          ctx.strokeStyle = palette.ground;
          ctx.strokeText(text, x, y);
          ctx.fillStyle = palette.ink;
          ctx.fillText(text, x, y);
          boxes.push(box);
          break;
        }
      }
    },

    /* The deals under a point of the map container: {ties, x, y, r} or null. */
    tiesAt(point) { return this.ties && this.ties.sites ? this.ties.at(point, this._origin) : null; },

    /* The place under a point of the map container (pixels), or null. The smallest mark wins: it is on top. */
    placeAt(point, slack) {
      let best = null, bestGap = slack === undefined ? 4 : slack;
      for (let k = this.drawn.length - 1; k >= 0; k--) {
        const place = this.drawn[k];
        const gap = Math.hypot(place.x - point.x, place.y - point.y) - place.r;
        if (gap <= 0) return place;
        if (gap < bestGap) { best = place; bestGap = gap; }
      }
      return best;
    },
  });

  parts.SiteLayer = SiteLayer;
})((window.AtlasParts = window.AtlasParts || {}));
