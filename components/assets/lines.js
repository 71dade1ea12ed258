/* How deals with partners are drawn: curves by role, seats, letters, names. What is drawn is gathered by ties.js. */
(function (parts) {
  "use strict";

  const STEP = 14; /* pixels between the points of a curve */
  const FEW = 40; /* up to so many lines carry the letter of their role */
  const SEATS_NAMED = 18; /* up to so many seats carry the names of their partners */
  const WIDTH = { operates: 3.2, joint_venture: 4, hosts: 2.4, government_agreement: 2, invests: 2 };

  /* A curve between two points of a world `size` pixels round, the short way and bowed towards the nearer pole.
     -> pieces, each [x, y, x, y, ...]; two where it crosses the edge of the map, each ending on that edge. */
  function curve(x0, y0, x1, y1, size, bow) {
    if (x1 - x0 > size / 2) x1 -= size;
    else if (x0 - x1 > size / 2) x1 += size;
    const dx = x1 - x0, dy = y1 - y0, long = Math.hypot(dx, dy);
    const pole = y0 + y1 <= size ? 1 : -1, way = dx < 0 ? -1 : 1;
    /* The control point stands twice as far out as the curve gets. */
    const cx = (x0 + x1) / 2 + dy * 2 * bow * pole * way, cy = (y0 + y1) / 2 - dx * 2 * bow * pole * way;
    const count = Math.max(8, Math.min(40, Math.ceil(long / STEP)));
    const pieces = [];
    let piece = [], side = null, lastX = 0, lastY = 0;
    for (let k = 0; k <= count; k++) {
      const t = k / count, u = 1 - t;
      const x = u * u * x0 + 2 * u * t * cx + t * t * x1, y = u * u * y0 + 2 * u * t * cy + t * t * y1;
      const here = Math.floor(x / size);
      if (side !== null && here !== side) {
        const edge = Math.max(here, side) * size, share = (edge - lastX) / (x - lastX), at = lastY + share * (y - lastY);
        piece.push(edge - side * size, at);
        pieces.push(piece);
        piece = [edge - here * size, at];
      }
      piece.push(x - here * size, y);
      side = here;
      lastX = x;
      lastY = y;
    }
    pieces.push(piece);
    return pieces;
  }

  function colour(ties, i, palette) {
    const p = ties.provider.get(ties.data.v[i]);
    return p === undefined ? palette.quiet : palette.colours[p];
  }

  function trace(ctx, ties, i, origin) {
    for (const piece of ties.pieces[i]) {
      ctx.moveTo(piece[0] - origin.x, piece[1] - origin.y);
      for (let k = 2; k < piece.length; k += 2) ctx.lineTo(piece[k] - origin.x, piece[k + 1] - origin.y);
    }
  }

  /* Lines lie under the sites. `first(i)`: in front; the others are faint. Strokes of one look go in one path. */
  function drawLines(ctx, ties, palette, origin, first) {
    const looks = new Map();
    for (const i of ties.lines) {
      const key = [ties.data.v[i], ties.data.role[i], ties.dashed(i), ties.on[i], first(i)].join();
      if (looks.has(key)) looks.get(key).push(i);
      else looks.set(key, [i]);
    }
    ctx.lineCap = "butt";
    for (const all of looks.values()) {
      const i = all[0], role = ties.data.role[i], width = WIDTH[role] || 1.6;
      ctx.beginPath();
      for (const k of all) trace(ctx, ties, k, origin);
      ctx.globalAlpha = first(i) ? (ties.on[i] === parts.Ties.SURE ? 0.92 : 0.5) : 0.16;
      ctx.setLineDash(ties.dashed(i) ? [7, 5] : []);
      ctx.lineWidth = width;
      ctx.strokeStyle = colour(ties, i, palette);
      ctx.stroke();
      if (role === "joint_venture") { /* two rails */
        ctx.globalAlpha = 1;
        ctx.lineWidth = 1.4;
        ctx.strokeStyle = palette.ground;
        ctx.stroke();
      }
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    if (ties.hot !== null && ties.pieces[ties.hot] && ties.lines.includes(ties.hot)) {
      ctx.beginPath();
      trace(ctx, ties, ties.hot, origin);
      ctx.lineWidth = 7;
      ctx.globalAlpha = 0.3;
      ctx.strokeStyle = palette.ring;
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
  }

  /* Seats lie above the sites: a dot where lines begin, a square where deals are for no one region. */
  function drawSeats(ctx, ties, palette, origin, first) {
    for (const seat of ties.seats) {
      const x = seat.x - origin.x, y = seat.y - origin.y, all = seat.marks.length ? seat.marks : seat.lines;
      ctx.globalAlpha = all.some(first) || seat.lines.some(first) ? 1 : 0.3;
      ctx.beginPath();
      if (seat.marks.length) {
        const half = 4 + Math.min(3, Math.sqrt(seat.marks.length) - 1);
        ctx.rect(x - half, y - half, 2 * half, 2 * half);
        ctx.fillStyle = palette.ground;
        ctx.fill();
        ctx.lineWidth = 2.2;
        ctx.setLineDash(seat.marks.every((i) => ties.dashed(i)) ? [2.5, 2] : []);
        ctx.strokeStyle = colour(ties, seat.marks[0], palette);
        ctx.stroke();
        ctx.setLineDash([]);
      }
      if (seat.lines.length) {
        ctx.beginPath();
        ctx.arc(x, y, 2.8, 0, Math.PI * 2);
        ctx.fillStyle = palette.ink;
        ctx.fill();
      }
    }
    ctx.globalAlpha = 1;
    if (ties.lines.length > FEW) return;
    ctx.font = "600 9.5px 'Source Sans', 'Source Sans Pro', system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const i of ties.lines) {
      if (!first(i)) continue;
      const [mx, my] = middle(ties, i), x = mx - origin.x, y = my - origin.y;
      ctx.beginPath();
      ctx.arc(x, y, 6.2, 0, Math.PI * 2);
      ctx.fillStyle = palette.ground;
      ctx.fill();
      ctx.lineWidth = 1.3;
      ctx.strokeStyle = colour(ties, i, palette);
      ctx.stroke();
      ctx.fillStyle = palette.ink;
      ctx.fillText(ties.data.roles[ties.data.role[i]].letter, x, y + 0.5);
    }
    ctx.textAlign = "start";
  }

  /* What is written at the seats, while they are few, and the room that letters take: [{x, y, r, text}], blank for letters. */
  function seatLabels(ties, origin) {
    const { data } = ties;
    const letters = ties.lines.length > FEW ? [] : ties.lines.map((i) => {
      const [x, y] = middle(ties, i);
      return { x: x - origin.x, y: y - origin.y, r: 6, text: "" };
    });
    if (ties.seats.length > SEATS_NAMED) return letters;
    return ties.seats.map((seat) => {
      const names = [...new Set([...seat.lines, ...seat.marks].map((i) => data.partners[data.p[i]].short))];
      const text = names.slice(0, 2).join(", ") + (names.length > 2 ? " and " + (names.length - 2) + " more" : "");
      return { x: seat.x - origin.x, y: seat.y - origin.y, r: 6, text };
    }).concat(letters);
  }

  /* The middle point of the longest piece of a line, in pixels of the world. */
  function middle(ties, i) {
    const piece = ties.pieces[i].reduce((a, b) => (b.length > a.length ? b : a)), k = 2 * Math.floor(piece.length / 4);
    if (piece.length > 4) return [piece[k], piece[k + 1]];
    return [(piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2];
  }

  Object.assign(parts, { curve, drawLines, drawSeats, seatLabels });
})((window.AtlasParts = window.AtlasParts || {}));
