/* The draft on this device: what was written so far survives a reload, and is gone when it is discarded.
   Where the browser keeps nothing, the form works without. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};

  function get(key) {
    try { return JSON.parse(window.localStorage.getItem(key)); } catch (error) { return null; }
  }

  function set(key, value) {
    try {
      if (value === null) { window.localStorage.removeItem(key); } else { window.localStorage.setItem(key, JSON.stringify(value)); }
    } catch (error) { /* private browsing, or no room: the page itself still holds what was written */ }
  }

  sidan.draft = function (facts) {
    var key = facts.draft, given = facts.draft + "-given";

    function fresh() {
      var first = facts.numbers[0], last = facts.numbers[1], used = get(given) || [], number, tries;
      for (tries = 0; tries < 1000; tries += 1) {
        number = String(first + Math.floor(Math.random() * (last - first + 1)));
        if (used.indexOf(number) < 0 && !taken(number)) { break; }
      }
      return number;
    }

    function taken(number) {
      return facts.taken.some(function (id) { return id.slice(-number.length - 1) === "-" + number; });
    }

    return {
      load: function () { return get(key); },
      save: function (draft) { set(key, draft); },
      clear: function () { set(key, null); },
      fresh: fresh,
      /* Numbers given out on this device are not given out again. */
      remember: function (number) {
        var used = get(given) || [];
        if (used.indexOf(number) < 0) { set(given, used.concat([number]).slice(-500)); }
      }
    };
  };
}());
