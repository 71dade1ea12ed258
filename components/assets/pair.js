/* Two maps in one frame that move together. Python sends a view with pair.update(view).
   window.pair, for tests and embedding:
     pair.state()  -> {zoom, center: [lat, lon], selected, sides: [{date, zoom, center, drawn, only: [id],
                     sites: [{id, state, sure}]}]}; only: runs on this day and not on the other
     pair.reset()  shows the whole world on both
     pair.ready    a promise, kept when outlines and first sites are drawn on both */
(function (parts) {
  "use strict";

  const HOME = [[-47, -126], [68, 179]];
  const IN_LEGEND = 8;
  const make = (...all) => parts.make(...all);
  const numbers = (point) => [point.lat, point.lng];

  /* One of the two: a map, its marks, what stands above it and what opens over it. */
  class Side {
    /* host: {choose(id), hover(side, point), leave(side)} */
    constructor(map, host) {
      this.map = map;
      this.host = host;
      this.node = map.getContainer();
      this.layer = new parts.SiteLayer().addTo(map);
      this.panel = new parts.Panel({ sites: () => this.layer.sites, palette: () => this.layer.palette(),
        choose: (id) => host.choose(id), drawn: () => this.layer.drawn, mapNode: this.node });
      this.layer.afterDraw = (drawn) => { this._ring(drawn); this.panel.placeCard(drawn); };
      this.tag = make("span", { class: "pair-tag", "aria-hidden": "true" });
      this.label = make("b", { class: "pair-label" });
      this.counts = make("span", { class: "pair-counts" });
      this.head = make("div", { class: "pair-head" }, this.tag, this.label, this.counts);
      this.ghost = make("div", { class: "pair-ghost", hidden: "" });
      this.node.append(this.ghost, this.panel.tip, this.panel.list, this.panel.card);
      for (const part of [this.panel.list, this.panel.card]) { L.DomEvent.disableClickPropagation(part); L.DomEvent.disableScrollPropagation(part); }
      map.on("mousemove", (event) => { this._hover(event.containerPoint); host.hover(this, event.containerPoint); });
      map.on("mouseout", () => { this.panel.hideTip(); host.leave(this); });
      map.on("movestart zoomstart", () => { this.panel.hideTip(); this.panel.closeList(); });
      map.on("click", (event) => {
        const place = this.layer.placeAt(event.containerPoint, 6);
        this.panel.closeList();
        if (place) this.panel.openList(place, false);
      });
      this.node.addEventListener("keydown", (event) => this._key(event));
    }

    /* side: {url, date, tag, label, counts, single, card} */
    update(side, show, selected, sites) {
      this.tag.textContent = side.tag;
      this.label.textContent = side.label;
      this.counts.textContent = side.counts;
      this.node.setAttribute("aria-label", side.label + ": " + side.counts + ". Arrow keys move both maps, plus and minus zoom, N and P go through the marks, Enter opens one.");
      this.day = parts.dayOf(side.date);
      this.layer.single = side.single;
      this.layer.selected = selected || null;
      if (sites && (!this.layer.sites || this.layer.sites.data !== sites)) {
        this.layer.sites = new parts.Sites(sites);
        this.layer.focused = -1;
      }
      if (this.layer.sites) this.layer.sites.setDay(this.day, show);
      this.layer.redraw();
      this.panel.showCard(this.layer.sites && this.layer.sites.indexOf.has(selected) ? side.card : null);
    }

    /* Which regions run here and not on the other side: told where both sides hold the same regions. */
    differ(other, same) {
      const mine = this.layer.sites, theirs = other.layer.sites;
      const runs = (sites, i) => sites.code[i] >> 1 === 2 || sites.code[i] >> 1 === 3;
      this.only = new Set(same ? mine.placed.filter((i) => runs(mine, i) && !runs(theirs, i)) : []);
      this.layer.redraw();
    }

    _ring(drawn) {
      if (!this.only || !this.only.size) return;
      const { sites } = this.layer, ctx = this.layer.canvas.getContext("2d");
      const groups = new Set([...this.only].map((i) => sites.groupOf[i]));
      ctx.strokeStyle = this.layer.palette().glow;
      const few = groups.size <= 25; /* many rings would hide the marks */
      ctx.lineWidth = few ? 2.2 : 1.2;
      for (const place of drawn) {
        if (!groups.has(place.g)) continue;
        ctx.beginPath();
        ctx.arc(place.x, place.y, place.r + (few ? 4 : 2.5), 0, Math.PI * 2);
        ctx.stroke();
      }
    }

    _hover(point) {
      if (!this.panel.list.hidden) return;
      const place = this.layer.placeAt(point);
      this.node.style.cursor = place ? "pointer" : "";
      if (place) this.panel.showTip(place);
      else this.panel.hideTip();
    }

    _key(event) {
      if (event.target !== this.node || event.ctrlKey || event.metaKey || event.altKey) return;
      const drawn = this.layer.drawn.slice().sort((a, b) => a.x - b.x || a.y - b.y);
      if ((event.key === "n" || event.key === "p") && drawn.length) {
        const at = drawn.findIndex((place) => place.g === this.layer.focused);
        const next = drawn[(at + (event.key === "n" ? 1 : -1) + drawn.length) % drawn.length];
        this.layer.focused = next.g;
        this.panel.showTip(next);
        this.host.say(this.panel.tip.textContent);
        this.layer.redraw();
      } else if (event.key === "Enter") {
        const place = drawn.find((one) => one.g === this.layer.focused);
        if (place) this.panel.openList(place, true);
      } else if (event.key === "Escape") {
        this.panel.closeList();
        this.panel.hideTip();
      }
    }

    state() {
      const sites = this.layer.sites, list = [];
      for (let i = 0; sites && i < sites.count; i++) {
        const code = sites.code[i];
        if (code) list.push({ id: sites.data.id[i], state: parts.STATES[code >> 1], sure: Boolean(code & 1) });
      }
      return { date: parts.isoOf(this.day), zoom: this.map.getZoom(), center: numbers(this.map.getCenter()),
        drawn: this.layer.drawn.length, only: [...(this.only || [])].map((i) => sites.data.id[i]), sites: list };
    }
  }

  class Pair {
    constructor(map, options) {
      this.options = options;
      this.view = {};
      this.serial = 0;
      this.fetched = new Map();
      document.documentElement.classList.add("pair");
      const node = make("div", { id: "map_two" });
      map.getContainer().after(node);
      const twin = L.map(node, Object.assign({}, map.options, { zoomControl: false, layers: [] }));
      const voice = make("div", { class: "atlas-voice", "aria-live": "polite" });
      const host = {
        choose: (id) => this.choose(id),
        say: (text) => { voice.textContent = text; },
        hover: (side, point) => this._ghost(side, point),
        leave: () => { for (const side of this.sides) side.ghost.hidden = true; },
      };
      this.sides = [new Side(map, host), new Side(twin, host)];
      this.legend = make("div", { class: "atlas-legend", role: "list", "aria-label": "Regions live per provider" });
      this.ringed = make("span", { class: "pair-ringed" }, make("i", {}), "live on this day only");
      document.body.append(...this.sides.map((side) => side.head), make("div", { class: "atlas-bar" }, this.legend,
        make("div", { class: "pair-key" }, this.ringed, this.sides[0].panel.key)), voice);
      this._home(map);
      parts.borrowFonts();
      this.outlines = Promise.all(this.sides.map((side) => parts.drawOutlines(side.map, options.outlines)));
      this.ready = new Promise((done) => { this._ready = done; });
      this._follow(...this.sides.map((side) => side.map));
      this.reset();
      new ResizeObserver(() => {
        for (const side of this.sides) side.map.invalidateSize({ animate: false });
        if (!this.moved) this.reset();
      }).observe(map.getContainer());
    }

    _home(map) {
      const home = L.control({ position: "topleft" });
      home.onAdd = () => {
        const button = make("button", { type: "button", class: "atlas-home", title: "Whole world", "aria-label": "Whole world", onclick: () => this.reset() }, "⌂");
        const box = make("div", { class: "leaflet-bar leaflet-control" }, button);
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      home.addTo(map);
    }

    /* Whatever moves one map moves the other: drags and steps at once, zooms by the same animation.
       What the second map tells while it is being moved is no move of its own. */
    _follow(...maps) {
      maps.forEach((map, i) => {
        const other = maps[1 - i];
        const lead = (center, zoom, animate) => {
          if (this.leading) return;
          const gap = other.project(other.getCenter(), zoom).distanceTo(other.project(center, zoom));
          if (other.getZoom() === zoom && gap < 1) return;
          this.leading = true;
          other.setView(center, zoom, { animate });
          this.leading = false;
        };
        map.on("zoomanim", (event) => { if (!event.noUpdate) lead(event.center, event.zoom, true); });
        map.on("move", () => lead(map.getCenter(), map.getZoom(), false));
        map.on("movestart", () => { if (!this.homing) this.moved = true; });
      });
    }

    /* The same point on the other map, so that the eye finds it. */
    _ghost(from, point) {
      for (const side of this.sides) {
        side.ghost.hidden = side === from;
        side.ghost.style.transform = `translate(${point.x}px, ${point.y}px)`;
      }
    }

    /* view: {sides: [two], show, select, dark, fly} */
    update(view) {
      const before = this.view;
      this.view = view;
      this.setDark(parts.pageIsDark(view.dark));
      const urls = view.sides.map((side) => side.url);
      for (const url of this.fetched.keys()) if (!urls.includes(url)) this.fetched.delete(url);
      return Promise.all(urls.map((url) => this._read(url))).then((both) => {
        if (this.view !== view) return;
        this.sides.forEach((side, i) => side.update(view.sides[i], view.show, view.select, both[i]));
        const days = urls[0] === urls[1];
        this.sides.forEach((side, i) => side.differ(this.sides[1 - i], days));
        this.ringed.hidden = !days;
        this._showLegend(days);
        if (view.fly && JSON.stringify(view.fly) !== JSON.stringify(before.fly)) this._reveal(view.fly);
        this.outlines.then(() => this._ready(true));
      }, (error) => { console.error(error); });
    }

    _read(url) {
      if (!this.fetched.has(url)) {
        this.fetched.set(url, fetch(url).then((answer) => {
          if (!answer.ok) throw new Error("the sites could not be read: " + answer.status);
          return answer.json();
        }));
        this.fetched.get(url).catch(() => this.fetched.delete(url));
      }
      return this.fetched.get(url);
    }

    /* Per provider the regions live: on both days, or on the side where the provider stands. */
    _showLegend(days) {
      const found = new Map();
      this.sides.forEach(({ layer }, i) => {
        const { live } = layer.sites.tally();
        layer.sites.data.providers.forEach((provider, p) => {
          const entry = found.get(provider.id) || { provider, live: [0, 0], shape: layer.palette().shapes[p], colour: layer.palette().colours[p] };
          entry.live[i] = live[p];
          found.set(provider.id, entry);
        });
      });
      const ranked = [...found.values()].sort((a, b) => Math.max(...b.live) - Math.max(...a.live));
      const told = (live) => (days ? live[0] + " → " + live[1] : String(Math.max(...live)));
      const shown = ranked.length > IN_LEGEND + 1 ? IN_LEGEND : ranked.length, rest = ranked.slice(shown);
      const chips = ranked.slice(0, shown).map(({ provider, live, shape, colour }) =>
        make("span", { class: "atlas-chip", role: "listitem" }, parts.markSvg(shape, colour, 0), provider.name, make("b", {}, told(live))));
      if (rest.length) {
        const sum = [0, 1].map((i) => rest.reduce((total, entry) => total + entry.live[i], 0));
        chips.push(make("span", { class: "atlas-chip", role: "listitem" }, "others", make("b", {}, days ? told(sum) : String(sum[0] + sum[1]))));
      }
      this.legend.replaceChildren(...chips);
      this.sides[0].panel.showCounts(); /* draws the key of looks, too */
    }

    choose(id) {
      for (const side of this.sides) {
        side.layer.selected = id || null;
        if (!id) side.panel.showCard(null);
        side.layer.redraw();
      }
      this.serial += 1;
      if (this.options.tell) this.options.tell({ serial: Date.now() + this.serial, select: id });
    }

    _reveal(place) {
      const { map } = this.sides[0];
      if (!map.getBounds().pad(-0.12).contains(place)) map.panTo(place);
    }

    setDark(dark) {
      if (this.dark === dark) return;
      this.dark = dark;
      document.documentElement.dataset.atlas = dark ? "dark" : "light";
      this.outlines.then((restyles) => restyles.forEach((restyle) => restyle(dark)));
      for (const { layer } of this.sides) {
        layer.dark = dark;
        layer.redraw();
      }
      if (this.sides.every(({ layer }) => layer.sites)) this._showLegend(this.view.sides[0].url === this.view.sides[1].url);
    }

    reset() {
      this.homing = true;
      for (const side of this.sides) side.map.fitBounds(HOME, { animate: false });
      this.homing = this.moved = false;
    }

    state() {
      const sides = this.sides.map((side) => side.state());
      return { zoom: sides[0].zoom, center: sides[0].center, selected: this.sides[0].layer.selected, sides };
    }
  }

  parts.Pair = Pair;
})((window.AtlasParts = window.AtlasParts || {}));
