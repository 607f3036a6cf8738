/* The places layer: numbered marks for the places a name may mean, with their rings and outlines.
 *
 * The map is made once. What changes comes in through L.conflictPlaces.update({...}): names and ids percent-encoded.
 * All text is set with textContent, never built into HTML.
 */
(function () {
  "use strict";

  const GATHER_PX = [38, 23]; // marks closer than this across and down share one label
  const BLUE = "#2f6db3";
  const INK = "#262a2e";
  const NAME_WIDTH_PX = 220;

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  const pen = document.createElement("canvas").getContext("2d");
  function textWidth(text) {
    pen.font = "600 12.5px 'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif";
    return pen.measureText(text).width;
  }

  const PlacesLayer = L.LayerGroup.extend({
    options: { url: "../../map-data" },

    initialize(options) {
      L.LayerGroup.prototype.initialize.call(this);
      L.setOptions(this, options);
      this._asked = null;
      this._outlines = new Map(); // area id → GeoJSON geometry, or null where there is none
      this._marks = [];
      this.idle = false;
    },

    onAdd(map) {
      if (!map.getPane("marks")) map.createPane("marks").style.zIndex = 620;
      this._shapes = L.layerGroup().addTo(map);
      this._labels = L.layerGroup().addTo(map);
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on("zoomend moveend", this._label, this);
      // The page writes the other parts of the address at a change, without the name that is looked up.
      this._watch = setInterval(() => this._writeAddress(), 400);
      // The frame takes its height from the page's style, which may come after the map.
      this._resized = new ResizeObserver(() => {
        map.invalidateSize({ pan: false });
        if (this._fitted && !this._moved) this._fit();
      });
      this._resized.observe(map.getContainer());
      map.on("dragstart zoomstart", (event) => { if (event.type === "dragstart" || !this._fitting) this._moved = true; });
    },

    onRemove(map) {
      map.off("zoomend moveend", this._label, this);
      clearInterval(this._watch);
      this._resized.disconnect();
      this._shapes.remove();
      this._labels.remove();
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    /* What the page says: places in order, the answer where it is none of them, the chosen one, words, address. */
    async change(asked) {
      this._asked = asked;
      this.idle = false;
      document.documentElement.lang = asked.lang;
      this._nameControls();
      if (L.conflictBaseLayer) L.conflictBaseLayer.setLang(asked.lang);
      this._writeAddress();
      await this._fetchOutlines();
      if (this._asked !== asked) return;
      this._draw();
      if (asked.key !== this._fitted) {
        this._fitted = asked.key;
        this._moved = false;
        this._fit();
      } else {
        this._show();
      }
      this.idle = true;
    },

    _all() {
      const asked = this._asked;
      return asked.answer ? [...asked.places, asked.answer] : asked.places;
    },

    async _fetchOutlines() {
      const missing = [...new Set(this._all().map((place) => place.area))].filter((id) => id && !this._outlines.has(id));
      if (!missing.length) return;
      try {
        const answer = await fetch(`${this.options.url}/areas?${new URLSearchParams({ ids: missing.join(",") })}`);
        if (!answer.ok) throw new Error(`areas ${answer.status}`);
        const found = await answer.json();
        for (const id of missing) this._outlines.set(id, found[id] || null);
      } catch (error) {
        console.warn("Places: outlines could not be loaded.", error); // the marks stand without them
      }
    },

    /* Rings and outlines, the chosen one last and strongest. */
    _draw() {
      this._shapes.clearLayers();
      const order = [...this._all()].sort((a, b) => Number(a.chosen) - Number(b.chosen));
      for (const place of order) this._drawExtent(place);
      this._label();
    },

    _drawExtent(place) {
      const style = {
        interactive: false, color: place.chosen ? INK : BLUE, weight: place.chosen ? 2 : 1.2,
        opacity: place.chosen ? 0.9 : 0.65, dashArray: "6 4", fillColor: BLUE, fillOpacity: place.chosen ? 0.1 : 0.04,
      };
      const outline = place.area && this._outlines.get(place.area);
      if (outline) L.geoJSON(outline, { ...style, style }).addTo(this._shapes);
      else if (place.radius_km) L.circle([place.lat, place.lon], { ...style, radius: place.radius_km * 1000 }).addTo(this._shapes);
    },

    /* Numbers at their places; places that would hide each other share one label that says how many more there are. */
    _label() {
      if (!this._map || !this._asked) return;
      this._labels.clearLayers();
      this._marks = [];
      for (const place of this._asked.places) {
        const at = this._at(place);
        const near = this._marks.find((mark) => Math.abs(mark.x - at.x) < GATHER_PX[0] && Math.abs(mark.y - at.y) < GATHER_PX[1]);
        if (near) near.places.push(place);
        else this._marks.push({ x: at.x, y: at.y, places: [place] });
      }
      for (const mark of this._marks) this._addMark(mark);
      this._clearBaseLabels();
    },

    _addMark(mark) {
      const first = mark.places[0], chosen = mark.places.find((place) => place.chosen), at = chosen || first;
      const more = mark.places.length > 1 ? ` +${mark.places.length - 1}` : "";
      const numbers = `${at.number}${more}`;
      const names = mark.places.map((place) => `${place.number}. ${decodeURIComponent(place.name)}`).join("\n");
      const button = element("button", chosen ? "cm-place cm-place-chosen" : "cm-place", numbers);
      button.type = "button";
      button.setAttribute("aria-label", names);
      button.title = names;
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => this._select(this._next(mark.places).id));
      const box = element("div", "cm-place-box");
      box.append(button);
      if (chosen) {
        const name = element("span", "cm-place-name", decodeURIComponent(chosen.name));
        name.dir = "auto";
        if (this._isLeft(this._at(chosen))) name.classList.add("cm-place-name-left");
        box.append(name);
      }
      const icon = L.divIcon({ html: box, className: "cm-place-icon", iconSize: null });
      const options = { icon, interactive: false, keyboard: false, pane: "marks", zIndexOffset: (chosen ? 10000 : 1000) - 10 * first.number };
      L.marker([at.lat, at.lon], options).addTo(this._labels);
    },

    /* Of several places under one label, a click chooses one after the other. */
    _next(places) {
      return places[(places.findIndex((place) => place.chosen) + 1) % places.length];
    },

    /* The base map keeps its own labels clear of the marks. Sizes as map.css has them, which may come after us. */
    _clearBaseLabels() {
      const boxes = [];
      for (const mark of this._marks) {
        const chosen = mark.places.find((place) => place.chosen);
        const half = mark.places.length > 1 ? 20 : 12, at = chosen ? this._at(chosen) : mark;
        boxes.push({ x: at.x - half, y: at.y - 12, width: 2 * half, height: 24 });
        if (!chosen) continue;
        const width = Math.min(200, textWidth(decodeURIComponent(chosen.name))) + 5;
        boxes.push({ x: this._isLeft(at) ? at.x - half - width : at.x + half, y: at.y - 9, width, height: 18 });
      }
      const shift = this._map.containerPointToLayerPoint([0, 0]).round();
      const moved = boxes.map((box) => ({ x: Math.round(box.x) + shift.x, y: Math.round(box.y) + shift.y, width: Math.round(box.width), height: box.height }));
      if (L.conflictBaseLayer && L.conflictBaseLayer.setObstacles) L.conflictBaseLayer.setObstacles(moved);
    },

    _at(place) {
      return this._map.latLngToContainerPoint([place.lat, place.lon]);
    },

    _isLeft(at) {
      return at.x > this._map.getSize().x - NAME_WIDTH_PX;
    },

    _bounds(place) {
      const outline = place.area && this._outlines.get(place.area);
      if (outline) return L.geoJSON(outline).getBounds();
      const at = L.latLng(place.lat, place.lon);
      return place.radius_km ? at.toBounds(place.radius_km * 2000) : L.latLngBounds(at, at);
    },

    _fit() {
      const bounds = L.latLngBounds([]);
      for (const place of this._all()) bounds.extend(this._bounds(place));
      if (!bounds.isValid()) return;
      this._fitting = true;
      this._map.fitBounds(bounds, { maxZoom: 10, padding: [36, 36], animate: false });
      this._fitting = false;
    },

    /* The chosen place comes into sight where the viewer has moved away from it. */
    _show() {
      const chosen = this._all().find((place) => place.chosen);
      if (chosen && !this._map.getBounds().contains([chosen.lat, chosen.lon])) this._map.panTo([chosen.lat, chosen.lon]);
    },

    _nameControls() {
      const words = this._asked.say, frame = this._map.getContainer();
      for (const [css, text] of [["zoom-in", words.zoom_in], ["zoom-out", words.zoom_out], ["layers-toggle", words.layers]]) {
        const control = frame.querySelector(`.leaflet-control-${css}`);
        if (control) {
          control.title = text;
          control.setAttribute("aria-label", text);
        }
      }
      frame.setAttribute("aria-label", words.described);
    },

    /* The name that is looked up, in place: typing leaves no trail of steps for Back. */
    _writeAddress() {
      if (!this._asked) return;
      try {
        const address = new URL(window.parent.location.href);
        if (!address.pathname.replace(/\/+$/, "").endsWith(`/${this._asked.page}`)) return;
        const before = address.searchParams.toString();
        if (!address.searchParams.has("lang")) {
          for (const [name, value] of new URLSearchParams(this._asked.address)) address.searchParams.set(name, value);
        }
        const name = decodeURIComponent(this._asked.q);
        if (name) address.searchParams.set("q", name);
        else address.searchParams.delete("q");
        if (address.searchParams.toString() === before) return;
        window.parent.history.replaceState(window.parent.history.state, "", `${address.pathname}?${address.searchParams}`);
      } catch (error) {
        /* embedded in a page of another host: there is no address bar of ours to write */
      }
    },

    /* Tell the page which place was picked: as the tooltip text of a clicked object, which streamlit-folium returns.
     * The id stays percent-encoded because that text passes through innerHTML there. */
    _select(token) {
      const picked = { _tooltip: { _content: token }, getTooltip: () => ({ getContent: () => token }) };
      this.fire("click", { latlng: this._map.getCenter(), sourceTarget: picked });
    },
  });

  L.conflictPlaces = function (options) {
    L.conflictPlacesLayer = new PlacesLayer(options);
    return L.conflictPlacesLayer;
  };

  /* Called by the page through streamlit-folium on every change. */
  L.conflictPlaces.update = (asked) => L.conflictPlacesLayer.change(asked);
})();
