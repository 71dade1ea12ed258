/* What stands around the map: date label, legend with running counts, key of looks, tooltip, the list of a place. */
(function (parts) {
  "use strict";

  const make = (...all) => parts.make(...all);
  const KEY = [["live", 0, "live"], ["unsure", 1, "live, date uncertain"], ["announced", 3, "announced"], ["closing", 2, "closing"], ["closed", 5, "closed"]];
  const LEAST_IN_LEGEND = 8;

  const stateWords = (code) =>
    (code >> 1 === 2 && !(code & 1) ? "live, date uncertain" : parts.STATES[code >> 1] + (code & 1 ? "" : ", date uncertain"));

  /* Shows a node beside a place {x, y, r}, within the map. */
  function putBeside(node, place, mapNode) {
    node.hidden = false;
    const frame = mapNode.getBoundingClientRect(), box = node.getBoundingClientRect();
    let x = place.x + place.r + 10, y = place.y - box.height / 2;
    if (x + box.width > frame.width - 6) x = place.x - place.r - 10 - box.width;
    node.style.left = Math.max(6, Math.min(x, frame.width - box.width - 6)) + "px";
    node.style.top = Math.max(6, Math.min(y, frame.height - box.height - 6)) + "px";
  }

  class Panel {
    /* host: {sites(), palette(), choose(id), mapNode} */
    constructor(host) {
      this.host = host;
      this.date = make("div", { class: "atlas-date", "aria-hidden": "true" });
      this.legend = make("div", { class: "atlas-legend", role: "list", "aria-label": "Regions live per provider" });
      this.chips = [];
      new ResizeObserver(() => this._fitLegend()).observe(this.legend);
      this.key = make("div", { class: "atlas-key", "aria-label": "Key" });
      this.tip = make("div", { class: "atlas-tip", role: "status", hidden: "" });
      this.card = make("div", { class: "atlas-card", hidden: "" });
      this.list = make("div", { class: "atlas-list", role: "dialog", "aria-label": "Regions at this place", hidden: "" });
      this.voice = make("div", { class: "atlas-voice", "aria-live": "polite" });
      this.list.addEventListener("keydown", (event) => {
        if (event.key === "Escape") { this.closeList(); this.host.mapNode.focus(); }
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          const buttons = [...this.list.querySelectorAll("button.atlas-row")];
          const next = buttons.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
          if (buttons[next]) buttons[next].focus();
        }
        event.stopPropagation();
      });
    }

    showDate(day, coarse) {
      const text = parts.wordsOf(day, coarse);
      if (this.date.textContent !== text) this.date.textContent = text;
    }

    /* Chips in a steady order, pale at zero, so that counting does not reshuffle them. */
    showCounts() {
      const sites = this.host.sites();
      if (!sites) return;
      const palette = this.host.palette();
      if (this.chipsOf !== palette) {
        this.chipsOf = palette;
        this.fitted = false;
        const sizes = new Int32Array(sites.data.providers.length);
        for (let i = 0; i < sites.count; i++) sizes[sites.data.p[i]]++;
        const ranked = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a]);
        this.chips = ranked.map((p) => {
          const count = make("b", {}, "0");
          const chip = make("span", { class: "atlas-chip", role: "listitem" },
            parts.markSvg(palette.shapes[p], palette.colours[p], 0), sites.data.providers[p].name, count);
          return { p, count, chip };
        });
        const count = make("b", {}, "0");
        this.rest = { count, chip: make("span", { class: "atlas-chip", role: "listitem" }, "others", count) };
        this.legend.replaceChildren(...this.chips.map((c) => c.chip), this.rest.chip);
        this.key.replaceChildren(...KEY.map(([, look, words]) =>
          make("span", {}, parts.markSvg("circle", palette.quiet, look), words)),
          make("span", {}, make("i", { class: "atlas-partner" }), "has partners"));
      }
      const { live, unsure } = sites.tally();
      for (const { p, count, chip } of this.chips) {
        const text = String(live[p]);
        if (count.textContent !== text) count.textContent = text;
        chip.classList.toggle("atlas-none", live[p] === 0);
        chip.title = unsure[p] ? live[p] + " live, " + unsure[p] + " of them not surely" : live[p] + " live";
      }
      if (!this.fitted) this._fitLegend();
      this._countOthers(live);
    }

    /* As many providers as the width holds, those with the most regions first; the others in one sum. */
    _fitLegend() {
      const room = this.legend.clientWidth, all = this.chips.map((c) => c.chip);
      if (!room || !all.length) return;
      for (const chip of [...all, this.rest.chip]) chip.hidden = false;
      const left = this.legend.getBoundingClientRect().left - this.legend.scrollLeft;
      const ends = all.map((chip) => chip.getBoundingClientRect().right - left);
      const rest = this.rest.chip.getBoundingClientRect().right - left - ends[ends.length - 1];
      const few = ends[ends.length - 1] <= room || all.length <= LEAST_IN_LEGEND + 1;
      const fitting = few ? all.length : Math.max(LEAST_IN_LEGEND, ends.filter((end) => end + rest <= room).length);
      all.forEach((chip, i) => { chip.hidden = i >= fitting; });
      this.rest.chip.hidden = few;
      this.fitted = true;
      this._countOthers(this.host.sites().tally().live);
    }

    _countOthers(live) {
      const sum = this.chips.reduce((total, { p, chip }) => total + (chip.hidden ? live[p] : 0), 0);
      this.rest.count.textContent = String(sum);
    }

    _row(i) {
      const sites = this.host.sites(), data = sites.data, palette = this.host.palette(), p = data.p[i];
      const row = [make("span", { class: "atlas-mark" }, parts.markSvg(palette.shapes[p], palette.colours[p], parts.LOOK_OF_CODE[sites.code[i]])),
        make("span", {}, make("b", {}, data.name[i]), " ", make("span", { class: "atlas-quiet" }, data.id[i].split(":").pop())),
        make("span", { class: "atlas-quiet" }, data.providers[p].name + " · " + stateWords(sites.code[i]))];
      return row;
    }

    showTip(place) {
      const sites = this.host.sites(), members = sites.listOf(place.g), rows = members.slice(0, 6).map((i) => make("div", { class: "atlas-tiprow" }, ...this._row(i)));
      const head = members.length > 1 ? make("div", { class: "atlas-tiphead" }, sites.nameOf(place.g) + (new Set(members.map((i) => sites.cityOf[i])).size > 1 ? " and near" : "") + ": " + members.length + " regions") : null;
      const more = members.length > 6 ? make("div", { class: "atlas-quiet" }, "and " + (members.length - 6) + " more: click to list") : null;
      this.tip.replaceChildren(...[head, ...rows, more].filter(Boolean));
      putBeside(this.tip, place, this.host.mapNode);
    }

    hideTip() { this.tip.hidden = true; }

    openList(place, focus) {
      const sites = this.host.sites(), members = sites.listOf(place.g);
      if (members.length === 1) { this.host.choose(sites.data.id[members[0]]); return; }
      this.hideTip();
      const close = make("button", { class: "atlas-close", type: "button", "aria-label": "Close", onclick: () => this.closeList() }, "×");
      this.list.replaceChildren(make("div", { class: "atlas-tiphead" }, sites.nameOf(place.g) + ": " + members.length + " regions", close),
        ...members.map((i) => make("button", { class: "atlas-row", type: "button", "data-id": sites.data.id[i],
          onclick: () => { this.closeList(); this.host.choose(sites.data.id[i]); } }, ...this._row(i))));
      putBeside(this.list, place, this.host.mapNode);
      if (focus) this.list.querySelector("button.atlas-row").focus();
    }

    /* Hands the keyboard back to the map, so that a person can go on to the next mark. */
    closeList() {
      const held = this.list.contains(document.activeElement);
      this.list.hidden = true;
      if (held) this.host.mapNode.focus({ preventScroll: true });
    }

    /* The chosen region's short facts: lines made by Python, as text. */
    showCard(card) {
      this.card.hidden = !card;
      if (!card) return;
      this.card.replaceChildren(
        make("button", { class: "atlas-close", type: "button", "aria-label": "Clear the choice", onclick: () => this.host.choose("") }, "×"),
        make("div", { class: "atlas-cardhead" }, make("b", {}, card.title), " ", make("span", { class: "atlas-quiet" }, card.code)),
        ...card.lines.map(([kind, text]) => make("div", { class: "atlas-line atlas-is-" + kind }, text)));
      this.placeCard(this.host.drawn());
    }

    /* The card stands in the corner where it hides the fewest marks. */
    placeCard(drawn) {
      if (this.card.hidden) return;
      const frame = this.host.mapNode.getBoundingClientRect(), box = this.card.getBoundingClientRect();
      let best = null;
      for (const [x, y] of [[12, frame.height - box.height - 44], [frame.width - box.width - 12, frame.height - box.height - 12],
        [54, 12], [frame.width - box.width - 12, 54]]) {
        const hidden = drawn.filter((p) => p.x + p.r > x && p.x - p.r < x + box.width && p.y + p.r > y && p.y - p.r < y + box.height).length;
        if (!best || hidden < best.hidden) best = { x, y, hidden };
      }
      this.card.style.left = best.x + "px";
      this.card.style.top = best.y + "px";
    }
  }

  Object.assign(parts, { Panel, putBeside, stateWords });
})((window.AtlasParts = window.AtlasParts || {}));
