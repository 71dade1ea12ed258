/* The state of a region on a day: the same rule as data/lifecycle.py, so that map and table never differ.
   A day is an integer, days since 1970-01-01. Each event has an earliest (l) and a latest (h) day:
   a announced, l live, k closing, c closed, x cancelled. A missing event holds FAR in both. */
(function (parts) {
  "use strict";

  const STATES = ["absent", "announced", "live", "closing", "closed", "cancelled"];
  const MS = 86400000;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  /* -> 2 * (index in STATES) + (1 if sure) */
  function stateCode(s, i, day) {
    if (day >= s.ch[i]) return 9;
    if (day >= s.xh[i]) return 11;
    if (day >= s.ll[i] && day >= s.cl[i]) return day >= s.kh[i] ? 6 : 4;
    if (day >= s.kh[i]) return 7;
    if (day >= s.kl[i] && day >= s.ll[i]) return 6;
    if (day >= s.lh[i]) return 5;
    if (day >= s.ll[i]) return 4;
    if (day >= s.ah[i]) return day < s.xl[i] ? 3 : 2;
    if (day >= s.al[i]) return 2;
    return 0;
  }

  const dayOf = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / MS);
  const isoOf = (day) => new Date(day * MS).toISOString().slice(0, 10);

  function wordsOf(day, coarse) {
    const d = new Date(day * MS);
    const month = MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear();
    return coarse ? month : d.getUTCDate() + " " + month;
  }

  /* The same day of the neighbouring month, kept within that month. */
  function addMonths(day, count) {
    const d = new Date(day * MS);
    const target = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + count + 1, 0));
    target.setUTCDate(Math.min(d.getUTCDate(), target.getUTCDate()));
    return Math.round(target.getTime() / MS);
  }

  Object.assign(parts, { STATES, stateCode, dayOf, isoOf, wordsOf, addMonths });
})((window.AtlasParts = window.AtlasParts || {}));
