/* Watches a page as it shows a new date, frame by frame. Put into every page before its own scripts. */
(function () {
  "use strict";
  if (window !== window.top) return;

  const textOf = (css) => { const node = document.querySelector(css); return node ? node.textContent : ""; };
  const frames = () => [...document.querySelectorAll("iframe")].map((node) => {
    try { return { node, page: node.contentWindow }; } catch (error) { return null; }
  }).filter((frame) => frame && frame.page && frame.page.document);
  const atlasFrame = () => (frames().find(({ page }) => page.atlas) || {}).page;
  const ruleOf = () => [...document.querySelectorAll("[data-testid=stVegaLiteChart] .mark-rule.role-mark line")]
    .map((line) => line.getAttribute("transform")).join();

  /* How many points the last drawing of st.pydeck_chart had, and when it was drawn. */
  const deck = { points: -1, at: 0 };
  for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const own = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...told) {
      deck.points = told[told.length - 1];
      deck.at = performance.now();
      return own.apply(this, told);
    };
  }

  /* For each kind of page: what must be seen, given {iso, words, count, points} and what was before. */
  const SEEN = {
    atlas: {
      counts: (to) => textOf(".st-key-headline").includes(to.words) && textOf(".st-key-headline").includes(to.count),
      map: (to, was) => { const page = atlasFrame(); return page.AtlasParts.isoOf(page.atlas.day) === to.iso && page.atlas.layer.drawn !== was.drawn; },
      chart: (to, was) => ruleOf() !== was.rule,
    },
    folium: {
      counts: (to) => textOf(".st-key-headline").includes(to.words),
      map: (to) => frames().some(({ page }) => page.document.getElementsByClassName("at-" + to.iso).length > 0),
    },
    pydeck: {
      counts: (to) => textOf(".st-key-headline").includes(to.words),
      map: (to, was) => deck.points === to.points && deck.at > was.now,
    },
  };

  /* Waits for the next key, then for all that must be seen; -> milliseconds of each from the key. */
  function step(kind, to) {
    const parts = SEEN[kind], taken = {};
    return new Promise((done, fail) => {
      window.addEventListener("keydown", () => {
        const page = kind === "atlas" ? atlasFrame() : null, begun = performance.now();
        const was = { drawn: page && page.atlas.layer.drawn, rule: kind === "atlas" ? ruleOf() : "", now: begun };
        const look = () => {
          for (const name of Object.keys(parts)) if (!(name in taken) && parts[name](to, was)) taken[name] = performance.now() - begun;
          if (Object.keys(taken).length === Object.keys(parts).length) done(taken);
          else if (performance.now() - begun > 120000) fail(new Error("not seen: " + JSON.stringify([taken, to])));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }, { once: true, capture: true });
    });
  }

  /* -> milliseconds from the start of navigation until the first map is drawn. */
  const first = new Promise((done) => {
    const look = () => {
      if (!document.documentElement) { requestAnimationFrame(look); return; }
      const drawn = frames().some(({ page }) => (page.atlas
        ? page.atlas.layer.drawn.length > 0 && page.document.querySelector(".leaflet-atlas-land-pane canvas")
        : page.document.getElementsByClassName("at-hello").length > 0));
      if (drawn) done(performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

  /* Plays for some seconds from a date on; -> gaps between frames and how often the map was drawn, in milliseconds. */
  function play(from, seconds) {
    const page = atlasFrame(), layer = page.atlas.layer, own = layer.draw, gaps = [];
    let draws = 0, busy = 0;
    layer.draw = function () {
      const begun = page.performance.now();
      own.call(layer);
      busy += page.performance.now() - begun;
      draws += 1;
    };
    page.atlas.show(from);
    return new Promise((done) => {
      page.setTimeout(() => {
        draws = busy = 0;
        page.atlas.play();
        let before = null;
        const begun = page.performance.now();
        const frame = (now) => {
          if (before !== null) gaps.push(now - before);
          before = now;
          if (page.performance.now() - begun < seconds * 1000) { page.requestAnimationFrame(frame); return; }
          layer.draw = own;
          page.atlas.pause();
          done({ gaps, draws, seconds: (page.performance.now() - begun) / 1000, busy: busy / Math.max(draws, 1), places: layer.drawn.length });
        };
        page.requestAnimationFrame(frame);
      }, 1500);
    });
  }

  window.bench = { step, play, first, idle: () => document.querySelector(".stApp[data-test-script-state=notRunning]") !== null };
})();
