/* What is asked for, as the page's address: `search.html?q=…&village=…`, so that it can be kept, sent and gone back to. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};

  function decoded(text) {
    try { return decodeURIComponent(text.replace(/\+/g, " ")); } catch (error) { return text; }
  }

  sidan.readAddress = function (keys, text) {
    var state = { q: "", chosen: {} };
    text.replace(/^\?/, "").split("&").forEach(function (part) {
      var at = part.indexOf("="), key = decoded(at < 0 ? part : part.slice(0, at)), value = at < 0 ? "" : decoded(part.slice(at + 1));
      if (key === "q") { state.q = value; }
      if (value && keys.indexOf(key) >= 0) {
        state.chosen[key] = state.chosen[key] || [];
        if (state.chosen[key].indexOf(value) < 0) { state.chosen[key].push(value); }
      }
    });
    return state;
  };

  sidan.writeAddress = function (keys, state) {
    var parts = state.q ? ["q=" + encodeURIComponent(state.q)] : [];
    keys.forEach(function (key) {
      (state.chosen[key] || []).forEach(function (code) { parts.push(key + "=" + encodeURIComponent(code)); });
    });
    return parts.length ? "?" + parts.join("&") : "";
  };

  /* Keeps the address true. What is typed in one go is one step back; each filter is a step of its own.
     Where the browser lets no script change the address, the page works without. */
  sidan.history = function (keys) {
    var timer = 0, typing = false;

    function put(how, state, rest) {
      window.clearTimeout(timer);
      try {
        window.history[how](rest || null, "", window.location.pathname + sidan.writeAddress(keys, state));
      } catch (error) { /* a folder opened in a browser that forbids it */ }
    }

    return {
      typed: function (state) {
        if (!typing) {
          typing = true;
          put("pushState", state);
          return;
        }
        window.clearTimeout(timer);
        timer = window.setTimeout(function () { put("replaceState", state); }, 300);
      },
      /* The typing is over: what comes next is a new step. */
      settled: function (state) {
        if (typing) { put("replaceState", state); }
        typing = false;
      },
      chosen: function (state) {
        typing = false;
        put("pushState", state);
      },
      /* Remembers how far one had read, for when one comes back. */
      leave: function (state, rest) { put("replaceState", state, rest); }
    };
  };
}());
