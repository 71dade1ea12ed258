/* Present mode, inside the map's frame: keys and clicks step through a story, and the map flies and plays to each step.
   Python sends view.stage = {story, step, steps, notes}, view.fly = [lat, lon, zoom] (null: the whole world), view.playTo
   (play to the step's date instead of leaping) and view.add (a button that adds the present view to a story of one's own).
   The stage tells Python {step}, {leave: true} or {camera: [lat, lon, zoom], date}, as the clock tells its date. */
(function (parts) {
  "use strict";

  const WIDE = 900; /* a camera's zoom is that of a map this wide: wider ones come nearer and show the same */
  const FLIGHT = 1.5; /* seconds */
  const FAR_SIDE = 4000; /* ms after which a step asked for is given up as lost */
  const MOVES = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1 };

  class Stage {
    constructor(atlas) {
      this.atlas = atlas;
      this.map = atlas.map;
      this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.on = false;
      this.gliding = null;
      this.wanted = 0;
      this.pages = [window];
      try {
        if (window.parent !== window && window.parent.document) this.pages.push(window.parent);
      } catch (error) {
        /* Another origin around us: its keys are not ours. */
      }
      this._onKey = (event) => this._key(event);
      this._onClick = (event) => this._click(event);
      window.addEventListener("pagehide", () => this._listen(false));
      this.map.on("mousedown", () => { this.open = !atlas.panel.list.hidden || !atlas.layers.list.hidden; });
      this.map.on("click", (event) => {
        const hit = atlas.layer.placeAt(event.containerPoint, 6) || atlas.layer.tiesAt(event.containerPoint);
        if (this.on && !hit && !this.open) this.move(1);
      });
      this.map.on("resize", () => { if (this.on) this._fly(atlas.view.fly, false); });
      this.button = parts.make("button", { type: "button", class: "atlas-add", hidden: "", onclick: () => this._add() }, "+ Add this view as a step");
      L.DomEvent.disableClickPropagation(this.button);
      this.map.getContainer().append(this.button);
    }

    /* Takes a new view. -> true if the map plays to `day` by itself. */
    takes(view, before, day) {
      const stage = view.stage || null, was = before.stage || null;
      this.button.hidden = !view.add;
      this._listen(Boolean(stage));
      this.gliding = stage ? this.gliding : null;
      document.documentElement.toggleAttribute("data-stage", Boolean(stage));
      this.atlas.layer.scale = stage && !stage.notes ? Math.max(1.25, Math.min(2, window.innerHeight / 600)) : 1;
      if (!stage) return false;
      const fresh = !was || was.story !== stage.story || was.step !== stage.step;
      if (stage.step === this.wanted || performance.now() - this.asked > FAR_SIDE || !was) this.wanted = stage.step;
      if (!fresh) return Boolean(this.gliding) && day === this.gliding.day;
      this._fly(view.fly, Boolean(was) && !this.calm);
      this.gliding = null;
      if (!was || !view.playTo || this.calm || day === this.atlas.day) return false;
      this._glide(day);
      return true;
    }

    move(by) {
      const { steps } = this.atlas.view.stage;
      this.to(Math.max(1, Math.min(steps, this.wanted + by)));
    }

    to(step) {
      if (step === this.wanted) return;
      this.wanted = step;
      this.asked = performance.now();
      this.atlas.tell({ step });
      this.channel.postMessage({ step, story: this.atlas.view.stage.story, notes: this.atlas.view.stage.notes });
    }

    /* The camera now, as a step keeps it; none while the whole world is shown. */
    camera() {
      if (!this.atlas.moved) return [];
      const center = this.map.getCenter().wrap(), zoom = this.map.getZoom() - this._nearer();
      return [center.lat, center.lng, Math.max(0, Math.min(9, zoom))].map((value) => Math.round(value * 1e4) / 1e4);
    }

    _add() {
      this.atlas.clock.pause(false);
      this.atlas.sent = this.atlas.day;
      this.atlas.tell({ camera: this.camera(), date: parts.isoOf(this.atlas.day) });
    }

    _nearer() { return Math.log2(Math.max(240, this.map.getSize().x) / WIDE); }

    _fly(camera, animate) {
      if (!camera) {
        if (animate) this.map.flyToBounds(parts.HOME, { duration: FLIGHT });
        else this.atlas.reset();
        return;
      }
      const [lat, lon, zoom] = camera, near = Math.round(4 * (zoom + this._nearer())) / 4;
      if (animate) this.map.flyTo([lat, lon], near, { duration: FLIGHT });
      else this.map.setView([lat, lon], near, { animate: false });
    }

    /* Plays to a day, forth or back, in a time that grows with the way but stays short. */
    _glide(day) {
      const from = this.atlas.day, token = (this.gliding = { day });
      const length = Math.min(2600, Math.max(700, (Math.abs(day - from) / 365.25) * 450));
      let begin = null;
      const frame = (now) => {
        if (this.gliding !== token) return;
        begin = begin === null ? now : begin;
        const part = Math.min(1, (now - begin) / length), eased = part * part * (3 - 2 * part);
        this.atlas._show(Math.round(from + (day - from) * eased), { final: false });
        if (part < 1) { requestAnimationFrame(frame); return; }
        this.gliding = null;
        this.atlas._show(day, { final: true });
      };
      requestAnimationFrame(frame);
    }

    /* Keys and clicks of the frame and of the page around it, so that no click is needed first. */
    _listen(on) {
      if (on === this.on) return;
      this.on = on;
      const turn = on ? "addEventListener" : "removeEventListener";
      for (const page of this.pages) page[turn]("keydown", this._onKey, true);
      if (this.pages[1]) this.pages[1][turn]("click", this._onClick);
      if (!on) { this.channel.close(); return; }
      this.channel = new BroadcastChannel("atlas-story");
      /* The window with the notes and the one that presents follow each other. */
      this.channel.onmessage = ({ data }) => {
        const stage = this.atlas.view.stage;
        if (stage && data.story === stage.story && data.notes !== stage.notes) { this.wanted = data.step; this.asked = performance.now(); this.atlas.tell({ step: data.step }); }
      };
    }

    _key(event) {
      if (!window.frameElement && this.pages[1]) { this._listen(false); return; }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target.closest ? event.target : null;
      if (target && target.closest("input:not([type=range]), textarea, select, [contenteditable=true], [role=dialog]")) return;
      if (target && event.key === "Enter" && target.closest("a, button, summary")) return;
      const by = MOVES[event.key] && (event.key === " " && event.shiftKey ? -1 : MOVES[event.key]);
      const acts = { Home: () => this.to(1), End: () => this.to(this.atlas.view.stage.steps), f: () => this._fill(), Escape: () => this.atlas.tell({ leave: true }) };
      if (!by && !acts[event.key]) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (by) this.move(by);
      else acts[event.key]();
    }

    /* A click on the text goes on, as in any slide show; a link or a button in it does what it says. */
    _click(event) {
      const text = event.target.closest && event.target.closest(".atlas-stage");
      const marked = String(window.parent.getSelection());
      if (text && !marked && !event.target.closest("a, button, summary")) this.move(1);
    }

    _fill() {
      const page = this.pages[this.pages.length - 1].document;
      const done = page.fullscreenElement ? page.exitFullscreen() : page.documentElement.requestFullscreen();
      done.catch(() => {});
    }
  }

  parts.Stage = Stage;
})((window.AtlasParts = window.AtlasParts || {}));
