/* Playback through time: a bar on the map that steps through days, weeks or months of the filter's period.
 *
 * The events' layer draws what `layer._frame` holds: the same form as a view's answer, with the marks of one step. The
 * steps come from the app's route piece by piece, are kept here, and are fetched ahead of what is shown. Between two
 * steps the dots of cells grow and shrink, unless the viewer wants less motion; a step itself shows its own numbers.
 */
(function () {
  "use strict";

  const PIECE = 60000; // events of one piece, roughly: each is well below 150 kB
  const AHEAD = 2; // pieces fetched beyond the one that is shown
  const KEPT_PIECES = 12;
  const SPEEDS = [1, 2, 4, 8]; // steps a second
  const MOVING = 0.45; // part of a step's time in which the dots move on to the next one
  const DAY_MS = 86400000;

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  const number = (n) => n.toLocaleString("en-US");
  const isoDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const radius = (n) => (n ? Math.min(7, 2.2 + 0.9 * Math.log2(n)) : 0);

  const Playback = L.Control.extend({
    options: { position: "topleft" },

    initialize(layer) {
      this._layer = layer;
      this.isOpen = this._isPlaying = false;
      this._step = 0;
      this._speed = 2;
      this._unit = ""; // as fits the period
      this._calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    },

    onAdd(map) {
      this._map = map;
      this._button = element("a", "cm-play", "\u25B6\uFE0E");
      this._button.href = "#";
      this._button.setAttribute("role", "button");
      L.DomEvent.on(this._button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        if (this.isOpen) this.stop();
        else this.open();
      });
      const box = element("div", "leaflet-bar");
      box.append(this._button);
      L.DomEvent.disableClickPropagation(box);
      this._makeBar(map.getContainer());
      return box;
    },

    onRemove() {
      this.stop();
      this._bar.remove();
    },

    /* The bar: play, back, slider, forward, period, unit, speed, close; and what is left out. */
    _makeBar(frame) {
      this._bar = element("div", "cm-playbar");
      this._bar.hidden = true;
      this._bar.setAttribute("role", "group");
      this._toggle = this._control("button", "cm-playbar-play", () => this.toggle());
      this._back = this._control("button", "", () => this._go(this._step - 1));
      this._slider = this._control("input", "cm-playbar-slider", () => {});
      this._slider.type = "range";
      this._slider.addEventListener("input", () => this._go(Number(this._slider.value)));
      this._forward = this._control("button", "", () => this._go(this._step + 1));
      this._units = this._control("select", "", () => {});
      this._units.addEventListener("change", () => this._setUnit(this._units.value));
      this._speeds = this._control("select", "", () => {});
      this._speeds.addEventListener("change", () => { this._speed = Number(this._speeds.value); });
      this._close = this._control("button", "", () => this.stop());
      this._period = element("strong", "cm-playbar-period");
      this._count = element("span", "cm-quiet");
      this._left = element("div", "cm-quiet cm-playbar-left");
      const head = element("div", "cm-playbar-row"), tools = element("div", "cm-playbar-row");
      head.append(this._period, this._count, this._close);
      tools.append(this._toggle, this._back, this._slider, this._forward, this._units, this._speeds);
      this._bar.append(head, tools, this._left);
      this._bar.addEventListener("keydown", (event) => this._key(event));
      L.DomEvent.disableClickPropagation(this._bar);
      L.DomEvent.disableScrollPropagation(this._bar);
      frame.append(this._bar);
    },

    _control(tag, className, act) {
      const made = element(tag, className);
      if (tag === "button") {
        made.type = "button";
        made.addEventListener("click", act);
      }
      return made;
    },

    /* Space plays and pauses wherever in the bar the focus is, Escape closes; the arrows are the slider's own. */
    _key(event) {
      event.stopPropagation(); // else the map pans
      if (event.key === "Escape") this.stop();
      else if (event.key === " " && event.target === this._slider) {
        event.preventDefault();
        this.toggle();
      }
    },

    /* Names in the viewer's language and direction. */
    name(words) {
      this._words = words;
      const say = words.say;
      const label = (node, text) => { node.title = text; node.setAttribute("aria-label", text); };
      label(this._button, say.playback);
      label(this._back, say.step_back);
      label(this._forward, say.step_forward);
      label(this._slider, say.step);
      label(this._units, say.step_length);
      label(this._speeds, say.speed);
      label(this._close, say.playback_close);
      this._bar.setAttribute("aria-label", say.playback);
      this._bar.dir = words.dir;
      this._back.textContent = "\u2039"; // mirrored by the browser where the bar runs from right to left
      this._forward.textContent = "\u203A";
      this._close.textContent = "\u00D7";
      this._options(this._units, [["day", say.by_day], ["week", say.by_week], ["month", say.by_month]]);
      this._options(this._speeds, SPEEDS.map((speed) => [speed, say.a_second.replace("{n}", speed)]));
      this._speeds.value = this._speed;
      this._showToggle();
    },

    _options(select, rows) {
      const chosen = select.value;
      select.replaceChildren(...rows.map(([value, text]) => {
        const option = element("option", "", text);
        option.value = value;
        return option;
      }));
      if (chosen) select.value = chosen;
    },

    async open() {
      if (!this._layer._data || !this._words) return;
      this.isOpen = true;
      this._bar.hidden = false;
      this._button.setAttribute("aria-pressed", "true");
      this._map.getContainer().classList.add("cm-playing");
      this._step = 0;
      if (!(await this._load())) return;
      this._toggle.focus();
      if (!this._calm.matches) this.toggle();
    },

    /* Back to the whole period. */
    stop() {
      if (!this.isOpen) return;
      this._pause();
      this.isOpen = false;
      this._bar.hidden = true;
      this._steps = null;
      this._button.setAttribute("aria-pressed", "false");
      this._map.getContainer().classList.remove("cm-playing");
      this._layer._frame = null;
      if (L.conflictOverlayLayer) L.conflictOverlayLayer.at(this._layer._asked.f);
      this._layer._draw();
    },

    toggle() {
      if (this._isPlaying) return this._pause();
      if (!this._steps || !this._steps.n.length) return;
      if (this._step >= this._steps.n.length - 1) this._step = 0;
      this._isPlaying = true;
      this._since = null;
      this._showToggle();
      this._tick = window.requestAnimationFrame((now) => this._run(now));
    },

    _pause() {
      this._isPlaying = false;
      window.cancelAnimationFrame(this._tick);
      this._showToggle();
      if (this.isOpen && this._steps) this._show(0);
    },

    _showToggle() {
      if (!this._words) return;
      const text = this._isPlaying ? this._words.say.pause : this._words.say.play;
      this._toggle.textContent = this._isPlaying ? "\u275A\u275A" : "\u25B6\uFE0E";
      this._toggle.title = text;
      this._toggle.setAttribute("aria-label", text);
      this._period.setAttribute("aria-live", this._isPlaying ? "off" : "polite"); // not many times a second
    },

    async _setUnit(unit) {
      const day = this._steps && this._steps.starts[this._step];
      this._pause();
      this._unit = unit;
      if (!(await this._load())) return;
      const later = this._steps.starts.findIndex((start) => start > day);
      this._go(Math.max(0, later - 1));
    },

    /* A step of its own: pauses, and waits for its marks. */
    async _go(step) {
      if (!this._steps) return;
      this._isPlaying = false;
      window.cancelAnimationFrame(this._tick);
      this._showToggle();
      this._step = Math.min(Math.max(step, 0), this._steps.n.length - 1);
      await this._show(0);
    },

    /* One frame of the animation. A step that has not come yet holds the time up. */
    _run(now) {
      if (!this._isPlaying) return;
      if (this._since === null || !this._pieceOf(this._step)) this._since = now;
      const passed = ((now - this._since) / 1000) * this._speed;
      if (passed >= 1) {
        const skipped = Math.floor(passed); // a slow machine drops frames, not time
        this._since += (skipped / this._speed) * 1000;
        this._step = Math.min(this._step + skipped, this._steps.n.length - 1);
        if (this._step === this._steps.n.length - 1) return this._pause();
      }
      const part = passed % 1;
      this._show(this._calm.matches ? 0 : Math.max(0, (part - 1 + MOVING) / MOVING));
      this._tick = window.requestAnimationFrame((later) => this._run(later));
    },

    /* The filter's text, narrowed to the step that is shown. */
    filter(f) {
      if (!this.isOpen || !this._steps || !this._steps.n.length) return f;
      const params = new URLSearchParams(f), { starts } = this._steps;
      const [from, to] = [isoDay(starts[this._step]), isoDay(starts[this._step + 1] - 1)];
      if (!params.get("from") || params.get("from") < from) params.set("from", from);
      if (!params.get("to") || params.get("to") > to) params.set("to", to);
      return params.toString();
    },

    /* Steps and pieces from the app */

    /* After the map has moved: the same step of the new view. */
    async reload() {
      if (this.isOpen) await this._load();
    },

    _query(more) {
      const asked = this._layer._asked, data = this._layer._data;
      const singly = data.mode === "events" ? "1" : "0";
      return new URLSearchParams({ f: asked.f, lang: asked.lang, box: data.box, z: data.zoom, unit: this._unit, singly, ...more });
    },

    async _fetch(more) {
      const answer = await fetch(`${this._layer.options.url}/steps?${this._query(more)}`, { signal: this._request.signal });
      if (!answer.ok) throw new Error(`steps ${answer.status}`);
      return answer.json();
    },

    /* Whether the steps of the present view are here, with the marks of the present one. */
    async _load() {
      if (this._request) this._request.abort();
      const request = (this._request = new AbortController());
      const data = this._layer._data;
      if (!data) return this.stop();
      try {
        const steps = await this._fetch({});
        if (request !== this._request) return false;
        this._steps = steps;
      } catch (error) {
        return this._tellFailure(error, request);
      }
      this._pieces = new Map();
      this._unit = this._steps.unit;
      this._units.value = this._unit;
      this._cells = cellIndex(data);
      this._spans = this._steps.events && spanIndex(data, this._steps.events);
      this._slider.max = Math.max(0, this._steps.n.length - 1);
      this._step = Math.min(this._step, Math.max(0, this._steps.n.length - 1));
      this._sayLeft();
      await this._show(0);
      return request === this._request && this.isOpen;
    },

    _tellFailure(error, request) {
      if (error.name === "AbortError" || request !== this._request) return false;
      this.stop();
      this._layer._legend.tellProblem(this._words.say.unreachable);
      return false;
    },

    _sayLeft() {
      const say = this._words.say, { undated, vague } = this._steps;
      const parts = [];
      if (undated) parts.push(say.playback_undated.replace("{n}", number(undated)));
      if (vague) parts.push(say.playback_vague.replace("{n}", number(vague)));
      this._left.textContent = parts.join(" ");
    },

    /* The piece that holds a step's marks, if it is here. */
    _pieceOf(step) {
      for (const piece of this._pieces.values()) if (piece.done && piece.done.first <= step && step <= piece.done.last) return piece.done;
      return null;
    },

    _coming(step) {
      for (const piece of this._pieces.values()) if (piece.first <= step && step <= piece.last) return piece;
      return null;
    },

    /* A promise of the piece that starts at a step. */
    _bring(first) {
      const n = this._steps.n;
      let last = first, events = n[first];
      while (last + 1 < n.length && last - first < 365 && events + n[last + 1] <= PIECE) events += n[++last];
      const piece = { first, last, done: null }, pieces = this._pieces, request = this._request;
      pieces.set(first, piece);
      while (pieces.size > KEPT_PIECES) pieces.delete(pieces.keys().next().value);
      piece.promise = this._fetch({ first, last }).then((answer) => {
        piece.last = answer.last;
        piece.done = unpacked(answer, this._cells);
        return piece.done;
      }).catch((error) => {
        pieces.delete(first);
        this._tellFailure(error, request);
        return null;
      });
      return piece;
    },

    _ensure(step) {
      const here = this._coming(step) || this._bring(step);
      let next = here.last + 1;
      for (let i = 0; i < AHEAD && next < this._steps.n.length; i++) next = (this._coming(next) || this._bring(next)).last + 1;
      return here.promise;
    },

    /* Drawing */

    /* Shows the present step, or the way to the next one: `part` from 0 to 1. */
    async _show(part) {
      const steps = this._steps;
      if (!steps || !steps.n.length) {
        this._period.textContent = this._words.say.playback_none;
        this._count.textContent = "";
        return;
      }
      const coming = this._ensure(this._step);
      let here = this._pieceOf(this._step);
      if (!here && this._isPlaying) return; // the animation waits
      if (!here) {
        await coming;
        if (steps !== this._steps) return;
        here = this._pieceOf(this._step);
      }
      if (!here) return;
      this._slider.value = this._step;
      this._period.textContent = steps.labels[this._step];
      this._slider.setAttribute("aria-valuetext", steps.labels[this._step]);
      this._count.textContent = this._words.say.events.replace("{n}", number(steps.n[this._step]));
      const there = part > 0 && this._step + 1 < steps.n.length ? this._pieceOf(this._step + 1) : null;
      this._layer._frame = this._frameOf(here, there, part);
      if (L.conflictOverlayLayer) L.conflictOverlayLayer.at(this.filter(this._layer._asked.f));
      this._layer._draw();
    },

    _frameOf(here, there, part) {
      const data = this._layer._data, step = this._step;
      const frame = { ...data, total: this._steps.n[step], areas: areasOf(data, here.areas[step - here.first]) };
      if (this._spans) frame.events = this._spans.at(step);
      else frame.cells = cellsOf(data.cells, here.cells[step - here.first], there && there.cells[step + 1 - there.first], part);
      return frame;
    },
  });

  /* A view's cells by their place, counted row by row as the app does. */
  function cellIndex(data) {
    if (data.mode !== "cells") return null;
    const { column, row } = data.cells;
    return { column, row, byKey: new Map(column.map((each, i) => [`${each} ${row[i]}`, i])), data };
  }

  /* The columns of a view's single events that fall in a step. */
  function spanIndex(data, spans) {
    const at = new Map(spans.id.map((id, i) => [id, i]));
    const names = Object.keys(data.events);
    return {
      at(step) {
        const inside = data.events.id.map((id, i) => i).filter((i) => {
          const k = at.get(data.events.id[i]);
          return k !== undefined && spans.first[k] <= step && step <= spans.last[k];
        });
        return Object.fromEntries(names.map((name) => [name, inside.map((i) => data.events[name][i])]));
      },
    };
  }

  function unpacked(answer, cells) {
    const areas = split(answer.areas, answer.areas.place.map((place) => answer.areas.ids[place]));
    if (!answer.cells) return { first: answer.first, last: answer.last, areas };
    const { sizes, place } = answer.cells;
    const places = [];
    let k = 0;
    for (const size of sizes) for (let i = 0, sum = 0; i < size; i++) places.push((sum += place[k++]));
    const index = places.map((each) => cells.byKey.get(`${answer.cells.x0 + (each % answer.cells.width)} ${answer.cells.y0 + Math.floor(each / answer.cells.width)}`));
    return { first: answer.first, last: answer.last, areas, cells: split(answer.cells, index) };
  }

  /* Columns of many steps as columns of each. */
  function split(columns, places) {
    let from = 0;
    return columns.sizes.map((size) => {
      const to = from + size;
      const one = { place: places.slice(from, to), n: columns.n.slice(from, to), type: columns.type.slice(from, to) };
      from = to;
      return one;
    });
  }

  function areasOf(data, marks) {
    const known = new Map(data.areas.map((area) => [area.id, area]));
    return marks.place.map((id, i) => known.has(id) && { ...known.get(id), n: marks.n[i], type: marks.type[i], dead: 0 }).filter(Boolean);
  }

  /* The cells of one step, or with a part those between it and the next: as large as the part says. */
  function cellsOf(all, here, there, part) {
    const found = { lat: [], lon: [], n: [], dead: [], type: [], column: [], row: [] };
    const add = (i, n, type) => {
      if (i === undefined) return;
      for (const name of ["lat", "lon", "column", "row"]) found[name].push(all[name][i]);
      found.n.push(n);
      found.dead.push(0);
      found.type.push(type);
    };
    here.place.forEach((i, k) => add(i, here.n[k], here.type[k]));
    if (!there) return found;
    const next = new Map(there.place.map((i, k) => [i, k]));
    const mix = (from, to) => radius(from) * (1 - part) + radius(to) * part;
    found.size = here.place.filter((i) => i !== undefined).map((i, k) => mix(here.n[k], next.has(i) ? there.n[next.get(i)] : 0));
    const now = new Set(here.place);
    there.place.forEach((i, k) => {
      if (i === undefined || now.has(i)) return;
      add(i, there.n[k], there.type[k]);
      found.size.push(mix(0, there.n[k]));
    });
    return found;
  }

  L.conflictPlayback = (layer) => new Playback(layer);
})();
