/* The clock inside the map: play, step, drag, speed, keys. It owns no date: it asks and tells through `host`. */
(function (parts) {
  "use strict";

  const YEAR_SECONDS = 1; /* one year of history lasts this long at speed 1 */
  const SPEEDS = [0.5, 1, 2, 4];

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "class") node.className = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  class Clock {
    /* host: {day(), range() -> [first, today, last], show(day, {final}), calm} */
    constructor(host) {
      this.host = host;
      this.playing = false;
      this.dragging = false;
      this.speed = 1;
      this.button = make("button", { class: "atlas-play", type: "button", "aria-label": "Play", title: "Play (space)", onclick: () => this.toggle() }, "▶");
      const step = (label, title, months) =>
        make("button", { class: "atlas-step", type: "button", "aria-label": title, title, onclick: () => this.step(months) }, label);
      this.slider = make("input", { class: "atlas-range", type: "range", step: "1", "aria-label": "Date",
        oninput: () => { this.dragging = true; this.pause(false); this.host.show(Number(this.slider.value), { final: false }); },
        onchange: () => { this.dragging = false; this.host.show(Number(this.slider.value), { final: true }); } });
      this.slider.addEventListener("keydown", (event) => this.key(event));
      this.first = make("span", { class: "atlas-end" });
      this.last = make("span", { class: "atlas-end" });
      this.rate = make("button", { class: "atlas-rate", type: "button", title: "Speed: years a second", onclick: () => this.faster() }, "1×");
      this.node = make("div", { class: "atlas-clock", role: "group", "aria-label": "Clock" },
        this.button, step("‹", "One month back", -1), step("›", "One month on", 1), this.first, this.slider, this.last, this.rate);
    }

    refresh() {
      const [first, today, last] = this.host.range();
      this.slider.min = first;
      this.slider.max = last;
      this.slider.value = this.host.day();
      this.slider.setAttribute("aria-valuetext", parts.wordsOf(this.host.day()));
      this.first.textContent = parts.isoOf(first).slice(0, 4);
      this.last.textContent = parts.isoOf(last).slice(0, 4);
      const at = (day) => (100 * (day - first)) / (last - first);
      this.slider.style.setProperty("--now", at(this.host.day()) + "%");
      this.slider.style.setProperty("--today", at(today) + "%");
    }

    toggle() {
      if (this.playing) this.pause(true);
      else this.play();
    }

    play() {
      if (this.playing) return;
      const [first, today] = this.host.range();
      if (this.host.day() >= today) this.host.show(first, { final: false });
      this.playing = true;
      this._paint();
      let before = performance.now(), exact = this.host.day();
      const frame = (now) => {
        if (!this.playing) return;
        /* A background tab or a slow frame must not leap over years. */
        exact += (Math.min(now - before, 250) / 1000 / YEAR_SECONDS) * 365.25 * this.speed;
        before = now;
        const end = this.host.range()[1];
        if (exact >= end) {
          this.playing = false;
          this._paint();
          this.host.show(end, { final: true });
          return;
        }
        this.host.show(Math.floor(exact), { final: false });
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    }

    pause(tell) {
      if (!this.playing) return;
      this.playing = false;
      this._paint();
      if (tell) this.host.show(this.host.day(), { final: true });
    }

    step(months) {
      this.pause(false);
      const [first, , last] = this.host.range();
      this.host.show(Math.max(first, Math.min(last, parts.addMonths(this.host.day(), months))), { final: true });
    }

    faster() {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      this.rate.textContent = this.speed + "×";
      this.rate.setAttribute("aria-label", "Speed " + this.speed + " years a second");
    }

    /* -> true if the key was the clock's */
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const [first, today] = this.host.range();
      const moves = { " ": () => this.toggle(), ArrowLeft: () => this.step(event.shiftKey ? -12 : -1),
        ArrowRight: () => this.step(event.shiftKey ? 12 : 1),
        Home: () => { this.pause(false); this.host.show(first, { final: true }); },
        End: () => { this.pause(false); this.host.show(today, { final: true }); } };
      if (!moves[event.key]) return false;
      event.preventDefault();
      event.stopPropagation();
      moves[event.key]();
      return true;
    }

    _paint() {
      this.button.textContent = this.playing ? "❚❚" : "▶";
      this.button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
      this.button.title = (this.playing ? "Pause" : "Play") + " (space)";
    }
  }

  Object.assign(parts, { Clock, make });
})((window.AtlasParts = window.AtlasParts || {}));
