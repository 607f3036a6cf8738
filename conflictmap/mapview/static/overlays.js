/* The overlay layer: areas of control, zones and front lines of others, between the base map and its labels.
 *
 * The event layer tells it what the page asks for, and playback which step it shows. Which overlays hold comes with a legend from <url>/overlays; shapes
 * come as GeoJSON features, one a line, and are kept by zoom level. All text is set with textContent.
 */
(function () {
  "use strict";

  const LEVELS = [4, 6, 8, 10, 12, 14, 18]; // zooms that the server simplifies for
  const MAX_INNER = 400; // shapes of one overlay whose edge is drawn inside them, so that neighbours show both hues
  const SKIP_PX = 0.3; // points nearer to the last one are not drawn
  const RETRY_MS = 4000;
  const NOTHING = { overlays: [], style: null };

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  const OverlayLayer = L.Renderer.extend({
    options: { pane: "overlays", padding: 0.2, url: "../../map-data" },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._page = null; // what the page said last
      this._asked = "";
      this._lists = new Map(); // what was asked → what holds
      this._overlays = []; // what holds now, with legends
      this._style = null;
      this._shapes = new Map(); // address of an overlay's shapes at a level → its features
      this.idle = true;
      this.shown = ""; // changes whenever the legend does
    },

    onAdd(map) {
      if (!map.getPane("overlays")) {
        const pane = map.createPane("overlays");
        pane.style.zIndex = 320; // above tiles, below the base map's labels
        pane.style.pointerEvents = "none";
      }
      L.Renderer.prototype.onAdd.call(this, map);
      map.on("zoomend", this._fetchShapes, this);
    },

    onRemove(map) {
      map.off("zoomend", this._fetchShapes, this);
      L.Renderer.prototype.onRemove.call(this);
    },

    /* What the page says: filter, language, which series are on, and the version of all overlays, empty where none is. */
    change(asked) {
      this._page = asked;
      return this.at(asked.f);
    },

    /* Draws what holds at the end of a filter's period: the page's, or the step's that playback shows. */
    async at(f) {
      const asked = this._page, to = new URLSearchParams(f).get("to");
      if (!asked) return;
      const query = new URLSearchParams({ f: to ? `to=${to}` : "", lang: asked.lang, v: asked.overlays });
      if (asked.overlays_on !== null) query.set("on", asked.overlays_on);
      const wanted = String(query);
      if (this._asked === wanted) return;
      this._asked = wanted;
      this.idle = false;
      try {
        if (!this._lists.has(wanted)) this._lists.set(wanted, asked.overlays ? await this._fetchList(wanted) : NOTHING);
        await this._take(this._lists.get(wanted), wanted);
      } catch (error) {
        this._again(wanted, () => this.at(f));
      }
    },

    async _fetchList(query) {
      const answer = await fetch(`${this.options.url}/overlays?${query}`);
      if (!answer.ok) throw new Error(`overlays ${answer.status}`);
      return answer.json();
    },

    /* What was drawn stays until the shapes of what comes are here, unless it is asked for something else meanwhile. */
    async _take(found, wanted) {
      await this._load(found.overlays);
      if (this._asked !== wanted) return;
      this._overlays = found.overlays;
      this._style = found.style;
      this.shown = JSON.stringify(found.overlays);
      this.idle = true;
      this._draw();
      if (L.conflictEventLayer) L.conflictEventLayer.refresh();
    },

    /* Nothing is drawn that may be of another day; it is asked for again a little later. */
    _again(wanted, retry) {
      if (this._asked !== wanted) return;
      this._overlays = [];
      this.shown = "";
      this._draw();
      setTimeout(() => {
        if (this._asked !== wanted || !this._map) return;
        this._asked = "";
        retry();
      }, RETRY_MS);
    },

    _level() {
      const zoom = this._map ? Math.round(this._map.getZoom()) : 0;
      return LEVELS.find((level) => zoom <= level) || LEVELS[LEVELS.length - 1];
    },

    _address(overlay, level) {
      return `${this.options.url}/overlays/${encodeURIComponent(overlay.id)}?z=${level}&v=${overlay.key}`;
    },

    /* Asks for the shapes of overlays at this zoom's level that are not here yet. */
    async _load(overlays) {
      const addresses = overlays.filter((overlay) => overlay.id).map((overlay) => this._address(overlay, this._level()));
      await Promise.all(addresses.filter((address) => !this._shapes.has(address)).map((address) => this._fetchOne(address)));
    },

    async _fetchShapes() {
      this.idle = false;
      const level = this._level();
      await this._load(this._overlays);
      this.idle = level === this._level();
      this._draw();
    },

    async _fetchOne(address) {
      try {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(`overlay ${answer.status}`);
        const lines = (await answer.text()).split("\n").filter(Boolean);
        this._shapes.set(address, lines.map((line) => JSON.parse(line)));
      } catch (error) {
        clearTimeout(this._retry);
        this._retry = setTimeout(() => this._map && this._fetchShapes(), RETRY_MS);
      }
    },

    /* The shapes of an overlay at this zoom's level, or at the next best that is here. */
    _features(overlay) {
      const wanted = LEVELS.indexOf(this._level());
      const order = LEVELS.map((level, i) => [Math.abs(i - wanted), level]).sort((a, b) => a[0] - b[0]);
      const found = order.map(([, level]) => this._shapes.get(this._address(overlay, level))).find(Boolean);
      return found || [];
    },

    /* Renderer hooks: a canvas a little larger than the map, which Leaflet moves and scales along. */

    _initContainer() {
      this._container = element("canvas", "cm-overlays");
      this._container.setAttribute("aria-hidden", "true");
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
      const size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1;
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._draw();
    },

    _draw() {
      if (!this._context || !this._bounds) return;
      const c = this._context, ratio = window.devicePixelRatio || 1;
      c.setTransform(ratio, 0, 0, ratio, 0, 0);
      c.clearRect(0, 0, this._container.width, this._container.height);
      c.translate(-this._bounds.min.x, -this._bounds.min.y);
      c.lineJoin = "round";
      for (const overlay of this._overlays) {
        if (!overlay.id) continue;
        const shapes = this._features(overlay).map((feature) => this._shape(feature)).filter(Boolean);
        for (const shape of shapes) if (!shape.line) paintArea(c, shape.path, overlay.groups[shape.group], this._style);
        const inner = shapes.length <= MAX_INNER;
        for (const shape of shapes) if (!shape.line) paintEdge(c, shape.path, overlay.groups[shape.group], this._style, inner);
        for (const shape of shapes) if (shape.line) paintLine(c, shape.path, overlay.groups[shape.group], this._style);
      }
    },

    /* A feature's outline in pixels of the map's layers; null where it lies out of view. */
    _shape(feature) {
      const path = new Path2D(), map = this._map, view = this._bounds, origin = map.getPixelOrigin();
      let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      const trace = (points, closed) => {
        let last = null;
        points.forEach(([lon, lat], i) => {
          const p = map.project([lat, lon]).subtract(origin);
          west = Math.min(west, p.x); east = Math.max(east, p.x);
          north = Math.min(north, p.y); south = Math.max(south, p.y);
          if (last && i < points.length - 1 && Math.abs(p.x - last.x) + Math.abs(p.y - last.y) < SKIP_PX) return;
          path[i ? "lineTo" : "moveTo"](p.x, p.y);
          last = p;
        });
        if (closed) path.closePath();
      };
      const { type, coordinates } = feature.geometry;
      if (type === "Polygon") coordinates.forEach((ring) => trace(ring, true));
      else if (type === "MultiPolygon") coordinates.forEach((rings) => rings.forEach((ring) => trace(ring, true)));
      else if (type === "LineString") trace(coordinates, false);
      else if (type === "MultiLineString") coordinates.forEach((line) => trace(line, false));
      if (east < view.min.x || west > view.max.x || south < view.min.y || north > view.max.y) return null;
      return { path, group: feature.properties.group, line: feature.properties.line };
    },

    /* The legend's part on overlays: title, sides, who drew it and for which day. */
    legend() {
      return this._overlays.flatMap((overlay) => {
        const title = element("div", "cm-overlay-title", overlay.title);
        title.dir = "auto";
        const rows = overlay.groups.map((group) => {
          const line = element("div", "cm-legend-line");
          const text = element("span", "", group.label);
          text.dir = "auto";
          line.append(sample(group, this._style), text);
          return line;
        });
        return [title, ...rows, this._credit(overlay)];
      });
    },

    /* What a closed legend still says: the title and the day of each overlay. */
    credits() {
      return this._overlays.filter((overlay) => overlay.id).map((overlay) => {
        const line = element("div", "cm-quiet", [overlay.title, overlay.days].filter(Boolean).join(" · "));
        line.dir = "auto";
        return line;
      });
    },

    _credit(overlay) {
      const safe = /^https?:\/\//.test(overlay.url || "");
      const credit = element(safe ? "a" : "div", "cm-quiet cm-overlay-credit", overlay.note);
      credit.dir = "auto";
      if (safe) {
        credit.href = overlay.url;
        credit.target = "_blank";
        credit.rel = "noopener noreferrer";
      }
      return credit;
    },
  });

  /* Painting: a tint or stripes, an edge inside the area so that neighbours show both hues, lines on top. */

  function paintArea(c, path, group, style) {
    c.globalAlpha = group.hatched ? style.stripes : style.fill;
    c.fillStyle = group.hatched ? stripes(c, group.fill, style.stripe) : group.fill;
    c.fill(path, "evenodd");
    c.globalAlpha = 1;
  }

  function paintEdge(c, path, group, style, inner) {
    c.save();
    if (inner) c.clip(path, "evenodd");
    c.globalAlpha = style.line;
    c.strokeStyle = group.line;
    c.lineWidth = inner ? 2 * style.width : style.width;
    c.setLineDash(group.dashed ? style.dash : []);
    c.stroke(path);
    c.restore();
  }

  function paintLine(c, path, group, style) {
    c.save();
    c.lineCap = group.dashed ? "butt" : "round";
    c.strokeStyle = "rgba(255, 255, 255, 0.75)";
    c.lineWidth = style.front + 2;
    c.stroke(path);
    c.globalAlpha = style.line;
    c.strokeStyle = group.line;
    c.lineWidth = style.front;
    c.setLineDash(group.dashed ? style.dash : []);
    c.stroke(path);
    c.restore();
  }

  /* Broad stripes that fall where the thin hatching of uncertain events rises. */
  const patterns = new Map();
  function stripes(c, color, width) {
    const ratio = window.devicePixelRatio || 1, key = `${color} ${width} ${ratio}`;
    if (!patterns.has(key)) {
      const tile = element("canvas");
      const size = (tile.width = tile.height = Math.round(2 * Math.SQRT2 * width * ratio));
      const t = tile.getContext("2d");
      t.strokeStyle = color;
      t.lineWidth = size / Math.SQRT2 / 2;
      t.beginPath();
      for (const shift of [-size, 0, size]) {
        t.moveTo(shift - size, -size);
        t.lineTo(shift + 2 * size, 2 * size);
      }
      t.stroke();
      const pattern = c.createPattern(tile, "repeat");
      pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
      patterns.set(key, pattern);
    }
    return patterns.get(key);
  }

  function sample(group, style) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = element("canvas", "cm-glyph");
    canvas.width = canvas.height = Math.round(18 * ratio);
    const c = canvas.getContext("2d"), path = new Path2D();
    c.scale(ratio, ratio);
    if (group.front) {
      path.moveTo(1, 9);
      path.lineTo(17, 9);
      paintLine(c, path, group, style);
    } else {
      path.rect(1, 3, 16, 12);
      paintArea(c, path, group, style);
      paintEdge(c, path, group, style, true);
    }
    return canvas;
  }

  L.conflictOverlays = function (options) {
    L.conflictOverlayLayer = new OverlayLayer(options);
    return L.conflictOverlayLayer;
  };
})();
