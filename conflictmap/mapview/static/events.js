/* The event layer: asks the app for the marks of the present view and filter, and draws them on one canvas.
 *
 * The map is made once. What changes (filter, data version, language, selected event) comes in through
 * L.conflictEvents.update({...}); panning and zooming only ask the app's route again. All text is set with
 * textContent or drawn on the canvas, never built into HTML.
 */
(function () {
  "use strict";

  const CLUSTER_PX = 26; // marks closer than this are gathered
  const HIT_PX = 14; // how far from a mark a click still counts
  const MARGIN = 0.25; // part of the view asked for beyond each edge
  const NEAR_EDGE = 0.1; // part of the view that is left of it when a moving map asks for more
  const SPOTS = [[0, 0]]; // where a pill may stand, nearest first, in pixels
  for (const r of [28, 40, 54, 70]) for (let i = 0; i < 8; i++) SPOTS.push([r * Math.cos((i * Math.PI) / 4), r * Math.sin((i * Math.PI) / 4)]);
  const INK = "#262a2e";
  const PAPER = "#ffffff";
  const LAST_ZOOM = 15;
  const AREAS_AT_ONCE = 60; // outlines of one request
  const NARROW_PX = 520; // a map no wider has no room for a list beside its controls
  const RETRY_MS = 4000;
  const KEPT = "conflict-map-view"; // where the tab keeps its view while other pages are open
  const MAX_NAMES = 60; // place names drawn beside marks

  /* Shapes: each draws a closed path around 0, 0 with about radius r. */
  const SHAPES = {
    circle: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
    square: (c, r) => c.rect(-r * 0.86, -r * 0.86, r * 1.72, r * 1.72),
    diamond: (c, r) => polygon(c, 4, r * 1.2, 0),
    triangle: (c, r) => polygon(c, 3, r * 1.2, 0),
    hexagon: (c, r) => polygon(c, 6, r * 1.08, Math.PI / 6),
    star: (c, r) => star(c, 8, r * 1.25, r * 0.72),
  };

  function polygon(c, corners, r, turn) {
    for (let i = 0; i < corners; i++) {
      const angle = -Math.PI / 2 + turn + (i * 2 * Math.PI) / corners;
      c[i ? "lineTo" : "moveTo"](r * Math.cos(angle), r * Math.sin(angle));
    }
    c.closePath();
  }

  function star(c, points, outer, inner) {
    for (let i = 0; i < points * 2; i++) {
      const angle = -Math.PI / 2 + (i * Math.PI) / points;
      const r = i % 2 ? inner : outer;
      c[i ? "lineTo" : "moveTo"](r * Math.cos(angle), r * Math.sin(angle));
    }
    c.closePath();
  }

  /* Radius of a single mark in pixels: area grows with the dead. */
  function markRadius(dead) {
    return 6 + Math.min(12, 1.6 * Math.sqrt(dead || 0));
  }

  function clusterRadius(n) {
    return Math.min(24, 11 + 2.2 * Math.log2(n));
  }

  function cellRadius(n) {
    return Math.min(7, 2.2 + 0.9 * Math.log2(n));
  }

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  }

  function overlap(a, b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  }

  function rounded(box) {
    return { x: Math.round(box.x), y: Math.round(box.y), width: Math.round(box.width), height: Math.round(box.height) };
  }

  /* What marks cover, in squares, so that thousands of them are not all asked. */
  const SQUARE_PX = 64;
  class Cover {
    constructor(marks) {
      this._squares = new Map();
      marks.forEach((mark) => this.add(mark));
    }

    add(mark) {
      const w = mark.w || mark.r, h = mark.h || mark.r;
      this._over(mark.x, mark.y, w, h, (key) => {
        const square = this._squares.get(key);
        square ? square.push(mark) : this._squares.set(key, [mark]);
      });
    }

    covers(x, y, w, h) {
      return this._over(x, y, w, h, (key) => (this._squares.get(key) || []).some(
        (m) => Math.abs(m.x - x) < (m.w || m.r) + w && Math.abs(m.y - y) < (m.h || m.r) + h,
      ));
    }

    /* Calls a function with the key of each square under a box, until one call says true. */
    _over(x, y, w, h, call) {
      const at = (value) => Math.floor(value / SQUARE_PX);
      for (let i = at(x - w); i <= at(x + w); i++) for (let j = at(y - h); j <= at(y + h); j++) if (call(i * 65536 + j)) return true;
      return false;
    }
  }

  /* South, west, north and east of a rectangle, no farther than the map goes. */
  function onEarth(bounds) {
    const edge = (value, low, high) => Math.min(high, Math.max(low, value));
    return [
      edge(bounds.getSouth(), -85, 85), edge(bounds.getWest(), -180, 180),
      edge(bounds.getNorth(), -85, 85), edge(bounds.getEast(), -180, 180),
    ];
  }

  function readKept() {
    try {
      return JSON.parse(window.sessionStorage.getItem(KEPT));
    } catch (error) {
      return null; // storage may be switched off
    }
  }

  function keep(value) {
    try {
      window.sessionStorage.setItem(KEPT, JSON.stringify(value));
    } catch (error) {
      /* storage may be switched off */
    }
  }

  const number = (n) => n.toLocaleString("en-US");

  const EventLayer = L.Renderer.extend({
    options: { pane: "events", padding: 0.2, url: "../../map-data" },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._asked = this._obeyedAsked = { f: "", version: "", lang: "en", selected: null };
      this._data = null;
      this._areas = new Map(); // area id → its GeoJSON geometry, and its path at the present zoom
      this._marks = [];
      this._words = null;
      this.idle = false;
    },

    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), moveend: this._moved, drag: this._follow };
    },

    /* The app is asked before what is held is drawn, so that it works meanwhile. */
    _moved() {
      this._ask();
      this._update();
    },

    onAdd(map) {
      if (!map.getPane("events")) map.createPane("events").style.zIndex = 450;
      map.on("zoomanim", this._askAhead, this);
      L.Renderer.prototype.onAdd.call(this, map);
      map.on("click", this._click, this);
      map.on("mousemove", this._hover, this);
      map.on("mouseout movestart zoomstart", this._closeTip, this);
      map.on("moveend", this._writeView, this);
      // The page writes the other parts of the address anew at every change, without the view.
      this._watch = setInterval(() => this._writeView(), 400);
      this._legend = new Legend().addTo(map);
      this._fit = new FitAll(this).addTo(map);
      if (L.conflictPlayback) this._play = L.conflictPlayback(this).addTo(map);
      if (L.conflictChanges) this._line = L.conflictChanges(this.options.url, (change) => this.take(change));
      // The frame takes its height from the page's style, which may come after the map.
      this._resized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
      this._resized.observe(map.getContainer());
      document.fonts.addEventListener("loadingdone", () => this._draw());
    },

    onRemove(map) {
      map.off("click", this._click, this);
      map.off("mousemove", this._hover, this);
      map.off("mouseout movestart zoomstart", this._closeTip, this);
      map.off("zoomanim", this._askAhead, this);
      map.off("moveend", this._writeView, this);
      clearInterval(this._watch);
      this._resized.disconnect();
      this._legend.remove();
      this._fit.remove();
      if (this._play) this._play.remove();
      if (this._line) this._line.close();
      L.Renderer.prototype.onRemove.call(this);
    },

    /* What the page says: filter, data version, language, selected event, and a view to go to (once a number). */
    async change(asked) {
      if (asked.selected) asked.selected.id = decodeURIComponent(asked.selected.id);
      this._asked = asked;
      this._closeTip();
      if (!this._words || this._words.lang !== asked.lang) {
        this.idle = false;
        if (!(await this._fetchWords(asked))) return;
      }
      if (!this._isSized()) await this._sized();
      if (this._asked !== asked) return;
      if (L.conflictOverlayLayer) L.conflictOverlayLayer.change(asked);
      const old = this._obeyedAsked;
      this._obeyedAsked = asked;
      this._obey(asked);
      if (old.f !== asked.f || old.lang !== asked.lang) this._map.closePopup();
      if (this._play && (old.f !== asked.f || old.lang !== asked.lang || old.version !== asked.version)) this._play.stop();
      this._map.getContainer().classList.toggle("cm-clean", Boolean(asked.clean));
      this._writeView();
      const picked = asked.selected && (!old.selected || old.selected.id !== asked.selected.id);
      if (picked && old.session) this._showDetail();
      if (old.f !== asked.f || old.version !== asked.version || old.lang !== asked.lang || !this._data) await this._ask();
      else this._draw();
    },

    /* Until the frame has a height: before, there is no view to fit or to ask for. */
    async _sized() {
      while (this._map && !this._isSized()) await new Promise((done) => setTimeout(done, 20));
      if (this._map) this._map.invalidateSize({ pan: false });
    },

    _isSized() {
      const frame = this._map.getContainer();
      return frame.clientWidth > 0 && frame.clientHeight > 0;
    },

    /* Whether the words are those of what the page still asks for. */
    async _fetchWords(asked) {
      try {
        const answer = await fetch(`${this.options.url}/words?lang=${asked.lang}`);
        if (!answer.ok) throw new Error(`words ${answer.status}`);
        const words = await answer.json();
        if (this._asked !== asked) return false;
        this._words = words;
      } catch (error) {
        this._legend.tellProblem(this._words ? this._words.say.unreachable : "The server does not answer. الخادم لا يستجيب.");
        setTimeout(() => this._asked === asked && this.change(asked), RETRY_MS);
        return false;
      }
      document.documentElement.lang = asked.lang;
      this._fit.name(this._words.say.fit);
      if (this._play) this._play.name(this._words);
      this._nameControls();
      if (L.conflictBaseLayer) L.conflictBaseLayer.setLang(asked.lang);
      return true;
    },

    /* Go where the page says, unless this session went there before: then the viewer has moved on since. */
    _obey(asked) {
      if (!asked.view || asked.view_number === this._obeyed) return;
      const kept = this._obeyed === undefined ? readKept() : null;
      this._obeyed = asked.view_number;
      if (kept && kept.session === asked.session && kept.number === asked.view_number) this._goTo(kept.view);
      else this._goTo(asked.view);
    },

    /* On a phone the panel lies below the map. */
    _showDetail() {
      try {
        if (window.parent.innerWidth > 640) return;
        setTimeout(() => {
          const detail = window.parent.document.querySelector(".cm-detail");
          if (detail) detail.scrollIntoView({ behavior: "smooth", block: "start" });
        }, 600);
      } catch (error) {
        /* embedded in a page of another host: nothing of ours to scroll */
      }
    },

    /* Leaflet's own controls speak English; theirs are the same words as the page's. */
    _nameControls() {
      const words = this._words.say, frame = this._map.getContainer();
      for (const [css, text] of [["zoom-in", words.zoom_in], ["zoom-out", words.zoom_out], ["layers-toggle", words.layers]]) {
        const control = frame.querySelector(`.leaflet-control-${css}`);
        if (control) {
          control.title = text;
          control.setAttribute("aria-label", text);
        }
      }
    },

    _goTo(view) {
      if (view.length === 3) this._map.setView([view[0], view[1]], view[2], { animate: false });
      else this._fitBox(view, { animate: false });
    },

    _fitBox(box, options) {
      this._map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { maxZoom: 9, padding: [40, 40], ...options });
    },

    /* Draw again, as when an overlay has come and the legend is to speak of it. */
    refresh() {
      this._draw();
    },

    async fitAll() {
      const query = new URLSearchParams({ f: this._asked.f, v: this._asked.version });
      try {
        const answer = await fetch(`${this.options.url}/bounds?${query}`);
        if (!answer.ok) throw new Error(`bounds ${answer.status}`);
        const { box } = await answer.json();
        if (box) this._fitBox(box, {});
      } catch (error) {
        this._legend.tellProblem(this._words.say.unreachable);
      }
    },

    /* The page's link to a briefing names the view that is on screen. */
    _tellBriefing(place) {
      const link = window.parent.document.querySelector("a.cm-brief");
      if (!link || link.dataset.place === place + this._asked.address) return;
      const target = new URL(link.href);
      target.search = `${this._asked.address}&view=${place}`;
      link.href = target.href;
      link.dataset.place = place + this._asked.address;
    },

    /* The address bar holds the map view too; only this layer knows it. An address without parameters, of a first visit
     * or a change of page, gets all of them here, in place, so that no step is added for Back to undo. */
    _writeView() {
      if (!this._map || !this._words) return;
      const centre = this._map.getCenter();
      const numbers = [+centre.lat.toFixed(4), +centre.lng.toFixed(4), this._map.getZoom()];
      const place = `${centre.lat.toFixed(4)},${centre.lng.toFixed(4)},${this._map.getZoom()}`;
      const view = this._asked.clean ? `clean,${place}` : place;
      if (this._obeyed !== undefined) keep({ session: this._asked.session, number: this._obeyed, view: numbers });
      try {
        const address = new URL(window.parent.location.href);
        this._tellBriefing(place);
        if (address.searchParams.get("view") === view && address.searchParams.has("lang")) return;
        if (!address.searchParams.has("lang")) {
          for (const [name, value] of new URLSearchParams(this._asked.address)) address.searchParams.set(name, value);
        }
        address.searchParams.set("view", view);
        const query = address.searchParams.toString().replace(/%2C/gi, ",");
        window.parent.history.replaceState(window.parent.history.state, "", `${address.pathname}?${query}`);
      } catch (error) {
        /* embedded in a page of another host: there is no address bar of ours to write */
      }
    },

    /* The rectangle and zoom that marks are asked for, at the present view or at one that is being gone to. */
    _seen(centre = this._map.getCenter(), level = this._map.getZoom()) {
      const half = this._map.getSize().divideBy(2), middle = this._map.project(centre, level);
      const corners = [middle.subtract(half), middle.add(half)].map((corner) => this._map.unproject(corner, level));
      const bounds = L.latLngBounds(corners).pad(MARGIN);
      return { box: onEarth(bounds).map((degrees) => degrees.toFixed(3)).join(","), zoom: Math.round(level) };
    },

    /* Whether a rectangle in the words of `_seen` holds the present view and so much more of it at each edge. */
    _covers(box, margin) {
      const [south, west, north, east] = box.split(",").map(Number), view = onEarth(this._map.getBounds().pad(margin));
      return south <= view[0] && west <= view[1] && north >= view[2] && east >= view[3];
    },

    /* Whether all that passes in the present view is held, so that a move within the margin needs no answer. */
    isComplete(margin = 0) {
      const held = this._data, asked = this._asked;
      if (!held || held.zoom !== this._map.getZoom() || !this._covers(held.box, margin)) return false;
      return ["f", "version", "lang"].every((name) => held.asked[name] === asked[name]);
    },

    /* While the map is dragged, marks are asked for as soon as the held ones run short. */
    _follow() {
      if (this.idle && !this.isComplete(NEAR_EDGE)) this._ask();
    },

    /* A zoom takes a while to be shown: what it will need is asked for at its start. */
    _askAhead(event) {
      if (!this._words) return;
      const asked = this._asked, seen = this._seen(event.center, event.zoom), stop = new AbortController();
      if (this._aheadOf) this._aheadOf.stop.abort();
      const marks = this._fetchMarks(asked, seen, stop.signal);
      marks.then((found) => this._fetchAreas(found.areas)).catch(() => {}); // told when the zoom is over
      this._aheadOf = { asked, ...seen, marks, stop };
    },

    async _ask() {
      if (!this._map || !this._words || !this._map.getSize().y) return;
      const asked = this._asked, seen = this._seen();
      if (this._request) this._request.abort();
      const request = (this._request = new AbortController());
      this.idle = false;
      try {
        const data = { ...(await this._marksOf(asked, seen, request.signal)), asked };
        if (request !== this._request) return;
        this._data = data;
        this._legend.tellProblem(null);
        await this._fetchAreas(data.areas);
      } catch (error) {
        if (error.name === "AbortError") return;
        if (request !== this._request) return;
        this._data = null; // marks of another filter would contradict the page's numbers
        this._legend.tellProblem(error.message === "slow" ? this._words.say.slow : this._words.say.unreachable);
      }
      if (request !== this._request) return;
      if (this._play && this._play.isOpen) await this._play.reload();
      this._update();
      this.idle = true;
      if (this._line) this._line.listen(asked.session);
    },

    /* The marks of a view: those that came by themselves or were asked for ahead, if they are of just this, or the app's
     * answer. */
    async _marksOf(asked, seen, signal) {
      const { _sent: sent, _aheadOf: ahead } = this;
      this._sent = this._aheadOf = null;
      const fits = (marks) => marks && marks.asked === asked && marks.zoom === seen.zoom && this._covers(marks.box, 0);
      if (fits(sent)) return { ...sent.marks, ...seen, box: sent.box };
      if (fits(ahead)) {
        signal.addEventListener("abort", () => ahead.stop.abort());
        return { ...(await ahead.marks), ...seen, box: ahead.box };
      }
      if (ahead) ahead.stop.abort();
      return { ...(await this._fetchMarks(asked, seen, signal)), ...seen };
    },

    async _fetchMarks(asked, seen, signal) {
      const query = new URLSearchParams({ f: asked.f, box: seen.box, z: seen.zoom, lang: asked.lang });
      const headers = { "X-Session": asked.session || "" };
      const answer = await fetch(`${this.options.url}/view?${query}`, { signal, headers });
      if (!answer.ok) throw new Error(answer.status === 503 ? "slow" : `view ${answer.status}`);
      return answer.json();
    },

    /* A change that the app sends by itself: what the page will say, and the marks for it. What does not fit the map any
     * more is left to the page's own word. */
    async take(change) {
      const { state, box, zoom } = change;
      if (!this._map || !this._words || this._words.lang !== state.lang || this._asked.session !== state.session) return;
      if (zoom !== this._map.getZoom() || !this._covers(box, 0)) return;
      this._sent = { ...change, asked: state };
      await this.change(state);
    },

    async _fetchAreas(areas) {
      const missing = areas.map((area) => area.id).filter((id) => !this._areas.has(id));
      const parts = [];
      while (missing.length) parts.push(missing.splice(0, AREAS_AT_ONCE));
      await Promise.all(parts.map(async (ids) => {
        const query = new URLSearchParams({ ids: ids.join(","), v: this._words.version });
        const answer = await fetch(`${this.options.url}/areas?${query}`);
        if (!answer.ok) throw new Error(`areas ${answer.status}`);
        const found = await answer.json();
        for (const id of ids) this._areas.set(id, found[id] ? { geometry: found[id] } : null);
      }));
    },

    /* Renderer hooks: a canvas a little larger than the map, which Leaflet moves and scales along. */

    _initContainer() {
      this._container = element("canvas", "cm-events");
      this._container.setAttribute("role", "img");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer() {
      L.DomUtil.remove(this._container);
      delete this._context;
    },

    _updatePaths() {},

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._draw();
    },

    _point(lat, lon) {
      return this._map.latLngToLayerPoint([lat, lon]);
    },

    /* What is drawn: the marks of the view, or those of one step of a playback. */
    _shown() {
      return this._frame || this._data;
    },

    _draw() {
      if (!this._context || !this._bounds) return;
      const c = this._context;
      const ratio = window.devicePixelRatio || 1;
      c.setTransform(ratio, 0, 0, ratio, 0, 0);
      c.clearRect(0, 0, this._container.width, this._container.height);
      c.translate(-this._bounds.min.x, -this._bounds.min.y);
      this._marks = [];
      if (!this._shown() || !this._words) return;
      this._drawAreas(c);
      if (this._shown().mode === "cells") this._drawCells(c);
      else this._drawEvents(c);
      this._drawPills(c);
      this._drawNames(c);
      this._drawSelected(c);
      this._legend.show(this._visible(), this._shown(), this._words);
      this._container.setAttribute("aria-label", fill(this._words.say.described, { n: number(this._shown().total) }));
    },

    /* Areas: hatched outlines, never a dot; a pill with their count can be clicked. */

    _drawAreas(c) {
      const origin = this._map.getPixelOrigin();
      c.save();
      c.translate(-origin.x, -origin.y); // outlines are kept in pixels of the world at a zoom
      for (const area of this._shown().areas) {
        const outline = this._areas.get(area.id);
        if (!outline) continue;
        area.path = this._areaPath(outline);
        area.bounds = outline.bounds;
        const color = this._words.types[area.type].color;
        c.fillStyle = hatch(c, color);
        c.globalAlpha = 0.55;
        c.fill(area.path, "evenodd");
        c.globalAlpha = 0.9;
        c.strokeStyle = color;
        c.lineWidth = 1;
        c.setLineDash([5, 4]);
        c.stroke(area.path);
      }
      c.restore();
    },

    _areaPath(outline) {
      const zoom = this._map.getZoom();
      if (outline.zoom === zoom) return outline.path;
      const path = new Path2D(), bounds = L.latLngBounds([]);
      const { type, coordinates } = outline.geometry;
      for (const rings of type === "MultiPolygon" ? coordinates : [coordinates]) {
        for (const ring of rings) {
          ring.forEach(([lon, lat], i) => {
            bounds.extend([lat, lon]);
            const p = this._map.project([lat, lon], zoom);
            path[i ? "lineTo" : "moveTo"](p.x, p.y);
          });
          path.closePath();
        }
      }
      Object.assign(outline, { zoom, path, bounds });
      return path;
    },

    _drawPills(c) {
      const zoom = this._map.getZoom(), cover = new Cover(this._marks);
      for (const area of this._shown().areas) {
        if (!area.path) continue;
        const text = number(area.n);
        c.font = "600 12px 'Noto Sans', system-ui, sans-serif";
        const width = Math.max(30, c.measureText(text).width + 26);
        const at = this._freePlace(cover, this._point(area.lat, area.lon), width / 2 + 2, 13);
        this._leader(c, this._point(area.lat, area.lon), at, this._words.types[area.type].color);
        c.save();
        c.translate(at.x, at.y);
        c.beginPath();
        c.roundRect(-width / 2, -11, width, 22, 4);
        c.fillStyle = PAPER;
        c.fill();
        c.strokeStyle = this._words.types[area.type].color;
        c.setLineDash([4, 3]);
        c.lineWidth = 1.5;
        c.stroke();
        c.setLineDash([]);
        c.save();
        c.translate(-width / 2 + 12, 0);
        this._glyph(c, area.type, 5, true);
        c.restore();
        c.fillStyle = INK;
        c.textAlign = "center";
        c.textBaseline = "middle";
        c.fillText(text, 8, 0.5);
        c.restore();
        const pill = { kind: "area", x: at.x, y: at.y, w: width / 2 + 2, h: 13, n: area.n, area, zoom, name: area.name };
        this._marks.push(pill);
        cover.add(pill);
      }
    },

    /* A line from where an area is to its pill, where the pill had to make way. */
    _leader(c, from, to, color) {
      if (Math.hypot(from.x - to.x, from.y - to.y) < 12) return;
      c.save();
      c.strokeStyle = color;
      c.lineWidth = 1;
      c.beginPath();
      c.moveTo(from.x, from.y);
      c.lineTo(to.x, to.y);
      c.stroke();
      c.restore();
    },

    /* The nearest spot around a point where a box of this half size covers no mark yet. */
    _freePlace(cover, point, w, h) {
      for (const [dx, dy] of SPOTS) {
        const x = point.x + dx, y = point.y + dy;
        if (!cover.covers(x, y, w, h)) return { x, y };
      }
      return point;
    },

    /* Cells: one dot each, sized by how many events lie in it. */

    _drawCells(c) {
      const { lat, lon, n, dead, type, column, row, size } = this._shown().cells; // size: radius between two steps
      const order = n.map((_, i) => i).sort((a, b) => n[b] - n[a]);
      c.globalAlpha = 0.85;
      for (const i of order) {
        const p = this._point(lat[i], lon[i]);
        const r = size ? size[i] : cellRadius(n[i]);
        c.beginPath();
        c.arc(p.x, p.y, r, 0, 2 * Math.PI);
        c.fillStyle = this._words.types[type[i]].color;
        c.fill();
        this._marks.push({ kind: "cell", x: p.x, y: p.y, r, n: n[i], dead: dead[i], lat: lat[i], lon: lon[i], types: [type[i]], cell: [this._shown().shift, column[i], row[i]] });
      }
      c.globalAlpha = 1;
    },

    /* Events: single marks, and one bubble for those that would cover each other. */

    _drawEvents(c) {
      const groups = this._gather();
      const events = this._shown().events;
      for (const group of groups) for (const i of group.members) if (events.ring[i]) this._drawRing(c, i);
      for (const group of groups) {
        if (group.members.length === 1) this._drawOne(c, group);
        else this._drawBubble(c, group);
      }
    },

    _gather() {
      const { lat, lon } = this._shown().events;
      const groups = [];
      const grid = new Map();
      const key = (gx, gy) => gx * 65536 + gy;
      for (let i = 0; i < lat.length; i++) {
        const p = this._point(lat[i], lon[i]);
        const gx = Math.floor(p.x / CLUSTER_PX), gy = Math.floor(p.y / CLUSTER_PX);
        let best = null, bestDistance = CLUSTER_PX;
        for (let dx = -1; dx <= 1; dx++) {
          for (let dy = -1; dy <= 1; dy++) {
            for (const group of grid.get(key(gx + dx, gy + dy)) || []) {
              const distance = Math.hypot(group.x - p.x, group.y - p.y);
              if (distance < bestDistance) [best, bestDistance] = [group, distance];
            }
          }
        }
        if (best) best.members.push(i);
        else {
          const group = { x: p.x, y: p.y, members: [i] };
          groups.push(group);
          const at = key(gx, gy);
          grid.has(at) ? grid.get(at).push(group) : grid.set(at, [group]);
        }
      }
      return groups;
    },

    _drawRing(c, i) {
      const { lat, lon, ring, type } = this._shown().events;
      const p = this._point(lat[i], lon[i]);
      const edge = this._point(Math.min(85, lat[i] + ring[i] / 111.2), lon[i]);
      const r = Math.max(10, Math.abs(p.y - edge.y));
      c.save();
      c.beginPath();
      c.arc(p.x, p.y, r, 0, 2 * Math.PI);
      c.fillStyle = this._words.types[type[i]].color;
      c.globalAlpha = 0.08;
      c.fill();
      c.globalAlpha = 0.95;
      c.strokeStyle = c.fillStyle;
      c.lineWidth = 1.6;
      c.setLineDash([7, 4]);
      c.stroke();
      c.restore();
    },

    _drawOne(c, group) {
      const i = group.members[0];
      const { id, type, dead, ring, fact, place } = this._shown().events;
      const r = markRadius(dead[i]);
      c.save();
      c.translate(group.x, group.y);
      this._glyph(c, type[i], r, Boolean(ring[i]), !fact[i]);
      c.restore();
      this._marks.push({
        kind: ring[i] ? "ring" : "point", x: group.x, y: group.y, r: r * 1.2, n: 1, ids: [id[i]],
        name: this._shown().places[place[i]], type: type[i], types: [type[i]], dead: dead[i], doubt: !fact[i],
      });
    },

    /* A type's glyph at 0, 0: full for a known point, hollow for a place that is only near, and with a broken line for
     * what is not reported as fact. */
    _glyph(c, type, r, hollow, doubt) {
      const { color, shape } = this._words.types[type];
      c.beginPath();
      SHAPES[shape](c, r + (hollow ? 0 : 1.5));
      c.fillStyle = PAPER;
      c.fill();
      c.beginPath();
      SHAPES[shape](c, r);
      if (hollow || doubt) {
        c.strokeStyle = color;
        c.lineWidth = 2;
        c.setLineDash(doubt ? [2.5, 2] : []);
        c.stroke();
        c.setLineDash([]);
      } else {
        c.fillStyle = color;
        c.fill();
      }
    },

    _drawBubble(c, group) {
      const { id, lat, lon, type, dead, ring, place } = this._shown().events;
      const n = group.members.length;
      const r = clusterRadius(n);
      const byType = new Map();
      for (const i of group.members) byType.set(type[i], (byType.get(type[i]) || 0) + 1);
      const kinds = [...byType].sort((a, b) => a[0] - b[0]);
      c.save();
      c.translate(group.x, group.y);
      c.beginPath();
      c.arc(0, 0, r + 1.5, 0, 2 * Math.PI);
      c.fillStyle = PAPER;
      c.fill();
      let angle = -Math.PI / 2;
      c.lineWidth = 4;
      for (const [kind, count] of kinds) {
        const next = angle + (2 * Math.PI * count) / n;
        c.beginPath();
        c.arc(0, 0, r - 1.5, angle, next);
        c.strokeStyle = this._words.types[kind].color;
        c.stroke();
        angle = next;
      }
      c.fillStyle = INK;
      c.font = "600 12px 'Noto Sans', system-ui, sans-serif";
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.fillText(number(n), 0, 0.5);
      c.restore();
      const span = L.latLngBounds(group.members.map((i) => [lat[i], lon[i]]));
      this._marks.push({
        kind: "cluster", x: group.x, y: group.y, r: r + 2, n, ids: group.members.map((i) => id[i]), span,
        types: kinds.map(([kind]) => kind), rings: group.members.some((i) => ring[i]),
        name: this._groupName(group.members.map((i) => place[i])),
        dead: group.members.reduce((sum, i) => sum + (dead[i] || 0), 0),
      });
    },

    /* The place that most of a group's events share, with how many others there are; nothing where none leads. */
    _groupName(places) {
      const counts = new Map();
      for (const each of places) counts.set(each, (counts.get(each) || 0) + 1);
      const name = (i) => this._shown().places[i];
      const [top, n] = [...counts].sort((a, b) => b[1] - a[1] || name(a[0]).length - name(b[0]).length)[0];
      if (n * 2 < places.length) return null;
      const others = counts.size > 1 ? ` \u2066+${counts.size - 1}\u2069` : "";
      return name(top) + others;
    },

    /* Names beside the marks of one place, the fullest first; the base map keeps its own labels clear of both. */
    _drawNames(c) {
      const selected = this._selectedMark();
      const boxes = this._marks.map((m) => {
        const halo = m === selected ? 7 : 0, w = (m.w || m.r) + halo, h = (m.h || m.r) + halo;
        return { x: m.x - w, y: m.y - h, width: 2 * w, height: 2 * h };
      });
      const named = this._marks.filter((m) => m.name && !m.area && m.kind !== "cell").sort((a, b) => b.n - a.n);
      c.font = "600 12px 'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif";
      c.textBaseline = "middle";
      c.textAlign = "left";
      c.direction = this._words.dir;
      c.lineJoin = "round";
      for (const mark of named.slice(0, MAX_NAMES)) {
        const width = c.measureText(mark.name).width, gap = mark.r + (mark === selected ? 9 : 4);
        const spots = [[gap, -8], [-gap - width, -8], [-width / 2, gap - 2], [-width / 2, -gap - 14]];
        const free = spots.map(([dx, dy]) => ({ x: mark.x + dx, y: mark.y + dy, width, height: 16 }))
          .find((box) => !boxes.some((other) => overlap(box, other)));
        if (!free) continue;
        boxes.push(free);
        c.strokeStyle = "rgba(255, 255, 255, 0.9)";
        c.lineWidth = 3.5;
        c.strokeText(mark.name, free.x, free.y + 8);
        c.fillStyle = INK;
        c.fillText(mark.name, free.x, free.y + 8);
      }
      if (L.conflictBaseLayer && L.conflictBaseLayer.setObstacles) L.conflictBaseLayer.setObstacles(boxes.map(rounded));
    },

    /* Which types, rings, clusters and areas the map box shows: what the legend speaks of. */
    _visible() {
      const size = this._map.getSize();
      const inside = this._marks.filter((m) => {
        const p = this._map.layerPointToContainerPoint([m.x, m.y]);
        return p.x > -m.r && p.y > -m.r && p.x < size.x + m.r && p.y < size.y + m.r;
      });
      const view = this._map.getBounds();
      const areas = this._shown().areas.filter((area) => area.bounds && view.intersects(area.bounds));
      const marks = [...inside.filter((m) => !m.area), ...areas.map((area) => ({ kind: "area", types: [area.type] }))];
      return {
        types: [...new Set(marks.flatMap((m) => m.types))].sort((a, b) => a - b),
        kinds: new Set(marks.flatMap((m) => [m.kind, ...(m.rings ? ["ring"] : []), ...(m.doubt ? ["doubt"] : [])])),
        sized: inside.some((m) => m.kind !== "cluster" && m.dead),
      };
    },

    _selectedMark() {
      const selected = this._asked.selected;
      if (!selected) return null;
      return this._marks.find((m) => (m.ids || []).includes(selected.id) || (m.area && m.area.id === selected.area));
    },

    _drawSelected(c) {
      const selected = this._asked.selected;
      if (!selected) return;
      const p = this._selectedMark() || (selected.lat !== null && this._point(selected.lat, selected.lon));
      if (!p) return;
      c.save();
      c.beginPath();
      if (p.w) c.roundRect(p.x - p.w - 4, p.y - p.h - 4, 2 * p.w + 8, 2 * p.h + 8, 7);
      else c.arc(p.x, p.y, (p.r || 8) + 5, 0, 2 * Math.PI);
      c.strokeStyle = PAPER;
      c.lineWidth = 5;
      c.stroke();
      c.strokeStyle = INK;
      c.lineWidth = 2.5;
      c.stroke();
      c.restore();
    },

    /* Mouse */

    _markAt(point) {
      let best = null, bestDistance = Infinity;
      for (const mark of this._marks) {
        const dx = Math.abs(mark.x - point.x), dy = Math.abs(mark.y - point.y);
        const inside = mark.w ? dx <= mark.w && dy <= mark.h : Math.hypot(dx, dy) <= Math.max(mark.r, HIT_PX);
        const distance = Math.hypot(dx, dy);
        if (inside && distance < bestDistance) [best, bestDistance] = [mark, distance];
      }
      return best || this._areaAt(point);
    },

    _areaAt(point) {
      const c = this._context, origin = this._map.getPixelOrigin();
      c.save();
      c.resetTransform();
      const [x, y] = [point.x + origin.x, point.y + origin.y];
      const hit = (this._shown() ? this._shown().areas : []).find((area) => area.path && c.isPointInPath(area.path, x, y, "evenodd"));
      c.restore();
      return hit ? { kind: "area", area: hit, n: hit.n, name: hit.name, x: point.x, y: point.y } : null;
    },

    _click(event) {
      const mark = this._markAt(event.layerPoint);
      if (!mark) return;
      if (mark.kind === "area") this._openList(event.latlng, mark.name, { area: mark.area.id });
      else if (mark.n === 1 && mark.ids) this._select(mark.ids[0]);
      else if (mark.kind === "cluster") this._openCluster(mark);
      else this._openCell(mark);
    },

    _openCluster(mark) {
      const zoom = this._map.getBoundsZoom(mark.span.pad(0.3));
      const onePlace = mark.span.getSouthWest().equals(mark.span.getNorthEast());
      if (!onePlace && mark.n > 6 && this._map.getZoom() < Math.min(zoom, LAST_ZOOM)) {
        this._map.setView(mark.span.getCenter(), Math.min(zoom, this._map.getZoom() + 3, LAST_ZOOM));
      } else {
        this._openList(this._map.layerPointToLatLng([mark.x, mark.y]), mark.name, { ids: mark.ids });
      }
    },

    _openCell(mark) {
      const zoom = this._map.getZoom();
      if (zoom < LAST_ZOOM && mark.n > 20) return this._map.setView([mark.lat, mark.lon], Math.min(zoom + 2, LAST_ZOOM));
      this._openList([mark.lat, mark.lon], null, { cell: mark.cell });
    },

    _hover(event) {
      if (event.originalEvent && event.originalEvent.buttons) return;
      const mark = this._markAt(event.layerPoint);
      this._map.getContainer().style.cursor = mark ? "pointer" : "";
      if (!mark) return this._closeTip();
      this._tip = this._tip || L.tooltip({ direction: "top", offset: [0, -12], className: "cm-tip" });
      this._tip.setContent(this._tipContent(mark)).setLatLng(event.latlng);
      if (!this._map.hasLayer(this._tip)) this._tip.addTo(this._map);
    },

    _closeTip() {
      if (this._tip) this._map.closeTooltip(this._tip);
    },

    _tipContent(mark) {
      const box = element("div");
      box.dir = this._words.dir;
      if (mark.name) {
        const name = element("strong", "", mark.name);
        name.dir = "auto";
        box.append(name, element("br"));
      }
      const words = this._words.say;
      const single = mark.n === 1 && mark.type !== undefined;
      box.append(element("span", "", single ? this._words.types[mark.type].label : fill(words.events, { n: number(mark.n) })));
      if (mark.dead) box.append(element("br"), element("span", "", fill(words.dead, { n: number(mark.dead) })));
      return box;
    },

    /* The list of a place: every event in date order, page by page. */

    async _openList(at, name, what) {
      const words = this._words;
      const box = element("div", "cm-list");
      box.dir = words.dir;
      const head = element("div", "cm-list-head");
      if (name) {
        const title = element("strong", "", name);
        title.dir = "auto";
        head.append(title, element("br"));
      }
      const count = element("span", "cm-quiet", words.say.loading);
      head.append(count);
      const rows = element("div", "cm-list-rows");
      box.append(head, rows);
      const size = this._map.getSize(), narrow = size.x < NARROW_PX;
      const width = Math.min(340, size.x - 50);
      const popup = L.popup({
        minWidth: Math.min(250, width), maxWidth: width, maxHeight: Math.max(140, Math.min(330, size.y - 140)),
        autoPanPaddingTopLeft: narrow ? [8, 16] : [16, 60], autoPanPaddingBottomRight: narrow ? [8, 16] : [60, 16],
        className: "cm-popup",
      });
      // On a phone the list needs the whole width: the corner controls make way while it is open.
      this._map.getContainer().classList.toggle("cm-listing", narrow);
      popup.on("remove", () => this._map && this._map.getContainer().classList.remove("cm-listing"));
      popup.setLatLng(at).setContent(box).openOn(this._map);
      popup.getElement().querySelector(".leaflet-popup-close-button").title = words.say.close;
      await this._addRows(rows, count, what, 0);
      popup.update(); // now that its height is known
    },

    async _addRows(rows, count, what, offset) {
      const asked = this._asked;
      const f = this._play ? this._play.filter(asked.f) : asked.f; // of a step, what happened in it
      const body = JSON.stringify({ ...what, f, lang: asked.lang, offset });
      try {
        const answer = await fetch(`${this.options.url}/list`, { method: "POST", body });
        if (!answer.ok) throw new Error(`list ${answer.status}`);
        const page = await answer.json();
        count.textContent = fill(this._words.say.events, { n: number(page.total) });
        page.events.forEach((event) => rows.append(this._row(event)));
        const shown = offset + page.events.length;
        if (shown < page.total && page.events.length) rows.append(this._moreButton(rows, count, what, shown, page.total));
      } catch (error) {
        count.textContent = this._words.say.unreachable;
      }
    },

    _moreButton(rows, count, what, shown, total) {
      const more = element("button", "cm-more", fill(this._words.say.more, { n: number(total - shown) }));
      more.type = "button";
      more.addEventListener("click", () => {
        more.remove();
        this._addRows(rows, count, what, shown);
      });
      return more;
    },

    _row(event) {
      const row = element("button", "cm-row");
      row.type = "button";
      const glyph = glyphCanvas(this, event.type);
      const text = element("span", "cm-row-text");
      const head = element("span", "cm-row-head", [event.when, event.label, event.place, event.claim].filter(Boolean).join(" · "));
      const summary = element("span", "cm-row-summary", event.summary);
      summary.dir = "auto";
      text.append(head, summary);
      row.append(glyph, text);
      row.addEventListener("click", () => this._select(event.id));
      return row;
    },

    /* Tell the page which event was picked: as the tooltip text of a clicked object, which streamlit-folium returns.
     * The id is percent-encoded because that text passes through innerHTML there. */
    _select(id) {
      const token = encodeURIComponent(id);
      const picked = { _tooltip: { _content: token }, getTooltip: () => ({ getContent: () => token }) };
      this.fire("click", { latlng: this._map.getCenter(), sourceTarget: picked });
    },
  });

  /* Diagonal lines in a colour on nothing, as a fill. */
  const hatches = new Map();
  function hatch(c, color) {
    const ratio = window.devicePixelRatio || 1;
    const key = `${color} ${ratio}`;
    if (!hatches.has(key)) {
      const tile = element("canvas");
      const size = (tile.width = tile.height = Math.round(8 * ratio));
      const t = tile.getContext("2d");
      t.strokeStyle = color;
      t.lineWidth = ratio;
      t.beginPath();
      for (const shift of [-size, 0, size]) {
        t.moveTo(shift - 1, size + 1);
        t.lineTo(shift + size + 1, -1);
      }
      t.stroke();
      const pattern = c.createPattern(tile, "repeat");
      pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
      hatches.set(key, pattern);
    }
    return hatches.get(key);
  }

  function glyphCanvas(layer, type, hollow) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = element("canvas", "cm-glyph");
    canvas.width = canvas.height = Math.round(18 * ratio);
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    c.translate(9, 9);
    layer._glyph(c, type, 5.5, hollow);
    return canvas;
  }

  /* The legend says exactly what is drawn. */
  const Legend = L.Control.extend({
    options: { position: "bottomleft" },

    onAdd() {
      this._box = element("div", "cm-legend");
      L.DomEvent.disableClickPropagation(this._box);
      L.DomEvent.disableScrollPropagation(this._box);
      this._open = window.innerWidth > 520;
      return this._box;
    },

    tellProblem(text) {
      if (!this._problem) {
        this._problem = element("div", "cm-problem");
        this._problem.setAttribute("role", "status");
        this._box.parentNode.append(this._problem);
      }
      this._problem.textContent = text || "";
      this._problem.hidden = !text;
    },

    show(visible, data, words) {
      const layer = L.conflictEventLayer, overlays = L.conflictOverlayLayer;
      const key = JSON.stringify([
        visible.types, [...visible.kinds].sort(), visible.sized, data.more_areas, words.lang, this._open, overlays && overlays.shown,
      ]);
      if (key === this._key) return;
      this._key = key;
      this._box.replaceChildren();
      this._box.dir = words.dir;
      const toggle = element("button", "cm-legend-toggle", words.say.legend);
      toggle.type = "button";
      toggle.setAttribute("aria-expanded", String(this._open));
      toggle.addEventListener("click", () => {
        this._open = !this._open;
        this.show(visible, data, words);
      });
      this._box.append(toggle);
      if (!this._open) return overlays && this._box.append(...overlays.credits());
      for (const type of visible.types) this._line(glyphCanvas(layer, type), words.types[type].label);
      if (!visible.types.length) this._box.append(element("div", "cm-quiet", words.say.nothing));
      for (const kind of ["ring", "area", "cluster", "cell", "doubt"]) if (visible.kinds.has(kind)) this._line(sample(kind), words.say[kind]);
      if (data.more_areas) this._box.append(element("div", "cm-quiet", words.say.more_areas));
      if (visible.sized) this._line(sample("size"), words.say.size);
      if (overlays) this._box.append(...overlays.legend());
    },

    _line(picture, text) {
      const line = element("div", "cm-legend-line");
      line.append(picture, element("span", "", text));
      this._box.append(line);
    },
  });

  /* A button that shows all events that pass. */
  const FitAll = L.Control.extend({
    options: { position: "topleft" },

    initialize(layer) {
      this._layer = layer;
    },

    onAdd() {
      const box = element("div", "leaflet-bar");
      this._button = element("a", "cm-fit", "⤢");
      this._button.href = "#";
      this._button.setAttribute("role", "button");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(this._button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        this._layer.fitAll();
      });
      box.append(this._button);
      return box;
    },

    name(text) {
      this._button.title = text;
      this._button.setAttribute("aria-label", text);
    },
  });

  /* Small pictures of the marks for the legend, in grey: colour is the type's. */
  function sample(kind) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = element("canvas", "cm-glyph");
    canvas.width = canvas.height = Math.round(18 * ratio);
    const c = canvas.getContext("2d");
    const grey = "#5b6167";
    c.scale(ratio, ratio);
    c.strokeStyle = c.fillStyle = grey;
    c.lineWidth = 1.4;
    c.beginPath();
    if (kind === "ring") {
      c.setLineDash([4, 2.4]);
      c.arc(9, 9, 7.5, 0, 2 * Math.PI);
    } else if (kind === "area") {
      c.setLineDash([3, 2]);
      c.rect(1.5, 3.5, 15, 11);
      c.fillStyle = hatch(c, grey);
      c.fillRect(1.5, 3.5, 15, 11);
    } else if (kind === "cluster") {
      c.lineWidth = 3;
      c.arc(9, 9, 6.5, 0, 2 * Math.PI);
    } else if (kind === "doubt") {
      c.setLineDash([2.5, 2]);
      c.lineWidth = 2;
      c.arc(9, 9, 5.5, 0, 2 * Math.PI);
    } else if (kind === "cell") {
      c.arc(5, 12, 3, 0, 2 * Math.PI);
      c.arc(12, 7, 4.5, 0, 2 * Math.PI);
      c.fill();
    } else {
      c.arc(4, 11, 2.6, 0, 2 * Math.PI);
      c.moveTo(17, 9);
      c.arc(12, 9, 5, 0, 2 * Math.PI);
    }
    c.stroke();
    return canvas;
  }

  L.conflictEvents = function (options) {
    L.conflictEventLayer = new EventLayer(options);
    return L.conflictEventLayer;
  };

  /* Called by the page through streamlit-folium on every change. */
  L.conflictEvents.update = (asked) => L.conflictEventLayer.change(asked);
})();
