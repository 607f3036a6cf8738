/* The line by which the app sends the marks of a changed filter, before the page around the map is ready.
 *
 * L.conflictChanges(url, take): take({number, box, zoom, state, marks}) gets each change; when it is done the app is told
 * so. Where there is no line, nothing is lost: the map asks when the page tells it what to show.
 */
(function () {
  "use strict";

  const RETRY_MS = 10000;

  async function unpacked(bytes) {
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  class Changes {
    constructor(url, take) {
      this._url = new URL(`${url}/changes`, window.location.href);
      this._url.protocol = this._url.protocol.replace("http", "ws");
      this._take = take;
      this._notBefore = 0;
    }

    /* Has the line open for a session of the page; asks for it again from time to time where it broke. */
    listen(session) {
      if (!session || !window.DecompressionStream) return;
      if (this._session === session && this._socket && this._socket.readyState <= WebSocket.OPEN) return;
      if (this._session === session && Date.now() < this._notBefore) return;
      this.close();
      this._session = session;
      this._notBefore = Date.now() + RETRY_MS;
      this._url.search = new URLSearchParams({ session });
      const socket = (this._socket = new WebSocket(this._url));
      socket.binaryType = "arraybuffer";
      let head = null;
      socket.onmessage = async ({ data }) => {
        if (typeof data === "string") {
          head = JSON.parse(data);
          return;
        }
        const change = head;
        try {
          await this._take({ ...change, marks: await unpacked(data) });
        } finally {
          if (socket.readyState === WebSocket.OPEN) socket.send(String(change.number));
        }
      };
    }

    close() {
      if (this._socket) this._socket.close();
      this._socket = null;
    }
  }

  L.conflictChanges = (url, take) => new Changes(url, take);
})();
