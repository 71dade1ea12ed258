/* The map's time layer. Python sends a view with atlas.update(view); the map tells its date and choice back.
   window.atlas, for tests and embedding:
     atlas.state()            -> {date, playing, zoom, center: [lat, lon], selected, sites: [{id, state, sure}],
                                 layers: ["sites", "hubs", "names", "partners"], those that are on,
                                 lines: [{from (city of the seat), to (region, "" for no one region), partner, provider,
                                          role, confidence, dashed, sure}], the deals drawn}
     atlas.show("2018-09-07") shows that day and tells it
     atlas.play(), atlas.pause(), atlas.reset()
     atlas.ready              a promise, kept when outlines and first sites are drawn */
(function (parts) {
  "use strict";

  const HOME = [[-47, -159], [68, 179]]; /* from Honolulu to Auckland */
  const FETCHED = new Map();

  class Atlas {
    constructor(map, options) {
      this.map = map;
      this.options = options;
      this.day = parts.dayOf(options.today);
      this.told = null; /* the day that Python last knew */
      this.view = {};
      this.serial = 0;
      this.layer = new parts.SiteLayer().addTo(map);
      this.clock = new parts.Clock({ day: () => this.day, range: () => this.range(), show: (day, how) => this._show(day, how) });
      this.follower = new parts.Follower({ day: () => this.day, told: () => this.told, range: () => this.range(),
        show: (day) => { this.clock.pause(false); this._show(day, { final: false, still: true }); } });
      this.panel = new parts.Panel({ sites: () => this.layer.sites, palette: () => this.layer.palette(),
        choose: (id) => this.choose(id), drawn: () => this.layer.drawn, mapNode: map.getContainer() });
      this.layers = new parts.Layers({ layer: this.layer, view: () => this.view, fetch: (url) => this._fetch(url), refresh: () => this._refresh(),
        tell: (message) => this.tell(message), fail: (error) => { this.panel.voice.textContent = String(error.message); }, mapNode: map.getContainer() });
      this.stage = new parts.Stage(this);
      this.layer.afterDraw = (drawn) => { this.panel.placeCard(drawn); this.layers.showRoles(); };
      this._build();
      parts.borrowFonts();
      this.outlines = parts.drawOutlines(map, options.outlines);
      this.ready = new Promise((done) => { this._ready = done; });
      this.reset();
      /* The frame is laid out after the map is made, and again when the window changes. */
      new ResizeObserver(() => this._fit()).observe(map.getContainer());
      map.on("movestart", () => { this.moved = this.moved || !this.homing; });
    }

    /* Takes the container's size; as long as nobody moved the map, the whole world stays in view. */
    _fit() {
      /* Leaflet also follows the window by itself, so its size does not tell what this map was fitted to. */
      const node = this.map.getContainer(), size = node.clientWidth + "x" + node.clientHeight;
      if (size === this.fitted) return;
      this.fitted = size;
      this.map.invalidateSize({ animate: false });
      if (!this.moved) this.reset();
    }

    _build() {
      const panel = this.panel, node = this.map.getContainer();
      node.append(panel.date, panel.tip, panel.list, panel.card, this.layers.tip, this.layers.list);
      document.body.append(parts.make("div", { class: "atlas-bar" }, panel.legend, this.clock.node, panel.key, this.layers.roles), panel.voice);
      node.setAttribute("aria-label", "Map of cloud regions. N and P go through the marks, Enter opens one, L lists the deals, space plays, arrow keys step the date.");
      node.setAttribute("role", "application");
      node.tabIndex = 0;
      const home = L.control({ position: "topleft" });
      home.onAdd = () => {
        const button = parts.make("button", { type: "button", class: "atlas-home", title: "Whole world", "aria-label": "Whole world", onclick: () => this.reset() }, "⌂");
        const box = parts.make("div", { class: "leaflet-bar leaflet-control" }, button);
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      home.addTo(this.map);
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        L.DomEvent.disableClickPropagation(this.layers.node);
        L.DomEvent.disableScrollPropagation(this.layers.node);
        return this.layers.node;
      };
      control.addTo(this.map);
      for (const part of [panel.list, panel.card, this.layers.list]) { L.DomEvent.disableClickPropagation(part); L.DomEvent.disableScrollPropagation(part); }
      this.map.on("mousemove", (event) => this._hover(event));
      this.map.on("mouseout", () => { panel.hideTip(); this.layers.hover(null); });
      this.map.on("movestart zoomstart", () => { panel.hideTip(); panel.closeList(); this.layers.hover(null); this.layers.close(); });
      this.map.on("click", (event) => {
        const place = this.layer.placeAt(event.containerPoint, 6);
        const hit = place ? null : this.layer.tiesAt(event.containerPoint);
        panel.closeList();
        this.layers.close();
        if (place) panel.openList(place, false);
        else if (hit) this.layers.open(hit, false);
      });
      node.addEventListener("keydown", (event) => this._key(event), true);
    }

    range() {
      const o = this.options;
      return [parts.dayOf(o.first), parts.dayOf(o.today), parts.dayOf(o.last)];
    }

    /* view: {url, date, show, single, select, card, dark, fly, fit ([[south, west], [north, east]] as home), hail (tell when the map stands), lines: {ties (url), on (layers; [] as usual), who (partner), picked}} */
    update(view) {
      const before = this.view;
      this.view = view;
      this.layer.single = view.single;
      this.setDark(parts.pageIsDark(view.dark));
      const day = parts.dayOf(view.date), plays = this.stage.takes(view, before, day);
      if (day !== this.told) {
        const mine = day === this.sent;
        this.told = day;
        if (!this.follower.outruns(day) && (!mine || !(this.clock.playing || this.clock.dragging))) {
          this.clock.pause(false);
          if (!plays) this.day = day;
        }
      }
      if (view.select !== before.select || JSON.stringify(view.card) !== JSON.stringify(before.card)) this.panel.showCard(view.card);
      this.layer.selected = view.select || null;
      this.layers.update(view);
      if (view.fit && String(view.fit) !== String(before.fit)) this.reset();
      if (view.url !== before.url) this._load(view.url);
      else this._refresh();
      if (view.fly && !view.stage && JSON.stringify(view.fly) !== JSON.stringify(before.fly)) this._reveal(view.fly);
    }

    /* -> true if anything looks different */
    _setDay() {
      const sites = this.layer.sites.setDay(this.day, this.view.show), ties = Boolean(this.layer.ties && this.layer.ties.setDay(this.day));
      return sites || ties;
    }

    _load(url) {
      return this._fetch(url).then((data) => { if (this.view.url === url) this.setSites(data); },
        (error) => { this.panel.voice.textContent = String(error.message); });
    }

    _fetch(url) {
      if (!FETCHED.has(url)) {
        FETCHED.set(url, fetch(url).then((answer) => {
          if (!answer.ok) throw new Error("the sites could not be read: " + answer.status);
          return answer.json();
        }).catch((error) => { FETCHED.delete(url); throw error; }));
        for (const old of [...FETCHED.keys()].slice(0, -8)) FETCHED.delete(old);
      }
      return FETCHED.get(url);
    }

    setSites(data) {
      this.layer.sites = new parts.Sites(data);
      this.layer.focused = -1;
      this._refresh();
      Promise.all([this.outlines, parts.styled()]).then(() => {
        this._fit();
        this._ready(true);
        if (this.view.hail) this.tell({ stands: true });
      });
    }

    _refresh() {
      const sites = this.layer.sites;
      if (sites) {
        this._setDay();
        this.layer.redraw();
      }
      this.panel.showDate(this.day, this.clock.playing);
      this.panel.showCounts();
      this.clock.refresh();
    }

    /* Shows a day at once; a final one is told to Python, a still one is drawn in full. */
    _show(day, how) {
      const moved = day !== this.day;
      this.layer.moving = !how.final && !how.still;
      this.day = day;
      const sites = this.layer.sites;
      if (sites && (this._setDay() || how.final)) this.layer.redraw();
      this.panel.showDate(day, this.clock.playing || this.clock.dragging || Boolean(this.stage.gliding));
      const now = performance.now();
      if (how.final || !(now - this.counted < 80)) { this.counted = now; this.panel.showCounts(); this.layers.showRoles(); }
      this.clock.refresh();
      if (how.final) {
        const { live } = sites ? sites.tally() : { live: [] };
        this.panel.voice.textContent = parts.wordsOf(day) + ": " + live.reduce((a, b) => a + b, 0) + " regions live";
        if (moved || day !== this.told) { this.sent = day; this.tell({ date: parts.isoOf(day) }); }
      }
    }

    tell(message) {
      this.serial += 1;
      if (this.options.tell) this.options.tell(Object.assign({ serial: Date.now() + this.serial }, message));
    }

    choose(id) {
      this.layer.selected = id || null;
      if (!id) this.panel.showCard(null);
      this.layers.arrange();
      this._refresh();
      const day = this.clock.playing ? this.day : null;
      if (day !== null) { this.clock.pause(false); this.sent = day; this._refresh(); }
      this.tell(day === null ? { select: id } : { select: id, date: parts.isoOf(day) });
    }

    /* Brings a place into view without changing more of the view than needed. */
    _reveal([lat, lon]) {
      const inner = this.map.getBounds().pad(-0.12);
      if (!inner.contains([lat, lon])) this.map.panTo([lat, lon]);
    }

    _hover(event) {
      if (!this.panel.list.hidden || !this.layers.list.hidden) return;
      if (event.originalEvent.target.closest(".leaflet-control, .atlas-card")) { this.panel.hideTip(); this.layers.hover(null); return; }
      const place = this.layer.placeAt(event.containerPoint);
      const hit = place ? null : this.layer.tiesAt(event.containerPoint);
      this.map.getContainer().style.cursor = place || hit ? "pointer" : "";
      this.layers.hover(hit);
      if (place) this.panel.showTip(place);
      else this.panel.hideTip();
    }

    _key(event) {
      if (event.target.closest && event.target.closest(".atlas-list, .atlas-card, .atlas-layers")) return;
      const drawn = this.layer.drawn.slice().sort((a, b) => a.x - b.x || a.y - b.y);
      if ((event.key === "n" || event.key === "p") && drawn.length) {
        const at = drawn.findIndex((place) => place.g === this.layer.focused);
        const next = drawn[(at + (event.key === "n" ? 1 : -1) + drawn.length) % drawn.length];
        this.layer.focused = next.g;
        this.panel.showTip(next);
        this.panel.voice.textContent = this.panel.tip.textContent;
        this.layer.redraw();
      } else if (event.key === "Enter" && event.target === this.map.getContainer()) {
        const place = drawn.find((one) => one.g === this.layer.focused);
        event.preventDefault(); /* or this very key would press the first row of the list */
        if (place) this.panel.openList(place, true);
      } else if (event.key === "l") {
        this.layers.openAll();
      } else if (event.key === "Escape") {
        this.layers.close();
        this.panel.closeList();
        this.panel.hideTip();
      } else if (!event.target.closest("button, input") || event.target === this.map.getContainer()) {
        this.clock.key(event);
      }
    }

    setDark(dark) {
      if (this.dark === dark) return;
      this.dark = dark;
      document.documentElement.dataset.atlas = dark ? "dark" : "light";
      this.layer.dark = dark;
      this.outlines.then((restyle) => restyle(dark));
      this.panel.showCounts();
      this.layer.redraw();
    }

    reset() {
      this.homing = true;
      const { fit } = this.view;
      this.map.fitBounds(fit || HOME, fit ? { animate: false, maxZoom: 5, padding: [50, 40] } : { animate: false });
      this.homing = this.moved = false;
    }

    show(iso) { this.clock.pause(false); this._show(parts.dayOf(iso), { final: true }); }
    play() { this.clock.play(); }
    pause() { this.clock.pause(true); }

    state() {
      const sites = this.layer.sites, center = this.map.getCenter(), list = [];
      if (sites) {
        for (let i = 0; i < sites.count; i++) {
          const code = sites.code[i];
          if (code) list.push({ id: sites.data.id[i], state: parts.STATES[code >> 1], sure: Boolean(code & 1) });
        }
      }
      return { ...this.layers.state(), date: parts.isoOf(this.day), playing: this.clock.playing, zoom: this.map.getZoom(), center: [center.lat, center.lng],
        selected: this.layer.selected, sites: list };
    }
  }

  Object.assign(parts, { Atlas, HOME });
})((window.AtlasParts = window.AtlasParts || {}));
