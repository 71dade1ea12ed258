/* How a place is drawn: one disc cut into slices (provider x look), or the provider's own shape. */
(function (parts) {
  "use strict";

  const TAU = Math.PI * 2;
  /* Looks, in drawing order. A state code (rules.js) maps to one of them. */
  const LIVE = 0, UNSURE = 1, CLOSING = 2, ANNOUNCED = 3, DOUBTFUL = 4, CLOSED = 5;
  const LOOKS = 6;
  const LOOK_OF_CODE = new Int8Array(12).fill(-1);
  LOOK_OF_CODE[5] = LIVE;
  LOOK_OF_CODE[4] = UNSURE;
  LOOK_OF_CODE[6] = LOOK_OF_CODE[7] = CLOSING;
  LOOK_OF_CODE[3] = ANNOUNCED;
  LOOK_OF_CODE[2] = DOUBTFUL;
  LOOK_OF_CODE[9] = LOOK_OF_CODE[11] = CLOSED;

  /* Corners of each shape, as [angle in turns, radius]; a circle has none. */
  const polygon = (n, turn, size) => Array.from({ length: n }, (_, i) => [turn + i / n, size]);
  const star = (n, inner, size) =>
    Array.from({ length: 2 * n }, (_, i) => [-0.25 + i / (2 * n), i % 2 ? inner : size]);
  const SHAPES = {
    circle: null,
    square: polygon(4, 0.125, 1.22),
    diamond: polygon(4, 0, 1.3),
    triangle: polygon(3, -0.25, 1.35),
    wedge: polygon(3, 0.25, 1.35),
    pentagon: polygon(5, -0.25, 1.15),
    hexagon: polygon(6, 0, 1.12),
    star: star(5, 0.6, 1.45),
    burst: star(8, 0.75, 1.25),
    spark: star(4, 0.55, 1.5),
  };

  function trace(ctx, shape, x, y, r) {
    const corners = SHAPES[shape];
    ctx.beginPath();
    if (!corners) {
      ctx.arc(x, y, r, 0, TAU);
    } else {
      corners.forEach(([turn, size], i) => {
        const px = x + r * size * Math.cos(turn * TAU);
        const py = y + r * size * Math.sin(turn * TAU);
        if (i) ctx.lineTo(px, py);
        else ctx.moveTo(px, py);
      });
      ctx.closePath();
    }
  }

  function cross(ctx, x, y, r, colour, ground) {
    ctx.lineCap = "round";
    for (const [width, ink] of [[4, ground], [1.8, colour]]) {
      ctx.lineWidth = width;
      ctx.strokeStyle = ink;
      ctx.beginPath();
      ctx.moveTo(x - r, y - r);
      ctx.lineTo(x + r, y + r);
      ctx.moveTo(x + r, y - r);
      ctx.lineTo(x - r, y + r);
      ctx.stroke();
    }
    ctx.lineCap = "butt";
  }

  /* Fills and outlines the path that `path` traces, in the look's manner. */
  function paint(ctx, path, look, colour, ground) {
    path();
    ctx.fillStyle = ground;
    ctx.fill();
    if (look === LIVE || look === CLOSING || look === UNSURE) {
      ctx.globalAlpha = look === LIVE ? 1 : look === CLOSING ? 0.45 : 0.28;
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    if (look === LIVE) return;
    ctx.setLineDash(look === UNSURE || look === DOUBTFUL ? [2.4, 2] : []);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.7;
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /* slices: flat array of [provider, look, count, ...] of what is not closed; closed: provider index or -1. */
  function drawPlace(ctx, x, y, r, slices, closed, palette, single) {
    let total = 0;
    for (let k = 2; k < slices.length; k += 3) total += slices[k];
    if (!total) {
      cross(ctx, x, y, 3.4, palette.colours[closed], palette.ground);
      return;
    }
    if (single) {
      const [p, look] = slices;
      paint(ctx, () => trace(ctx, palette.shapes[p], x, y, r), look, palette.colours[p], palette.ground);
    } else if (slices.length === 3) {
      paint(ctx, () => trace(ctx, "circle", x, y, r), slices[1], palette.colours[slices[0]], palette.ground);
    } else {
      let from = -Math.PI / 2;
      for (let k = 0; k < slices.length; k += 3) {
        const to = from + (TAU * slices[k + 2]) / total;
        const start = from;
        paint(ctx, () => {
          ctx.beginPath();
          ctx.moveTo(x, y);
          ctx.arc(x, y, r, start, to);
          ctx.closePath();
        }, slices[k + 1], palette.colours[slices[k]], palette.ground);
        from = to;
      }
    }
    if (closed >= 0) cross(ctx, x + r * 0.8, y + r * 0.8, 2.4, palette.colours[closed], palette.ground);
    ctx.lineWidth = 1;
    ctx.strokeStyle = palette.halo;
    if (single) trace(ctx, palette.shapes[slices[0]], x, y, r + 1);
    else trace(ctx, "circle", x, y, r + 0.9);
    ctx.stroke();
  }

  /* A small picture of a provider's mark for legends and lists: an <svg>, safe to put in the page. */
  function markSvg(shape, colour, look) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("viewBox", "-8 -8 16 16");
    svg.setAttribute("aria-hidden", "true");
    const corners = SHAPES[shape];
    const body = document.createElementNS(ns, corners ? "polygon" : "circle");
    if (corners) {
      body.setAttribute("points", corners.map(([turn, size]) =>
        `${(4.9 * size * Math.cos(turn * TAU)).toFixed(2)},${(4.9 * size * Math.sin(turn * TAU)).toFixed(2)}`).join(" "));
    } else body.setAttribute("r", "5");
    const hollow = look === ANNOUNCED || look === DOUBTFUL;
    body.setAttribute("fill", hollow ? "none" : colour);
    body.setAttribute("stroke", colour);
    body.setAttribute("stroke-width", "1.7");
    if (look === UNSURE || look === CLOSING) body.setAttribute("fill-opacity", look === CLOSING ? "0.45" : "0.28");
    if (look === UNSURE || look === DOUBTFUL) body.setAttribute("stroke-dasharray", "2.4 2");
    if (look === CLOSED) {
      const path = document.createElementNS(ns, "path");
      path.setAttribute("d", "M-4-4L4 4M4-4L-4 4");
      path.setAttribute("stroke", colour);
      path.setAttribute("stroke-width", "2");
      svg.append(path);
    } else svg.append(body);
    return svg;
  }

  Object.assign(parts, { LOOKS, LOOK_OF_CODE, CLOSED, drawPlace, markSvg, trace });
  parts.LOOK = { LIVE, UNSURE, CLOSING, ANNOUNCED, DOUBTFUL, CLOSED };
})((window.AtlasParts = window.AtlasParts || {}));
