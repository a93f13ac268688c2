/* What is found, set as a list: every text goes in as text, never as markup. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var BEFORE = 18, AFTER = 54, PIECES = 2;

  sidan.make = function (name, className, text) {
    var element = document.createElement(name);
    if (className) { element.className = className; }
    if (text !== undefined) { element.appendChild(document.createTextNode(text)); }
    return element;
  };

  /* Where the terms stand in a text: [from, to) in order, none inside another. */
  function places(folded, terms) {
    var found = [], joined = [];
    terms.forEach(function (term) {
      var at = folded.indexOf(term);
      while (at >= 0) {
        found.push([at, at + term.length]);
        at = folded.indexOf(term, at + term.length);
      }
    });
    found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    found.forEach(function (place) {
      var last = joined[joined.length - 1];
      if (last && place[0] <= last[1]) { last[1] = Math.max(last[1], place[1]); } else { joined.push(place); }
    });
    return joined;
  }

  /* A text with the terms in it marked. */
  function marked(into, text, terms) {
    var at = 0;
    places(sidan.fold(text), terms).forEach(function (place) {
      into.appendChild(document.createTextNode(text.slice(at, place[0])));
      into.appendChild(sidan.make("mark", "", text.slice(place[0], place[1])));
      at = place[1];
    });
    into.appendChild(document.createTextNode(text.slice(at)));
    return into;
  }

  function splits(text, at) {
    var code = text.charCodeAt(at);
    return code >= 0xDC00 && code <= 0xDFFF;
  }

  /* A stretch of a text around a place, within its line. */
  function around(text, place) {
    var start = text.lastIndexOf("\n", place[0]) + 1, end = text.indexOf("\n", place[1]);
    var from = Math.max(start, place[0] - BEFORE), to = Math.min(end < 0 ? text.length : end, place[1] + AFTER);
    if (splits(text, from)) { from -= 1; }
    if (splits(text, to)) { to += 1; }
    return { from: from, to: to, opens: from > start, goesOn: to < (end < 0 ? text.length : end) };
  }

  /* The first lines in which terms stand, as far as needed to see each; without any, how the text begins. */
  function snippet(entry, terms) {
    var text = entry.text, pieces = [], first = text.indexOf("\n"), stretch;
    terms.forEach(function (term) {
      var at = entry.foldedText.indexOf(term);
      if (at < 0 || pieces.length === PIECES || sidan.fold(pieces.join("\n")).indexOf(term) >= 0) { return; }
      stretch = around(text, [at, at + term.length]);
      pieces.push((stretch.opens ? "\u2026" : "") + text.slice(stretch.from, stretch.to) + (stretch.goesOn ? "\u2026" : ""));
    });
    if (pieces.length) { return pieces.join(" \u00B7 "); }
    stretch = around(text, [0, Math.min(BEFORE, first < 0 ? text.length : first)]);
    return text.slice(0, stretch.to) + (stretch.goesOn ? "\u2026" : "");
  }

  /* `page` is {store, words, own}: `own` is the language of the register's texts, where it is not the page's. */
  sidan.shower = function (page) {
    var store = page.store, words = page.words;

    function owned(element) {
      if (page.own) { element.lang = page.own; }
      return element;
    }

    function tag(word, shape) {
      var element = sidan.make("span", "tag tag-" + shape), mark = sidan.make("span", "mark");
      mark.setAttribute("aria-hidden", "true");
      element.appendChild(mark);
      element.appendChild(document.createTextNode(word));
      return element;
    }

    function word(key, at) {
      var number = store.columns[key][at];
      return typeof number === "number" && number >= 0 ? store.codes[key].words[number] : "";
    }

    function caseLine(line, entry, at, terms) {
      var status = store.columns.status[at];
      line.appendChild(marked(sidan.make("span", "id"), entry.id, terms));
      line.appendChild(tag(store.codes.status.words[status], store.codes.status.stages[status]));
      if (entry.marks.indexOf("l") >= 0) { line.appendChild(tag(words.filter.overdue, "overdue")); }
      if (entry.marks.indexOf("u") >= 0 && entry.marks.indexOf("o") >= 0) { line.appendChild(tag(words.filter.urgent, "urgent")); }
    }

    /* The people and units of a case in whose names a term is found. */
    function named(at, terms) {
      return store.columns.person[at].filter(function (number) {
        return terms.some(function (term) { return store.codes.person.folded[number].indexOf(term) >= 0; });
      }).map(function (number) { return store.codes.person.words[number]; });
    }

    function caseFacts(facts, entry, at, terms) {
      var names = named(at, terms);
      [word("grid", at) || word("village", at), word("kind", at), word("category", at)].forEach(function (text) {
        if (text) { facts.appendChild(marked(owned(sidan.make("span")), text, terms)); }
      });
      facts.appendChild(marked(sidan.make("span", "iso"), entry.day, terms));
      if (names.length) { facts.appendChild(marked(owned(sidan.make("span")), names.join(words.separator), terms)); }
    }

    function item(at, terms) {
      var entry = store.entries[at], isCase = entry.kind === "case", element = sidan.make("li", "hit");
      var line = sidan.make("p", "hit-line"), title = sidan.make("h3"), link = sidan.make("a");
      var facts = sidan.make("p", "hit-facts aside"), text = snippet(entry, terms);
      if (isCase) { caseLine(line, entry, at, terms); } else { line.appendChild(sidan.make("span", "label", words.type[entry.kind])); }
      link.href = entry.href;
      title.appendChild(marked(owned(link), entry.title, terms));
      element.appendChild(line);
      element.appendChild(title);
      if (text) { element.appendChild(marked(owned(sidan.make("p", "hit-text")), text, terms)); }
      if (isCase) {
        caseFacts(facts, entry, at, terms);
        element.appendChild(facts);
      }
      return element;
    }

    /* Sets the first `count` of what is found. A link that had the focus has it again. */
    return function (list, found, count) {
      var focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      var whole = document.createDocumentFragment(), links, i;
      found.hits.slice(0, count).forEach(function (at) { whole.appendChild(item(at, found.terms)); });
      list.textContent = "";
      list.appendChild(whole);
      if (focused !== null) {
        links = list.getElementsByTagName("a");
        for (i = 0; i < links.length; i += 1) {
          if (links[i].getAttribute("href") === focused) { links[i].focus(); }
        }
      }
    };
  };
}());
