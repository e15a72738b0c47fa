// Pages that are opened as files may start no worker: the search runs in a hidden frame instead.
if (location.protocol === "file:")
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.inside = frame.contentWindow;
      window.addEventListener("message", (event) => {
        if (event.source === this.inside) this.dispatchEvent(new MessageEvent("message", { data: event.data }));
      });
      const page = this.inside.document;
      page.open();  // forgets the listeners there were
      this.ready = new Promise((resolve) => this.inside.addEventListener("load", resolve));
      page.write(`<script>postMessage = (data) => parent.postMessage(data, "*")<\/script><script src="${url}"><\/script>`);
      page.close();
    }
    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
  };
