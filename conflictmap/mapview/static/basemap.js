/*
 * The offline base map: L.conflictBase({url, lang}) makes one Leaflet layer.
 *
 * Geometry (sea, land, borders) is drawn by a GridLayer of canvas tiles; labels by one canvas above it, below the
 * overlays. Data come from <url>/index.json and <url>/<tile>.json as described in geodata/basemap.py; each file is
 * fetched once. Text reaches the page through canvas fillText only.
 */
(function (L) {
  'use strict';

  const COLOURS = {
    sea: '#d9e3e9', land: '#f5f3ef', coast: '#b5c5cf', river: '#bdd0dc', shore: '#b9cad5',
    border: '#aaa49c', disputed: '#a09a92', adm1: '#dedad3', halo: 'rgba(248,247,244,0.92)', seaHalo: 'rgba(217,227,233,0.9)'
  };
  const LAST_WORLD_ZOOM = 4;          // up to here the tile of the whole world is drawn
  const RIVER_ZOOMS = [4, 9];
  const SKIP = 0.4;                   // points nearer than this many pixels to the last one are not drawn
  const CHUNK = 256;                  // long lines are cut in pieces of this many points, to skip those out of view
  const LABEL_MARGIN = 0.25;          // labels are drawn this part of the view beyond its edges
  const FONTS = '"Noto Sans", "Noto Sans Arabic", sans-serif';
  const ATTRIBUTION = 'Natural Earth · GeoNames CC BY 4.0';

  // size in CSS pixels; spacing in em (Latin only); order: who is placed first
  const STYLES = {
    country: {size: 12, weight: 600, colour: '#77736d', spacing: 0.16, capitals: true, order: 0},
    capital: {size: 12, weight: 600, colour: '#454341', spacing: 0, dot: 2.6, order: 1},
    sea: {size: 12, weight: 400, colour: '#7893a6', spacing: 0.05, italic: true, order: 1},
    city: {size: 11.5, weight: 400, colour: '#4f4d4a', spacing: 0, dot: 1.9, order: 2},
    adm1: {size: 10.5, weight: 400, colour: '#a39d95', spacing: 0.08, order: 3},
    town: {size: 10.5, weight: 400, colour: '#6f6c68', spacing: 0, dot: 1.5, order: 4}
  };

  // ---- data -----------------------------------------------------------------------------------------------------

  function decodeLine(deltas, chunk) {
    const points = new Int32Array(deltas.length);
    let x = 0, y = 0;
    for (let i = 0; i < deltas.length; i += 2) {
      points[i] = x += deltas[i];
      points[i + 1] = y += deltas[i + 1];
    }
    const pieces = [];
    const step = chunk ? 2 * CHUNK : points.length;
    for (let begin = 0; begin < points.length - 2; begin += step) {
      pieces.push(withBounds(points.subarray(begin, Math.min(begin + step + 2, points.length))));
    }
    return pieces;
  }

  function withBounds(points) {
    let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (let i = 0; i < points.length; i += 2) {
      west = Math.min(west, points[i]); east = Math.max(east, points[i]);
      north = Math.min(north, points[i + 1]); south = Math.max(south, points[i + 1]);
    }
    return {points: points, west: west, north: north, east: east, south: south};
  }

  function decodeLines(rows, chunk) {
    return [].concat.apply([], (rows || []).map(function (row) { return decodeLine(row, chunk); }));
  }

  function decodeGeometry(json) {
    const tile = {extent: json.extent, adm1: []};
    ['land', 'lakes', 'disputed'].forEach(function (name) { tile[name] = decodeLines(json[name], false); });
    ['rivers', 'coast', 'border'].forEach(function (name) { tile[name] = decodeLines(json[name], true); });
    Object.keys(json.adm1 || {}).forEach(function (zoom) {
      tile.adm1.push({zoom: Number(zoom), lines: decodeLines(json.adm1[zoom], true)});
    });
    return tile;
  }

  // x and y become parts of the world (0 to 1), whatever the tile.
  function decodeLabels(json, tileX, tileY, tilesAcross) {
    return json.labels.map(function (row, rank) {
      return {
        kind: json.kinds[row[0]], x: (tileX + row[1] / json.extent) / tilesAcross, y: (tileY + row[2] / json.extent) / tilesAcross,
        zoom: row[3], last: row[4], en: row[5], ar: row[6], rank: rank
      };
    });
  }

  function Store(url) {
    this._url = url.replace(/\/$/, '');
    this._found = new Map();
    this._warned = false;
    this._index = this._json('index.json').then(function (index) {
      this.detailZoom = index.detail_zoom;
      this._version = index.version;
      this._names = new Set(index.tiles);
    }.bind(this));
    this._index.catch(this._warn.bind(this));
  }

  Store.prototype = {
    detailZoom: 4,

    // A promise of the decoded tile; null where there is none or it cannot be had.
    get: function (name, decode) {
      if (!this._found.has(name)) {
        const entry = {value: undefined};
        entry.promise = this._load(name, decode).then(function (value) { entry.value = value; return value; });
        this._found.set(name, entry);
      }
      return this._found.get(name).promise;
    },

    // The decoded tile if it is here already, else undefined.
    peek: function (name) {
      const entry = this._found.get(name);
      return entry && entry.value;
    },

    _load: function (name, decode) {
      return this._index.then(function () {
        if (!this._names.has(name)) return null;
        return this._json(name + '.json?v=' + encodeURIComponent(this._version)).then(decode);
      }.bind(this)).catch(function (error) { this._warn(error); return null; }.bind(this));
    },

    _json: function (path) {
      return fetch(this._url + '/' + path).then(function (response) {
        if (!response.ok) throw new Error('HTTP ' + response.status + ' for ' + path);
        return response.json();
      });
    },

    _warn: function (error) {
      if (!this._warned) console.warn('Base map: data could not be loaded.', error);
      this._warned = true;
    }
  };

  // ---- geometry -------------------------------------------------------------------------------------------------

  // Where a canvas tile lies in the data: the name of the data tile, pixels a unit, and the shift in pixels.
  function locate(coords, size, detailZoom) {
    if (coords.z <= LAST_WORLD_ZOOM) {
      return {name: 'world', across: size * Math.pow(2, coords.z), x: coords.x * size, y: coords.y * size};
    }
    const ratio = Math.pow(2, coords.z - detailZoom);
    const x = Math.floor(coords.x / ratio), y = Math.floor(coords.y / ratio);
    return {
      name: detailZoom + '/' + x + '/' + y, across: size * ratio,
      x: (coords.x - x * ratio) * size, y: (coords.y - y * ratio) * size
    };
  }

  function Pen(context, place, extent, size) {
    this.context = context;
    this.scale = place.across / extent;
    this.place = place;
    this.size = size;
  }

  Pen.prototype = {
    _sees: function (line) {
      const margin = 4, k = this.scale, x = this.place.x, y = this.place.y;
      return line.east * k - x > -margin && line.west * k - x < this.size + margin &&
        line.south * k - y > -margin && line.north * k - y < this.size + margin;
    },

    _trace: function (line) {
      const points = line.points, k = this.scale, ox = this.place.x, oy = this.place.y, end = points.length - 2;
      let x = points[0] * k - ox, y = points[1] * k - oy;
      this.context.moveTo(x, y);
      for (let i = 2; i <= end; i += 2) {
        const nextX = points[i] * k - ox, nextY = points[i + 1] * k - oy;
        if (i === end || Math.abs(nextX - x) + Math.abs(nextY - y) > SKIP) {
          this.context.lineTo(nextX, nextY);
          x = nextX; y = nextY;
        }
      }
    },

    path: function (lines) {
      this.context.beginPath();
      lines.forEach(function (line) { if (this._sees(line)) this._trace(line); }, this);
    },

    fill: function (lines, colour) {
      this.path(lines);
      this.context.fillStyle = colour;
      this.context.fill('evenodd');
    },

    stroke: function (lines, colour, width, dash) {
      this.path(lines);
      this.context.strokeStyle = colour;
      this.context.lineWidth = width;
      this.context.setLineDash(dash || []);
      this.context.stroke();
    }
  };

  function drawTile(context, tile, place, size, zoom) {
    const pen = new Pen(context, place, tile.extent, size);
    const fine = zoom <= 3 ? 0.75 : zoom <= 6 ? 1 : 1.15;
    context.lineJoin = context.lineCap = 'round';
    pen.fill(tile.land, COLOURS.land);
    if (zoom >= RIVER_ZOOMS[0] && zoom <= RIVER_ZOOMS[1]) pen.stroke(tile.rivers, COLOURS.river, 0.9 * fine);
    tile.adm1.forEach(function (group) {
      if (zoom >= group.zoom) pen.stroke(group.lines, COLOURS.adm1, zoom >= 7 ? 1.1 : 0.9);
    });
    pen.fill(tile.lakes, COLOURS.sea);
    if (zoom >= 5) pen.stroke(tile.lakes, COLOURS.shore, 0.7);
    pen.stroke(tile.coast, COLOURS.coast, 0.75 * fine);
    pen.stroke(tile.border, COLOURS.border, fine);
    context.lineCap = 'butt';
    pen.stroke(tile.disputed, COLOURS.disputed, fine, zoom <= 4 ? [3, 2] : [4.5, 3]);
  }

  const Geometry = L.GridLayer.extend({
    options: {noWrap: true, updateWhenZooming: false, keepBuffer: 2},

    initialize: function (store, options) {
      L.setOptions(this, options);
      this._store = store;
    },

    createTile: function (coords, done) {
      const canvas = L.DomUtil.create('canvas', 'conflict-base-tile');
      const size = this.getTileSize().x, ratio = window.devicePixelRatio || 1, store = this._store;
      canvas.width = canvas.height = Math.round((size + 1) * ratio); // one pixel over, so that neighbours leave no gap
      const context = canvas.getContext('2d');
      context.fillStyle = COLOURS.sea;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.scale(ratio, ratio);
      store.get('world', decodeGeometry).then(function () {
        const place = locate(coords, size, store.detailZoom);
        return store.get(place.name, decodeGeometry).then(function (tile) {
          if (tile) drawTile(context, tile, place, size + 1, coords.z);
          done(null, canvas);
        });
      });
      return canvas;
    },

    _initTile: function (tile) {
      L.GridLayer.prototype._initTile.call(this, tile);
      tile.style.width = tile.style.height = this.getTileSize().x + 1 + 'px';
    }
  });

  // ---- labels ---------------------------------------------------------------------------------------------------

  const ARABIC = /[\u0600-\u06ff]/;

  // How one label is to be written: lines of text, font, extent.
  function typeset(label, lang, zoom) {
    const style = STYLES[label.kind];
    const name = lang === 'ar' && label.ar ? label.ar : label.en;
    const arabic = ARABIC.test(name);
    let size = style.size + (arabic ? 1.5 : 0) + (label.kind === 'country' ? (zoom < 4 ? -1.5 : zoom >= 6 ? 1 : 0) : 0);
    if (label.kind === 'city' && label.zoom + 2 <= zoom) size += 0.5;
    const italic = style.italic && !arabic ? 'italic ' : '';
    return {
      lines: breakLines(style.capitals && !arabic ? name.toLocaleUpperCase('en') : name, label.kind),
      font: italic + style.weight + ' ' + size + 'px ' + FONTS,
      spacing: arabic ? 0 : style.spacing * size,
      arabic: arabic, size: size, height: size * 1.22, style: style
    };
  }

  function breakLines(name, kind) {
    if (kind === 'sea') return name.split(' | ');
    if (kind !== 'country' && kind !== 'adm1' || name.length < 15 || name.indexOf(' ') < 0) return [name];
    let best = -1;
    for (let i = name.indexOf(' '); i >= 0; i = name.indexOf(' ', i + 1)) {
      if (best < 0 || Math.abs(i - name.length / 2) < Math.abs(best - name.length / 2)) best = i;
    }
    return [name.slice(0, best), name.slice(best + 1)];
  }

  // Boxes a label may take, best first: beside, above or below its dot; or centred on its point.
  function places(text, x, y) {
    const width = text.width, height = text.height * text.lines.length;
    const centred = {x: x - width / 2, y: y - height / 2, align: 'center', width: width, height: height};
    if (!text.style.dot) {
      const shift = text.style.order === 0 ? height * 0.9 : height * 0.6;
      return [0, -shift, shift].map(function (dy) { return Object.assign({}, centred, {y: centred.y + dy}); });
    }
    const gap = text.style.dot + 3;
    const right = Object.assign({}, centred, {x: x + gap, align: 'left'});
    const left = Object.assign({}, centred, {x: x - gap - width, align: 'right'});
    const above = Object.assign({}, centred, {y: y - gap - height + 2});
    const below = Object.assign({}, centred, {y: y + gap - 2});
    return text.arabic ? [left, right, above, below] : [right, left, above, below];
  }

  function overlaps(a, b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  }

  function padded(box, dx, dy) {
    return {x: box.x - dx, y: box.y - dy, width: box.width + 2 * dx, height: box.height + 2 * dy};
  }

  const Labels = L.Layer.extend({
    initialize: function (store, lang) {
      this._store = store;
      this._lang = lang;
      this._widths = new Map();
      this._placed = [];
      this._obstacles = this._obstacles || [];
      this._visible = true;
      this.current = false;
    },

    onAdd: function (map) {
      if (!map.getPane('baseLabels')) {
        const pane = map.createPane('baseLabels');
        pane.style.zIndex = 350;
        pane.style.pointerEvents = 'none';
      }
      this._canvas = L.DomUtil.create('canvas', 'conflict-base-labels' + (map._zoomAnimated ? ' leaflet-zoom-animated' : ''));
      this._canvas.setAttribute('aria-hidden', 'true');
      map.getPane('baseLabels').appendChild(this._canvas);
      this._loadFonts();
      this.redraw();
    },

    onRemove: function () {
      L.DomUtil.remove(this._canvas);
      this._canvas = null;
    },

    getEvents: function () {
      const events = {moveend: this.redraw, resize: this.redraw, viewreset: this.redraw, zoom: this._onZoom};
      if (this._map._zoomAnimated) events.zoomanim = this._onZoomAnimation;
      return events;
    },

    setLang: function (lang) { this._lang = lang; this.redraw(); },

    setObstacles: function (boxes) {
      const key = JSON.stringify(boxes);
      if (key === this._obstacleKey) return;
      this._obstacleKey = key;
      this._obstacles = boxes;
      this.redraw();
    },

    setVisible: function (visible) { this._visible = Boolean(visible); this.redraw(); },

    // Placed labels in container pixels.
    boxes: function () {
      return this._placed.map(function (row) {
        return {
          text: row.text.lines.join(' '), kind: row.label.kind, x: row.box.x - this._margin.x,
          y: row.box.y - this._margin.y, width: row.box.width, height: row.box.height
        };
      }, this);
    },

    _loadFonts: function () {
      if (!document.fonts || !document.fonts.load) { this._fonts = true; return; }
      const wanted = ['400 12px "Noto Sans"', '600 12px "Noto Sans"', 'italic 400 12px "Noto Sans"'].map(function (font) {
        return document.fonts.load(font, 'Ag');
      }).concat(['400 12px "Noto Sans Arabic"', '600 12px "Noto Sans Arabic"'].map(function (font) {
        return document.fonts.load(font, '\u0639\u0631');
      }));
      // The rules that name the fonts may come after this script: draw again when a font has arrived.
      document.fonts.addEventListener('loadingdone', function () {
        this._widths.clear();
        this.redraw();
      }.bind(this));
      const late = new Promise(function (resolve) { setTimeout(resolve, 3000); });
      Promise.race([Promise.all(wanted).catch(function () {}), late]).then(function () {
        this._fonts = true;
        this._widths.clear();
        this.redraw();
      }.bind(this));
    },

    // Draw with what is here; ask for what is missing and draw again when it has come.
    redraw: function () {
      if (!this._map) return;
      this.current = false;
      const missing = this._wanted().filter(function (want) { return this._store.peek(want.name) === undefined; }, this);
      this._draw();
      if (!missing.length) {
        this.current = Boolean(this._fonts);
        if (this.current) this.fire('drawn');
        return;
      }
      const view = this._view = {};
      Promise.all(missing.map(function (want) { return this._store.get(want.name, want.decode); }, this)).then(function () {
        if (this._view === view) this.redraw();
      }.bind(this));
    },

    // The label files of the present view.
    _wanted: function () {
      const map = this._map, detail = this._store.detailZoom, across = Math.pow(2, detail);
      const wanted = [{name: 'labels-world', decode: function (json) { return decodeLabels(json, 0, 0, 1); }}];
      if (map.getZoom() < LAST_WORLD_ZOOM + 1) return wanted;
      const bounds = map.getPixelBounds(), unit = 256 * Math.pow(2, map.getZoom()) / across;
      const first = bounds.min.divideBy(unit).floor(), last = bounds.max.divideBy(unit).floor();
      for (let x = Math.max(0, first.x); x <= Math.min(across - 1, last.x); x++) {
        for (let y = Math.max(0, first.y); y <= Math.min(across - 1, last.y); y++) {
          wanted.push({
            name: 'labels-' + detail + '/' + x + '/' + y,
            decode: function (json) { return decodeLabels(json, x, y, across); }
          });
        }
      }
      return wanted;
    },

    // Labels due at this zoom, the most important first.
    _due: function () {
      const zoom = this._map.getZoom(), detailed = zoom >= LAST_WORLD_ZOOM + 1, due = [];
      this._wanted().forEach(function (want) {
        (this._store.peek(want.name) || []).forEach(function (label) {
          const repeated = detailed && want.name === 'labels-world' && label.kind !== 'country' && label.kind !== 'sea';
          if (!repeated && label.zoom <= zoom + 0.01 && zoom <= label.last + 0.01) due.push(label);
        });
      }, this);
      return due.sort(function (a, b) {
        return STYLES[a.kind].order - STYLES[b.kind].order || a.zoom - b.zoom || a.rank - b.rank;
      });
    },

    _resize: function () {
      const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1;
      this._margin = size.multiplyBy(LABEL_MARGIN).floor();
      const full = size.add(this._margin.multiplyBy(2));
      this._corner = map.containerPointToLayerPoint(this._margin.multiplyBy(-1)).round();
      this._latLng = map.layerPointToLatLng(this._corner);
      this._zoom = map.getZoom();
      L.DomUtil.setTransform(this._canvas, this._corner, 1);
      this._canvas.width = Math.round(full.x * ratio);
      this._canvas.height = Math.round(full.y * ratio);
      this._canvas.style.width = full.x + 'px';
      this._canvas.style.height = full.y + 'px';
      const context = this._canvas.getContext('2d');
      context.scale(ratio, ratio);
      return context;
    },

    _draw: function () {
      const map = this._map, context = this._resize(), zoom = map.getZoom();
      this._placed = [];
      this._obstacles = this._obstacles || [];
      this._canvas.style.display = this._visible ? '' : 'none';
      if (!this._visible) return;
      const world = 256 * Math.pow(2, zoom), shift = map.getPixelOrigin().add(this._corner), size = map.getSize();
      const view = {x: this._margin.x, y: this._margin.y, width: size.x, height: size.y};
      const full = {x: 0, y: 0, width: size.x + 2 * view.x, height: size.y + 2 * view.y};
      const due = this._due().map(function (label) {
        return {label: label, x: label.x * world - shift.x, y: label.y * world - shift.y};
      }).filter(function (row) { return row.x >= 0 && row.y >= 0 && row.x <= full.width && row.y <= full.height; });
      this._dots = due.filter(function (row) { return row.label.kind === 'capital' || row.label.kind === 'city'; });
      due.forEach(function (row) { this._place(context, row.label, row.x, row.y, zoom, view); }, this);
      this._placed.slice().reverse().forEach(function (row) { drawLabel(context, row); });
    },

    _place: function (context, label, x, y, zoom, view) {
      const text = typeset(label, this._lang, zoom), dot = text.style.dot;
      const point = dot ? {x: x - dot - 1, y: y - dot - 1, width: 2 * dot + 2, height: 2 * dot + 2} : null;
      if (point && this._hits(point)) return;
      if (label.kind === 'adm1' && this._named(label, x, y)) return;
      if (label.kind === 'country' && this._repeated(label, view)) return;
      text.width = this._width(context, text);
      const free = places(text, x, y).filter(function (box) {
        const inside = box.x >= view.x + 3 && box.y >= view.y + 3 &&
          box.x + box.width <= view.x + view.width - 3 && box.y + box.height <= view.y + view.height - 3;
        return (inside || !overlaps(box, view)) && !this._hits(padded(box, 4, dot ? 1 : 3));
      }, this);
      const box = dot && free.find(function (box) { return !this._covers(box); }, this) || free[0];
      if (box) this._placed.push({label: label, text: text, box: box, x: x, y: y, point: point});
    },

    // Whether the box would lie on a city that is still to be placed.
    _covers: function (box) {
      return this._dots.some(function (row) {
        return row.x > box.x - 4 && row.x < box.x + box.width + 4 && row.y > box.y - 4 && row.y < box.y + box.height + 4;
      });
    },

    // Whether a town of the same name stands close by: then the area needs no name of its own.
    _named: function (label, x, y) {
      return this._placed.some(function (row) {
        return row.label.en === label.en && Math.abs(row.x - x) < 110 && Math.abs(row.y - y) < 70;
      });
    },

    // Whether the country is named in view already: small ones have a second place for their name, at sea.
    _repeated: function (label, view) {
      return this._placed.some(function (row) {
        return row.label.kind === 'country' && row.label.en === label.en && overlaps(row.box, view);
      });
    },

    // Whether the box would lie on a label that is placed, or on something that another layer has drawn.
    _hits: function (box) {
      return this._obstacles.some(function (other) {
        return overlaps(box, {x: other.x - this._corner.x, y: other.y - this._corner.y, width: other.width, height: other.height});
      }, this) || this._placed.some(function (row) {
        return overlaps(box, row.box) || (row.point && overlaps(box, row.point));
      });
    },

    _width: function (context, text) {
      const key = text.font + '|' + text.lines.join('|');
      if (!this._widths.has(key)) {
        applyFont(context, text);
        this._widths.set(key, Math.max.apply(null, text.lines.map(function (line) {
          return context.measureText(line).width;
        })));
      }
      return this._widths.get(key);
    },

    _onZoom: function () {
      if (this._map._animatingZoom) return;
      this._follow(this._map.getCenter(), this._map.getZoom());
    },

    _onZoomAnimation: function (event) { this._follow(event.center, event.zoom); },

    _follow: function (center, zoom) {
      const scale = this._map.getZoomScale(zoom, this._zoom);
      L.DomUtil.setTransform(this._canvas, this._map._latLngToNewLayerPoint(this._latLng, zoom, center), scale);
    }
  });

  function applyFont(context, text) {
    context.font = text.font;
    if ('letterSpacing' in context) context.letterSpacing = text.spacing + 'px';
    context.direction = text.arabic ? 'rtl' : 'ltr';
  }

  function drawLabel(context, row) {
    const text = row.text, box = row.box, sea = row.label.kind === 'sea';
    const x = {left: box.x, right: box.x + box.width, center: box.x + box.width / 2}[box.align];
    if (row.point) drawDot(context, row);
    applyFont(context, text);
    context.textAlign = box.align;
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 2.6;
    context.strokeStyle = sea ? COLOURS.seaHalo : COLOURS.halo;
    context.fillStyle = text.style.colour;
    text.lines.forEach(function (line, i) {
      const y = box.y + text.height * (i + 0.5);
      context.strokeText(line, x, y);
      context.fillText(line, x, y);
    });
  }

  function drawDot(context, row) {
    context.beginPath();
    context.arc(row.x, row.y, row.text.style.dot, 0, 2 * Math.PI);
    context.fillStyle = row.label.kind === 'capital' ? '#fff' : row.text.style.colour;
    context.strokeStyle = row.label.kind === 'capital' ? row.text.style.colour : COLOURS.halo;
    context.lineWidth = 1.2;
    context.stroke();
    context.fill();
  }

  // ---- the layer ------------------------------------------------------------------------------------------------

  const ConflictBase = L.LayerGroup.extend({
    options: {url: 'base', lang: 'en', attribution: ATTRIBUTION},

    initialize: function (options) {
      L.LayerGroup.prototype.initialize.call(this, [], options);
      const store = new Store(this.options.url);
      this._geometry = new Geometry(store, {pane: 'tilePane'});
      this._labels = new Labels(store, this.options.lang);
      this._waiting = [];
      this._geometry.on('load', this._check, this);
      this._labels.on('drawn', this._check, this);
      this.addLayer(this._geometry).addLayer(this._labels);
    },

    onAdd: function (map) {
      const style = map.getContainer().style;
      this._background = style.background;
      style.background = COLOURS.sea;
      L.LayerGroup.prototype.onAdd.call(this, map);
    },

    onRemove: function (map) {
      map.getContainer().style.background = this._background;
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    /** Write labels in 'ar' or 'en'. */
    setLang: function (lang) { this._labels.setLang(lang); return this; },

    /** Show or hide all labels. */
    setLabelsVisible: function (visible) { this._labels.setVisible(visible); return this; },

    /** Keep labels off these boxes: [{x, y, width, height}] in pixels of the map's layers (Leaflet's layer points). */
    setObstacles: function (boxes) { this._labels.setObstacles(boxes); return this; },

    /** Call back, once, when geometry and labels of the present view are drawn. */
    whenReady: function (callback) {
      this._waiting.push(callback);
      this._check();
      return this;
    },

    /** Labels drawn: [{text, kind, x, y, width, height}] in pixels of the map container. */
    getLabelBoxes: function () { return this._labels.boxes(); },

    _check: function () {
      if (!this._map || !this._labels.current || this._geometry.isLoading()) return;
      this._waiting.splice(0).forEach(function (callback) { setTimeout(callback, 0); });
    }
  });

  L.conflictBase = function (options) { return new ConflictBase(options); };
})(window.L);
