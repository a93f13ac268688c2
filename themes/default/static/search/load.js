/* The shards of the search data, one after the other, the newest first; never while somebody types. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var taken = {}, SLICE = 8, QUIET = 250, AT_ONCE = 20000;

  /* Called by the data scripts. */
  sidan.take = function (name, value) { taken[name] = value; };
  sidan.taken = function (name) {
    var value = taken[name];
    delete taken[name];
    return value;
  };

  /* `grown` is called when entries have come; `progress` is {done, all, read, failed, waiting}: entries read, entries
     there are, shards read, shards that could not be read, and entries that are read only when asked for. */
  sidan.loader = function (store, shards, grown) {
    var next = 0, lastKey = 0, asked = AT_ONCE, progress = { done: 0, all: 0, read: 0, failed: 0, waiting: 0 };
    shards.forEach(function (shard) { progress.all += shard[1]; });

    function later(step, wait) { window.setTimeout(step, wait || 0); }

    function isBusy() { return Date.now() - lastKey < QUIET; }

    function put(rows, from, then) {
      var until = Date.now() + SLICE, at = from;
      while (at < rows.length && (at % 16 || Date.now() < until)) {
        store.put(rows[at]);
        at += 1;
      }
      if (at < rows.length) { later(function () { put(rows, at, then); }); } else { then(); }
    }

    function ready(part) {
      store.name(part.people);
      put(part.entries, 0, function () {
        store.sort();
        progress.done += part.entries.length;
        progress.read += 1;
        grown(progress);
        later(load);
      });
    }

    function failed() {
      progress.failed += 1;
      grown(progress);
      later(load);
    }

    function load() {
      var shard = shards[next], script;
      if (!shard) { return; }
      if (progress.done > 0 && progress.done + shard[1] > asked) {
        progress.waiting = progress.all - progress.done;
        grown(progress);
        return;
      }
      progress.waiting = 0;
      if (isBusy()) { later(load, QUIET); return; }
      next += 1;
      script = document.createElement("script");
      script.charset = "utf-8";
      script.src = shard[2];
      script.onload = function () {
        var part = sidan.taken(shard[0]);
        script.parentNode.removeChild(script);
        if (part) { ready(part); } else { failed(); }
      };
      script.onerror = failed;
      document.body.appendChild(script);
    }

    return {
      progress: progress,
      start: load,
      pressed: function () { lastKey = Date.now(); },
      more: function () { asked += AT_ONCE; load(); }
    };
  };
}());
