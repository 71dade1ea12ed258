/* Country outlines: coarse for the world, finer once a person comes near. Fetched by the page, never sent in a message. */
(function (parts) {
  "use strict";

  const NEAR = 4; /* zoom from which the finer outlines are worth their weight */
  const LOOK = {
    light: { fillColor: "#e9ecf1", color: "#cfd5de", weight: 0.7, fillOpacity: 1, opacity: 1 },
    dark: { fillColor: "#232a33", color: "#3a4451", weight: 0.7, fillOpacity: 1, opacity: 1 },
  };

  /* urls: {coarse, fine} -> promise of restyle(dark) */
  function drawOutlines(map, urls) {
    const pane = map.createPane("atlas-land");
    pane.style.zIndex = 210;
    pane.style.pointerEvents = "none";
    const renderer = L.canvas({ pane: "atlas-land", padding: 0.4 });
    let look = LOOK.light, coarse = null, fine = null, asked = false;
    const layerOf = (json) => L.geoJSON(json, { pane: "atlas-land", renderer, interactive: false, style: () => look, smoothFactor: 0.8 });
    const read = (url) => fetch(url).then((answer) => {
      if (!answer.ok) throw new Error("outlines: " + answer.status);
      return answer.json();
    });
    const swap = () => {
      const near = map.getZoom() >= NEAR && fine;
      const [on, off] = near ? [fine, coarse] : [coarse, fine];
      if (off && map.hasLayer(off)) map.removeLayer(off);
      if (on && !map.hasLayer(on)) on.addTo(map);
      if (map.getZoom() >= NEAR && !asked) {
        asked = true;
        read(urls.fine).then((json) => { fine = layerOf(json); swap(); }, () => { asked = false; });
      }
    };
    return read(urls.coarse).then((json) => {
      coarse = layerOf(json);
      swap();
      map.on("zoomend", swap);
      return (dark) => {
        look = dark ? LOOK.dark : LOOK.light;
        for (const layer of [coarse, fine]) if (layer) layer.setStyle(look);
      };
    }, (error) => { console.error(error); return () => {}; });
  }

  /* Streamlit tells its theme late; the page around the frame knows it at once. */
  function pageIsDark(fallback) {
    try {
      const page = window.parent.document.querySelector(".stApp");
      const [r, g, b] = getComputedStyle(page).backgroundColor.match(/[\d.]+/g).map(Number);
      return 0.299 * r + 0.587 * g + 0.114 * b < 128;
    } catch (error) {
      return Boolean(fallback);
    }
  }

  /* Kept when our style sheet, which the frame adds after the scripts, lays out the page. */
  function styled() {
    return new Promise((done) => {
      const look = () => (getComputedStyle(document.documentElement).getPropertyValue("--sea") ? done() : requestAnimationFrame(look));
      look();
    });
  }

  /* The page's own fonts, so that the frame reads like the page; both come from the same server. */
  function borrowFonts() {
    try {
      const own = document.createElement("style"), page = window.parent.document;
      if (page === document) return;
      for (const sheet of page.styleSheets) {
        for (const rule of sheet.cssRules) {
          if (!(rule instanceof window.parent.CSSFontFaceRule)) continue;
          const base = sheet.href || page.baseURI;
          own.textContent += rule.cssText.replace(/url\("([^"]+)"\)/g, (whole, url) => `url("${new URL(url, base)}")`);
        }
      }
      document.head.append(own);
    } catch (error) {
      /* Another origin around us: the system's fonts do. */
    }
  }

  Object.assign(parts, { drawOutlines, pageIsDark, borrowFonts, styled });
})((window.AtlasParts = window.AtlasParts || {}));
