// Votes and cards kept in this browser. A vote is written to local storage at once, and to IndexedDB, which outlives a
// crash of the browser, where the server has not stored it within 0.4 seconds. It leaves both when the server has it; one
// that the server refuses goes on a list that stays until the reviewer has read it, and one that it cannot take, though
// it takes others, until the reviewer has sent it again or dropped it. Cards taken along lie beside them.
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
  // options: user, token, tokenUrl; taken(op), refused(op, why, kind) are called once the server has answered, and
  // resent(op) where one that was put aside is sent again.
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
    var OFTEN = 3; // failures after which others may go before an act
    var LATER = [408, 425, 429], AWAY = [502, 503, 504]; // answers that say nothing of the act that was sent
    var works = 0; // how many times the server has shown that it works
    var NOUNS = { vote: "vote", withdraw: "undo", label: "label", "hand-back": "hand-back" };
    var WAITING = { vote: "vote", withdraw: "change", label: "change", "hand-back": "change" };

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
      op.body.key = newKey();
      put(op);
    }
    function put(op) {
      count += 1;
      op.id = String(Date.now()).padStart(15, "0") + "-" + String(count).padStart(6, "0");
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
      var many = box.length + " " + nounOf(box, WAITING) + " kept here";
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
    // "vote", "votes", "changes": what these are, in one or many; where they are of several kinds, changes.
    function nounOf(ops, nouns) {
      var found = new Set(ops.map(function (op) { return nouns[op.kind || "vote"]; }));
      return (found.size === 1 ? found.values().next().value : "change") + (ops.length === 1 ? "" : "s");
    }
    function toldOf(ops) { return (ops.length === 1 ? "One " : ops.length + " ") + nounOf(ops, WAITING); }
    // Acts on one record go out in their order. One that failed often lets those on other records go first.
    function next() {
      var records = new Set();
      var firsts = box.filter(function (op) {
        var isFirst = !records.has(op.slot);
        records.add(op.slot);
        return isFirst;
      });
      return firsts.find(function (op) { return failures(op) < OFTEN; }) || firsts.reduce(function (least, op) {
        return failures(op) < failures(least) ? op : least;
      });
    }
    function failures(op) { return op.failures || 0; }
    function flush() {
      if (!box.length) { show("saved"); return; }
      if (sending) return;
      clearTimeout(timer);
      sending = true;
      if (!pause) show("saving");
      send(next()).then(function (answer) {
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
        keepalive: Boolean(body) && String(body).length < 60000, // a browser refuses to keep more alive
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
          works += 1;
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
            if (told.error) {
              works += 1;
              return putAside(op, told.error, told.kind, false);
            }
            show("error");
            return failed(op, answer.status); // without words it may be anybody's answer on the way
          });
        }
        show("error");
        return LATER.indexOf(answer.status) >= 0 ? "later" : failed(op, answer.status);
      }, function () {
        show("offline");
        return "later";
      });
    }
    // An act that the server cannot take must not hold back the others; a server that is down must cost nobody an act.
    // So one that failed often is put aside only where the server has worked since it failed last: it took another act
    // or, where all that waits is on this record, answered a question.
    function failed(op, status) {
      var worked = status < 500 || works > op.works;
      op.failures = failures(op) + 1;
      op.works = works;
      if (op.failures < OFTEN) return "later";
      if (worked) return putAside(op, "The server did not take it (error " + status + "), though it works. Send it again, or tell whoever runs the site.", "Failed", true);
      var alone = box.every(function (other) { return other.slot === op.slot; });
      if (!alone || AWAY.indexOf(status) >= 0) return "later";
      return renewToken().then(function (answered) {
        if (answered) works += 1;
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

    // ---- What the server did not take: shown until read, and what it may still take until sent again or dropped; after
    // a reload too. What cannot be written there goes on waiting. ----
    function putAside(op, why, kind, mayGoAgain) {
      var lost = api.kept.get(LOST, []).filter(function (one) { return !one.op || one.op.body.key !== op.body.key; });
      var did = { withdraw: "undo", label: "a label", "hand-back": "handed back" }[op.kind] || op.body.verdict;
      var one = { title: op.title || "(no title)", verdict: did, why: why, kind: op.kind, text: op.body.note || "" };
      if (mayGoAgain) one.op = plain(op);
      if (!api.kept.set(LOST, lost.concat(one)) && mayGoAgain) return "later";
      showLost();
      forget(op);
      options.refused(op, why, kind);
      return "done";
    }
    function isWaiting(one) { return Boolean(one.op); }
    function takeOff(one) {
      api.kept.set(LOST, api.kept.get(LOST, []).filter(function (other) {
        return !isWaiting(other) || other.op.body.key !== one.op.body.key;
      }));
      showLost();
    }
    function sendAgain(one) {
      var op = Object.assign({}, one.op);
      put(op);
      takeOff(one);
      options.resent(op);
    }
    function button(text, act) {
      var made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-sm";
      made.textContent = text;
      made.addEventListener("click", function () { act(); document.getElementById("main").focus(); });
      return made;
    }
    function showLost() {
      var panel = document.getElementById("refused");
      var lost = api.kept.get(LOST, []);
      panel.hidden = !lost.length;
      var many = (lost.length === 1 ? "One " : lost.length + " ") + nounOf(lost, NOUNS);
      document.getElementById("refused-count").textContent = many + (lost.length === 1 ? " was" : " were") + " not stored";
      document.getElementById("refused-read").hidden = lost.every(isWaiting);
      document.getElementById("refused-list").replaceChildren.apply(document.getElementById("refused-list"), lost.map(function (one) {
        var row = document.createElement("li");
        var title = document.createElement("strong");
        title.textContent = one.title;
        row.append(title, " (" + one.verdict + (one.text ? ", “" + one.text + "”" : "") + "): " + one.why);
        if (isWaiting(one)) {
          var both = document.createElement("div");
          both.className = "cluster mt-2";
          both.append(button("Send again", function () { sendAgain(one); }), button("Drop it", function () { takeOff(one); }));
          row.append(both);
        }
        return row;
      }));
    }
    document.getElementById("refused-read").addEventListener("click", function () {
      api.kept.set(LOST, api.kept.get(LOST, []).filter(isWaiting));
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
      toldOf: toldOf,
    };
  };
})();
