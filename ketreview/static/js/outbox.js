// Votes and cards kept in this browser. A vote is written to local storage at once, and to IndexedDB, which outlives a
// crash of the browser, where the server has not stored it within 0.4 seconds. It leaves both when the server has it; one
// that the server refuses goes on a list that stays until the reviewer has read it. Cards taken along lie beside them.
(function () {
  "use strict";
  var api = window.ketreview;
  if (!api) return;

  api.kept = {
    set: function (name, value) {
      try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch (_) { return false; }
    },
    get: function (name, otherwise) {
      try {
        var text = localStorage.getItem(name);
        return text === null ? otherwise : JSON.parse(text);
      } catch (_) { return otherwise; }
    },
    drop: function (name) { try { localStorage.removeItem(name); } catch (_) { /* it was never kept */ } },
    all: function (prefix) {
      var found = [];
      try {
        for (var i = 0; i < localStorage.length; i += 1) {
          var name = localStorage.key(i);
          if (name.indexOf(prefix) === 0) found.push(api.kept.get(name, null));
        }
      } catch (_) { return []; }
      return found.filter(Boolean);
    },
  };

  // ---- IndexedDB: two shelves, `votes` and `cards`; where a browser has none, everything else goes on ----
  var opened = null;
  function database() {
    opened = opened || new Promise(function (resolve, reject) {
      var asked = indexedDB.open("ketreview", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("votes", { keyPath: "id" });
        asked.result.createObjectStore("cards", { keyPath: "id" });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
    return opened;
  }
  api.store = function (shelf, write, act) {
    return database().then(function (base) {
      return new Promise(function (resolve, reject) {
        var step = base.transaction(shelf, write ? "readwrite" : "readonly", { durability: "strict" });
        var asked = act(step.objectStore(shelf));
        step.oncomplete = function () { resolve(asked && asked.result); };
        step.onerror = step.onabort = function () { reject(step.error); };
      });
    }).catch(function () { return undefined; });
  };
  function among(prefix) { return IDBKeyRange.bound(prefix, prefix + "\uffff"); }
  api.cardsKept = {
    put: function (prefix, cards) {
      return api.store("cards", true, function (shelf) {
        shelf.delete(among(prefix));
        var asked = null;
        cards.forEach(function (card, place) {
          asked = shelf.put({ id: prefix + card.slot, place: place, card: card });
        });
        return asked;
      });
    },
    mark: function (prefix, card) {
      return api.store("cards", true, function (shelf) {
        var asked = shelf.get(prefix + card.slot);
        asked.onsuccess = function () {
          if (asked.result) shelf.put({ id: asked.result.id, place: asked.result.place, card: card });
        };
        return asked;
      });
    },
    all: function (prefix) {
      return api.store("cards", false, function (shelf) { return shelf.getAll(among(prefix)); }).then(function (rows) {
        return (rows || []).sort(function (a, b) { return a.place - b.place; }).map(function (row) { return row.card; });
      });
    },
    clear: function (prefix) {
      return api.store("cards", true, function (shelf) { return shelf.delete(among(prefix)); });
    },
  };

  // ---- The outbox of one person ----
  // options: user, token, tokenUrl; taken(op), refused(op, why, kind) are called once the server has answered.
  api.outbox = function (options) {
    var PREFIX = "ketreview.vote." + options.user + ".";
    var LOST = "ketreview.refused." + options.user;
    var box = [];
    var sending = false;
    var pause = 0;
    var timer = 0;
    var count = 0;
    var token = options.token;
    var afterSaved = [];
    var signedOutTold = false;
    var over = new Set(); // answered in this visit, whatever IndexedDB still says

    function newKey() {
      if (crypto.randomUUID) return crypto.randomUUID();
      var bytes = crypto.getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      var hex = Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    }
    function inOrder(a, b) { return a.id < b.id ? -1 : 1; }
    function leftOvers() {
      var here = api.kept.all(PREFIX).sort(inOrder);
      // Those of an earlier visit may lie in IndexedDB as well.
      here.forEach(function (op) { op.fromStore = true; box.push(op); });
      return here;
    }
    // What only IndexedDB still has: votes of a visit that ended in a crash.
    function rescued() {
      return api.store("votes", false, function (shelf) { return shelf.getAll(among(PREFIX)); }).then(function (rows) {
        var lost = (rows || []).map(function (row) { return row.op; }).filter(function (op) {
          return !over.has(op.id) && !box.some(function (other) { return other.id === op.id; });
        });
        lost.forEach(function (op) { op.fromStore = true; box.push(op); });
        box.sort(inOrder);
        if (lost.length) flush();
        return lost;
      });
    }
    function post(op) {
      count += 1;
      op.id = String(Date.now()).padStart(15, "0") + "-" + String(count).padStart(6, "0");
      op.body.key = newKey();
      op.kept = api.kept.set(PREFIX + op.id, op);
      box.push(op);
      if (!sending && !pause) show("saving");
      // The next card is painted first; the vote is kept already. Most are stored by the server before IndexedDB is asked.
      setTimeout(flush, 30);
      setTimeout(function () { if (box.indexOf(op) >= 0) write(op); }, 400);
    }
    function write(op) {
      op.written = api.store("votes", true, function (shelf) { return shelf.put({ id: PREFIX + op.id, op: plain(op) }); });
    }
    function plain(op) {
      return { id: op.id, kind: op.kind, url: op.url, body: op.body, slot: op.slot, title: op.title, stage: op.stage, knew: op.knew };
    }
    function forget(op) {
      box.splice(box.indexOf(op), 1);
      over.add(op.id);
      api.kept.drop(PREFIX + op.id);
      if (op.written) op.written.then(unwrite);
      else if (op.fromStore) unwrite();
      function unwrite() { api.store("votes", true, function (shelf) { return shelf.delete(PREFIX + op.id); }); }
      if (!box.length) afterSaved.splice(0).forEach(function (run) { run(); });
    }
    function show(kind) {
      var element = document.getElementById("saved-state");
      var what = box.every(function (op) { return op.kind === "vote"; }) ? "vote" : "change";
      var many = box.length + " " + what + (box.length === 1 ? "" : "s") + " kept here";
      var texts = { saved: "Saved", saving: "Saving…", offline: "Offline · " + many, error: "Not saved yet · " + many };
      var before = element.dataset.state;
      if (before !== kind && (kind === "offline" || kind === "error")) {
        api.announce(texts[kind] + ". They are sent again by themselves.", true);
      }
      if (kind === "saved" && (before === "offline" || before === "error")) api.announce("All votes are saved.");
      element.dataset.state = kind;
      element.textContent = texts[kind];
      // A warning on leaving only while something could be lost or late.
      if (kind === "saved" || kind === "saving") api.guard.release("votes");
      else api.guard.hold("votes");
    }
    function flush() {
      if (!box.length) { show("saved"); return; }
      if (sending) return;
      clearTimeout(timer);
      sending = true;
      if (!pause) show("saving");
      send(box[0]).then(function (answer) {
        sending = false;
        if (answer === "later") {
          pause = Math.min(pause * 2 || 1000, 30000);
          timer = setTimeout(flush, pause);
        } else {
          pause = 0;
          flush();
        }
      });
    }
    function request(url, body) {
      return fetch(url, {
        method: body ? "POST" : "GET",
        body: body,
        headers: { Accept: "application/json" },
        keepalive: Boolean(body),
        redirect: "manual",
        signal: AbortSignal.timeout(20000),
      });
    }
    function send(op, again) {
      var body = new URLSearchParams(op.body);
      body.set("csrfmiddlewaretoken", token);
      body.set("voter", options.user); // the server refuses it in anybody else's name
      return request(op.url, body).then(function (answer) {
        if (answer.ok) {
          forget(op);
          options.taken(op);
          answer.json().then(function (told) { tellChange(op, told.before); }, function () { /* it is stored */ });
          return "done";
        }
        if (answer.type === "opaqueredirect") return signedOut();
        if (answer.status === 403 && !again) {
          return renewToken().then(function (renewed) { return renewed ? send(op, true) : "later"; });
        }
        if ([400, 403, 404, 409, 410, 422].indexOf(answer.status) >= 0) {
          return answer.json().catch(function () { return {}; }).then(function (told) {
            var why = told.error || "The server did not take it (error " + answer.status + "). Reload the page.";
            putAside(op, why);
            forget(op);
            options.refused(op, why, told.kind);
            return "done";
          });
        }
        show("error");
        return "later";
      }, function () {
        show("offline");
        return "later";
      });
    }
    // A vote that this page did not know of, from another tab or device, was changed by this one.
    function tellChange(op, before) {
      if (!before || before.verdict === op.knew || before.verdict === op.body.verdict) return;
      var words = { include: "included", exclude: "excluded", maybe: "marked as maybe" };
      var at = new Date(before.at);
      var today = at.toDateString() === new Date().toDateString();
      var clock = at.toLocaleString("en-GB", Object.assign(today ? {} : { day: "numeric", month: "short" }, { hour: "2-digit", minute: "2-digit" }));
      api.toast("“" + op.title.slice(0, 90) + "”: you had " + words[before.verdict] + " this at " + clock + "; now it is " + words[op.body.verdict] + ".", { seconds: 15 });
    }
    function signedOut(another) {
      if (!signedOutTold) {
        signedOutTold = true;
        api.toast(another
          ? "Somebody else has signed in in this browser. Your votes are kept here and sent once you sign in again; none is sent in their name."
          : "You have been signed out. Your votes are kept here: sign in again in another tab and they are sent.", { level: "error" });
      }
      show("error");
      return "later";
    }
    // False where somebody else signed in meanwhile: their name must not stand under these votes, nor their cards here.
    function isMine(told) {
      if (told.user !== options.user) { signedOut(true); return false; }
      if (told.csrf) token = told.csrf;
      signedOutTold = false;
      return true;
    }
    function tellOfOthers() {
      var others = 0;
      try {
        for (var i = 0; i < localStorage.length; i += 1) {
          var name = localStorage.key(i);
          if (name.indexOf("ketreview.vote.") === 0 && name.indexOf(PREFIX) !== 0) others += 1;
        }
      } catch (_) { return; }
      if (others) {
        api.toast((others === 1 ? "One vote" : others + " votes") + " of somebody else lie in this browser, not sent yet. They go out once that person signs in here and screens; never in your name.", { seconds: 12 });
      }
    }
    function renewToken() {
      return request(options.tokenUrl).then(function (answer) {
        if (answer.type === "opaqueredirect") { signedOut(); return false; }
        if (!answer.ok) { show("error"); return false; }
        return answer.json().then(function (told) {
          return isMine(told);
        });
      }, function () { show("offline"); return false; });
    }

    // ---- Votes that the server did not take: shown until read, after a reload too ----
    function putAside(op, why) {
      var lost = api.kept.get(LOST, []);
      lost.push({ title: op.title || "(no title)", verdict: op.kind === "vote" ? op.body.verdict : ({ withdraw: "undo", label: "a label" })[op.kind] || "handed back", why: why });
      api.kept.set(LOST, lost);
      showLost();
    }
    function showLost() {
      var panel = document.getElementById("refused");
      var lost = api.kept.get(LOST, []);
      panel.hidden = !lost.length;
      document.getElementById("refused-count").textContent = lost.length === 1 ? "One vote was not stored" : lost.length + " votes were not stored";
      document.getElementById("refused-list").replaceChildren.apply(document.getElementById("refused-list"), lost.map(function (one) {
        var row = document.createElement("li");
        var title = document.createElement("strong");
        title.textContent = one.title;
        row.append(title, " (" + one.verdict + "): " + one.why);
        return row;
      }));
    }
    document.getElementById("refused-read").addEventListener("click", function () {
      api.kept.drop(LOST);
      showLost();
      document.getElementById("main").focus();
    });
    showLost();
    tellOfOthers();

    window.addEventListener("online", function () { pause = 0; flush(); });
    window.addEventListener("pagehide", flush);
    return {
      box: box,
      post: post,
      flush: flush,
      request: request,
      leftOvers: leftOvers,
      rescued: rescued,
      whenSaved: function (run) { if (box.length) afterSaved.push(run); else run(); },
      isMine: isMine,
    };
  };
})();
