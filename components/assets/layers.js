/* What a person does with the layers of the map: which are on, and what the deals with partners say. */
(function (parts) {
  "use strict";

  const make = (...all) => parts.make(...all);
  const LAYERS = [["sites", "Sites"], ["hubs", "Hub lines"], ["partners", "Partner lines"], ["names", "Names"]];
  const ANSWER = 4000; /* milliseconds within which Python should have heard a choice */
  const SURE_WORDS = { confirmed: "confirmed", reported: "reported, not confirmed", recalled: "recalled, no source yet" };

  class Layers {
    /* host: {layer (a SiteLayer), view(), fetch(url) -> promise, refresh(), tell(message), fail(error), mapNode} */
    constructor(host) {
      this.host = host;
      this.chosen = []; /* layers that the person switched on; none: as usual */
      this.told = ""; /* what Python last knew of them */
      this.sentUntil = 0;
      this.tip = make("div", { class: "atlas-tip", role: "status", hidden: "" });
      this.list = make("div", { class: "atlas-list atlas-deals", role: "dialog", "aria-label": "Deals with partners", hidden: "" });
      this.roles = make("div", { class: "atlas-key", "aria-label": "Key of the partner lines", hidden: "" });
      this.list.addEventListener("keydown", (event) => {
        if (event.key === "Escape") { this.close(); this.host.mapNode.focus(); }
        event.stopPropagation();
      });
      this.node = this._control();
    }

    _control() {
      this.boxes = new Map(LAYERS.map(([name]) => [name, make("input", { type: "checkbox", value: name, onchange: () => this._change() })]));
      this.usual = make("button", { type: "button", class: "atlas-plain", onclick: () => { this._set([]); this.show(); } }, "As usual");
      this.box = make("fieldset", { class: "atlas-layers", hidden: "" }, make("legend", {}, "On the map"),
        ...LAYERS.map(([name, words]) => make("label", {}, this.boxes.get(name), words)),
        make("div", { class: "atlas-quiet" }, "As usual, partner lines show once you choose a region, a partner or one provider."), this.usual,
        make("button", { type: "button", class: "atlas-plain", onclick: () => this.openAll() }, "List the deals (L)"));
      this.button = make("button", { type: "button", class: "atlas-home", title: "Layers", "aria-label": "Layers", "aria-expanded": "false",
        onclick: () => this.toggle() }, "☰");
      this.box.addEventListener("keydown", (event) => {
        if (event.key === "Escape") { this.toggle(false); this.button.focus(); }
        event.stopPropagation();
      });
      return make("div", { class: "leaflet-bar leaflet-control atlas-layerbox" }, this.button, this.box);
    }

    /* view.lines: {ties (url of the deals), on (layers; [] as usual), who (partner), picked (partners are filtered)} */
    update(view) {
      const on = view.lines ? view.lines.on : [];
      /* A view made before the last choice was heard must not undo it. */
      const stale = String(on) !== this.sent && performance.now() < this.sentUntil;
      if (String(on) !== this.told && !stale) { this.told = String(on); this.chosen = on; }
      this.arrange();
    }

    /* Which deals show by themselves: a test of one deal, or null for none. */
    _asked() {
      const { single, lines } = this.host.view(), select = this.host.layer.selected, who = lines && lines.who;
      if (!lines || !lines.ties) return null;
      if (single || lines.picked) return () => true;
      return select || who ? this._about(select, who) : null;
    }

    _about(select, who) {
      return (i) => {
        const d = this.host.layer.ties.data;
        return Boolean((select && d.r[i] === select) || (who && d.partners[d.p[i]].id === who));
      };
    }

    _set(on) {
      this.chosen = on;
      this.sent = String(on);
      this.sentUntil = performance.now() + ANSWER;
      this.arrange();
      this.host.refresh();
      this.host.tell({ lines: on });
    }

    /* Puts the layers on and off, and fetches the deals when they are first wanted. */
    arrange() {
      const layer = this.host.layer, on = this.on(), { lines } = this.host.view();
      layer.marks = on.has("sites");
      layer.hubs = on.has("hubs");
      layer.names = on.has("names");
      this.show();
      this._makeRoom(on.has("partners"));
      layer.ties = null;
      if (!on.has("partners") || !lines || !lines.ties) return;
      if (this.tiesOf !== lines.ties) { this._load(lines.ties); return; }
      layer.ties = this.ties;
      const about = this._about(layer.selected, lines.who);
      layer.wanted = this.chosen.length ? () => true : this._asked();
      /* What was chosen stands in front, if it has deals at all. */
      const some = Array.from(this.ties.on.keys()).some(about);
      layer.first = some ? about : () => true;
    }

    /* The key of the partner lines has a row of its own under the map while they are on. */
    _makeRoom(wanted) {
      if (this.roles.hidden !== wanted) return;
      this.roles.hidden = !wanted;
      document.documentElement.classList.toggle("atlas-more", wanted);
      if (this.host.layer._map) this.host.layer._map.invalidateSize({ pan: false, animate: false });
    }

    _load(url) {
      this.host.fetch(url).then((data) => {
        const { lines } = this.host.view();
        if (!lines || lines.ties !== url) return;
        this.ties = new parts.Ties(data);
        this.tiesOf = url;
        this.arrange();
        this.host.refresh();
      }, this.host.fail);
    }

    /* What the map shows of the deals, for tests and for atlas.state(). */
    state() {
      const { layer } = this.host, { ties } = layer;
      if (ties && ties.sites) ties.gather(layer.wanted);
      return { layers: [...this.on()], lines: ties && ties.sites ? ties.list() : [] };
    }

    hover(hit) {
      const { ties } = this.host.layer, line = hit && hit.ties.length === 1 ? hit.ties[0] : null;
      if (ties && ties.hot !== line) { ties.hot = line; this.host.layer.redraw(); }
      if (hit) this.showTip(hit);
      else this.hideTip();
    }

    toggle(open) {
      this.box.hidden = open === undefined ? !this.box.hidden : !open;
      this.button.setAttribute("aria-expanded", String(!this.box.hidden));
      this.show();
    }

    /* Which layers are on: those of the link, or the usual ones. */
    on() {
      if (this.chosen.length) return new Set(this.chosen);
      return new Set(this._asked() !== null ? ["sites", "hubs", "names", "partners"] : ["sites", "hubs", "names"]);
    }

    show() {
      const on = this.on();
      for (const [name, box] of this.boxes) box.checked = on.has(name);
      this.usual.disabled = !this.chosen.length;
    }

    _change() {
      const on = [...this.boxes].filter(([, box]) => box.checked).map(([name]) => name);
      this._set(on.length ? on : ["none"]);
      this.show();
    }

    /* The roles now on the map, in the key; their meaning on hover. */
    showRoles() {
      const ties = this.host.layer.ties, used = new Map();
      if (ties) for (const seat of ties.seats) for (const i of [...seat.lines, ...seat.marks]) used.set(ties.data.role[i], (used.get(ties.data.role[i]) || false) || seat.marks.includes(i));
      const dashed = ties && ties.seats.some((seat) => [...seat.lines, ...seat.marks].some((i) => ties.dashed(i)));
      const seal = [...used.keys()].sort().join() + dashed + [...used.values()].some(Boolean);
      if (seal === this.seal) return;
      this.seal = seal;
      const key = (title, look, words) => make("span", { title }, look, words);
      this.roles.replaceChildren(...[...used.keys()].sort().map((role) => {
        const { letter, words, help } = ties.data.roles[role];
        return key(help, make("i", { class: "atlas-letter" }, letter), words);
      }), dashed ? key("The press reports it, or it is recalled without a source", make("i", { class: "atlas-dash" }), "reported or recalled") : "",
      [...used.values()].some(Boolean) ? key("Stands at the partner's seat", make("i", { class: "atlas-square" }), "no one region") : "");
    }

    _where(i) {
      const { data, site, sites } = this.host.layer.ties;
      if (data.r[i] === "") return "no one region";
      return site[i] < 0 ? data.r[i].split(":").pop() : sites.data.name[site[i]];
    }

    _head(i) {
      const { data } = this.host.layer.ties;
      return [make("b", {}, data.partners[data.p[i]].name), " → ", data.vn[i], ", ", this._where(i)];
    }

    _facts(i) {
      const { data } = this.host.layer.ties, role = data.roles[data.role[i]], source = data.sources[data.s[i]];
      return [make("div", {}, role.words + " " + data.since[i] + (data.until[i] ? " " + data.until[i] : "")),
        make("div", { class: "atlas-is-" + data.c[i] }, SURE_WORDS[data.c[i]] + (source ? " · " + source.publisher : ""))];
    }

    showTip(hit) {
      const rows = hit.ties.slice(0, 4).map((i) => make("div", { class: "atlas-deal" }, make("div", {}, ...this._head(i)), ...this._facts(i)));
      const { data } = this.host.layer.ties, help = hit.ties.length === 1 ? data.roles[data.role[hit.ties[0]]].help : "";
      const more = hit.ties.length > 4 ? "and " + (hit.ties.length - 4) + " more: click to list" : "Click for the source";
      this.tip.replaceChildren(...rows, ...(help ? [make("div", { class: "atlas-quiet" }, help)] : []), make("div", { class: "atlas-quiet" }, more));
      parts.putBeside(this.tip, hit, this.host.mapNode);
    }

    hideTip() { this.tip.hidden = true; }

    /* One deal in full, with its source as a link. Text is set as text; only http(s) addresses become links. */
    _deal(i) {
      const { data } = this.host.layer.ties, source = data.sources[data.s[i]], one = data.partners[data.p[i]];
      const link = source && /^https?:\/\//.test(source.url)
        ? make("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.title || source.publisher || source.url) : null;
      return make("section", { class: "atlas-deal", "data-partner": one.id }, make("div", {}, ...this._head(i)), ...this._facts(i),
        make("div", { class: "atlas-quiet" }, data.roles[data.role[i]].help),
        data.note[i] ? make("div", {}, data.note[i]) : null, link,
        make("button", { type: "button", class: "atlas-plain", onclick: () => { this.close(); this.host.tell({ who: one.id }); } }, "More on " + one.name));
    }

    open(hit, focus) {
      this.hideTip();
      const close = make("button", { class: "atlas-close", type: "button", "aria-label": "Close", onclick: () => this.close() }, "×");
      const head = hit.head || (hit.ties.length > 1 ? hit.ties.length + " deals" + (hit.city ? ", " + hit.city : "") : "Deal");
      this.list.replaceChildren(make("div", { class: "atlas-tiphead" }, head, close), ...hit.ties.map((i) => this._deal(i)));
      parts.putBeside(this.list, hit, this.host.mapNode);
      this.list.scrollTop = 0;
      if (focus) close.focus();
    }

    /* All deals on the map, those with a region first. */
    openAll() {
      const ties = this.host.layer.ties, frame = this.host.mapNode.getBoundingClientRect();
      const all = ties ? [...ties.lines, ...ties.seats.flatMap((seat) => seat.marks)] : [];
      const none = ties ? all.length - ties.lines.length : 0;
      this.toggle(false);
      const head = all.length ? all.length + " deals" + (none ? ", " + none + " of them for no one region" : "") : "No deal with a partner is on the map. Switch partner lines on, or choose a region or one provider.";
      this.open({ ties: all, head, x: frame.width / 2 - 170, y: frame.height / 2, r: 0 }, true);
    }

    close() { this.list.hidden = true; }
  }

  parts.Layers = Layers;
})((window.AtlasParts = window.AtlasParts || {}));
