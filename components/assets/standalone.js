/* The atlas as one file: starts the time layer from what the page itself holds, and follows it in head and side.
   The page holds, as JSON in script elements: solo-view (what atlas.update takes), solo-options, solo-facts, and the
   files solo-sites, solo-ties, solo-coarse, solo-fine. Nothing is asked of any network. */
(function (parts) {
  "use strict";

  const make = (...all) => parts.make(...all);
  const textOf = (id) => document.getElementById(id).textContent;
  const read = (id) => JSON.parse(textOf(id));
  /* The layers read files by address: what the page holds becomes files in memory. */
  const file = (id) => URL.createObjectURL(new Blob([textOf(id)], { type: "application/json" }));

  const facts = read("solo-facts"), options = read("solo-options"), view = read("solo-view");
  const ground = { zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 0.5, maxZoom: 9, attributionControl: false, wheelPxPerZoomLevel: 100, keyboard: false,
    maxBounds: [[-80, -250], [85, 250]] };

  class Solo {
    constructor() {
      this.parts = new Map();
      for (const button of document.querySelectorAll(".solo-tabs button")) {
        const name = button.dataset.part;
        this.parts.set(name, { button, node: document.getElementById("solo-" + name) });
        button.addEventListener("click", () => this.open(name));
      }
      this.find = document.getElementById("solo-find");
      this.rows = document.getElementById("solo-rows");
      this.find.addEventListener("input", () => this.list());
      const map = L.map("map", ground).setView([22, 12], 2);
      L.control.scale().addTo(map);
      this.atlas = window.atlas = new parts.Atlas(map, Object.assign(options, {
        outlines: { coarse: file("solo-coarse"), fine: file("solo-fine") }, tell: (message) => this.hear(message) }));
      this.view = Object.assign(view, { url: file("solo-sites"), dark: window.matchMedia("(prefers-color-scheme: dark)").matches });
      this.view.lines.ties = file("solo-ties");
      this.index = new Map();
      this.atlas.ready.then(() => {
        this.atlas.layer.sites.data.id.forEach((id, i) => this.index.set(id, i));
        this.shown = null;
        this.follow();
        if (this.view.select) this.region(this.view.select);
      });
      this.atlas.update({ ...this.view });
      this.sources();
      /* The layer tells its day at rest; while it plays, the list follows a few times a second. */
      window.setInterval(() => this.follow(), 250);
    }

    open(name) {
      for (const [key, { button, node }] of this.parts) {
        node.hidden = key !== name;
        button.setAttribute("aria-selected", String(key === name));
      }
    }

    hear(message) {
      if ("date" in message) this.view.date = message.date;
      if ("select" in message) { this.view.select = message.select; this.region(message.select); }
      if ("lines" in message) this.view.lines = { ...this.view.lines, on: message.lines };
      if ("who" in message) this.view.lines = { ...this.view.lines, who: message.who };
      if ("lines" in message || "who" in message) this.atlas.update({ ...this.view, date: parts.isoOf(this.atlas.day) });
      this.follow();
    }

    follow() {
      const { sites } = this.atlas.layer, day = this.atlas.day;
      if (!sites || day === this.shown) return;
      this.shown = day;
      this.counts(day, sites);
      this.list();
      if (this.atlas.layer.selected) this.region(this.atlas.layer.selected, true);
    }

    counts(day, sites) {
      const sums = {}, unsure = {};
      for (const code of sites.code) {
        if (!code) continue;
        const state = parts.STATES[code >> 1];
        sums[state] = (sums[state] || 0) + 1;
        if (!(code & 1)) unsure[state] = (unsure[state] || 0) + 1;
      }
      const told = parts.STATES.filter((state) => sums[state]).map((state) =>
        sums[state] + " " + state + (unsure[state] ? " (" + unsure[state] + " of them not surely)" : ""));
      const all = Object.values(sums).reduce((a, b) => a + b, 0);
      document.getElementById("solo-counts").textContent = "As of " + parts.wordsOf(day) + ": " + (all ? all + (all === 1 ? " region: " : " regions: ") + told.join(", ") : "no region yet")
        + (facts.filter ? " · " + facts.filter : "");
    }

    list() {
      const { sites } = this.atlas.layer;
      if (!sites) return;
      const words = this.find.value.trim().toLowerCase().split(/\s+/).filter(Boolean), data = sites.data, palette = this.atlas.layer.palette();
      const out = [];
      let provider = -1;
      const order = [...data.id.keys()].filter((i) => sites.code[i]).sort((a, b) => data.p[a] - data.p[b] || data.name[a].localeCompare(data.name[b]));
      for (const i of order) {
        const fact = facts.regions[data.id[i]], name = data.providers[data.p[i]].name;
        const hay = (name + " " + data.id[i] + " " + data.name[i] + " " + data.place[i] + " " + fact.country + " " + fact.partners.map((deal) => deal[0]).join(" ")).toLowerCase();
        if (!words.every((word) => hay.includes(word))) continue;
        if (data.p[i] !== provider) { provider = data.p[i]; out.push(make("h3", {}, name)); }
        out.push(make("button", { type: "button", class: "solo-row", "data-id": data.id[i], "aria-current": String(data.id[i] === this.atlas.layer.selected), onclick: () => this.choose(data.id[i]) },
          parts.markSvg(palette.shapes[provider], palette.colours[provider], parts.LOOK_OF_CODE[sites.code[i]]), make("span", {}, data.name[i]),
          make("small", {}, parts.stateWords(sites.code[i]) + " · " + fact.country)));
      }
      this.rows.replaceChildren(...(out.length ? out : [make("p", {}, words.length ? "No region on this day fits these words." : "No region exists on this day yet. Move the clock on.")]));
    }

    choose(id) {
      this.atlas.choose(id);
      const { sites } = this.atlas.layer, i = this.index.get(id);
      if (sites.data.lat[i] !== null) this.atlas._reveal([sites.data.lat[i], sites.data.lon[i]]);
    }

    cite(at) {
      if (at < 0) return "no source yet";
      const [publisher, title, url] = facts.sources[at];
      if (!/^https?:\/\//.test(url)) return title || publisher;
      return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, publisher + (title ? ": " + title : ""));
    }

    fact(words, when, confidence, source, note, ahead) {
      return make("div", { class: "solo-fact" + (ahead ? " solo-ahead" : "") }, make("b", {}, words), " ", when, " ",
        make("span", { class: "solo-sure solo-" + confidence }, confidence), make("br"), make("small", {}, this.cite(source)), note ? make("div", {}, note) : null);
    }

    /* What is known of one region: each claim with its source; what lies ahead of the clock is pale. */
    region(id, quiet) {
      const node = document.getElementById("solo-region"), { sites } = this.atlas.layer, fact = facts.regions[id], i = this.index.get(id);
      for (const row of this.rows.querySelectorAll(".solo-row")) row.setAttribute("aria-current", String(row.dataset.id === id));
      if (!fact || i === undefined) {
        node.replaceChildren(make("p", {}, "Choose a region on the map or in the list."));
        if (!quiet) this.open("list");
        return;
      }
      const day = this.atlas.day, code = sites.code[i];
      node.replaceChildren(make("h2", {}, sites.data.name[i]),
        make("p", {}, sites.data.providers[sites.data.p[i]].name + " · " + id.split(":").pop() + " · " + [sites.data.place[i], fact.country].filter(Boolean).join(", ")),
        make("p", {}, make("b", {}, code ? parts.stateWords(code) : "not there yet"), " on " + parts.wordsOf(day) + " · access: " + fact.access),
        fact.note ? make("p", {}, fact.note) : null,
        make("h3", {}, "Life"), ...fact.life.map(([words, when, confidence, source, note, lo]) => this.fact(words, when, confidence, source, note, lo > day)),
        make("h3", {}, "Partners"), ...(fact.partners.length ? fact.partners.map(([name, words, confidence, source, note, lo]) => this.fact(name, words, confidence, source, note, lo > day))
          : [make("p", {}, "No partner known.")]));
      if (!quiet) this.open("region");
    }

    sources() {
      const items = facts.sources.map(([publisher, title, url, published]) => make("li", {},
        /^https?:\/\//.test(url) ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, publisher + ": " + (title || url)) : publisher + ": " + (title || url),
        published ? " (" + published + ")" : ""));
      document.getElementById("solo-cited").replaceChildren(...items);
    }
  }

  parts.solo = new Solo();
})((window.AtlasParts = window.AtlasParts || {}));
