/* What is read in: entries in the order in which they came, and for each thing to filter by a column of numbers that
   stand for its codes. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var YES = "yes";

  /* The codes of one filter with their words, numbered. */
  function Codes(pairs) {
    var self = this;
    this.codes = [];
    this.words = [];
    this.folded = [];
    this.stages = [];
    this.numbers = Object.create(null);
    (pairs || []).forEach(function (pair) { self.number(pair[0], pair[1], pair[2]); });
  }

  Codes.prototype.number = function (code, word, stage) {
    var number = this.numbers[code];
    if (number === undefined) {
      number = this.numbers[code] = this.codes.length;
      this.codes.push(code);
      this.words.push(word || code);
      this.folded.push(sidan.fold(word || code));
      this.stages.push(stage || "");
    }
    return number;
  };

  Codes.prototype.word = function (code) {
    var number = this.numbers[code];
    return number === undefined ? code : this.words[number];
  };

  /* True where an entry's number, or one of its numbers, is flagged. */
  sidan.isAmong = function (value, flags) {
    var i;
    if (typeof value === "number") { return value >= 0 && flags[value] === true; }
    for (i = 0; i < value.length; i += 1) { if (flags[value[i]] === true) { return true; } }
    return false;
  };

  /* `filters` are the keys to filter by, `words` what the manifest and the page say of their codes. */
  sidan.store = function (filters, words, casePath) {
    var store = { keys: filters, codes: {}, columns: {}, entries: [], newest: [] };
    filters.forEach(function (key) {
      store.codes[key] = new Codes(words[key]);
      store.columns[key] = [];
    });

    function one(key, code) { return code ? store.codes[key].number(code) : -1; }

    function many(key, codes) { return codes.map(function (code) { return store.codes[key].number(code); }); }

    function put(entry, values) {
      var at = store.entries.length;
      entry.foldedTitle = sidan.fold(entry.title);
      entry.foldedId = sidan.fold(entry.id);
      entry.foldedText = sidan.fold(entry.text);
      store.entries.push(entry);
      filters.forEach(function (key) { store.columns[key][at] = values[key] === undefined ? -1 : values[key]; });
    }

    function putCase(row) {
      var marks = row[10];
      put({ kind: "case", href: casePath.replace("{id}", row[0]), id: row[0], title: row[1], about: "", text: row[13], day: row[9], marks: marks }, {
        type: one("type", "case"), village: one("village", row[2]), grid: one("grid", row[3]), kind: one("kind", row[4]),
        category: one("category", row[5]), source: one("source", row[6]), status: one("status", row[7]), level: one("level", row[8]),
        open: one("open", marks.indexOf("o") >= 0 && YES), overdue: one("overdue", marks.indexOf("l") >= 0 && YES),
        urgent: one("urgent", marks.indexOf("u") >= 0 && YES), person: many("person", row[11]), week: many("week", row[12])
      });
    }

    function putOther(row) {
      put({ kind: row[0], href: row[1], id: "", title: row[2], about: row[3], text: row[3] + "\n" + row[4] + "\n" + store.codes.type.word(row[0]), day: row[5], marks: "" }, {
        type: one("type", row[0]), village: many("village", row[6]), person: many("person", row[7]), week: many("week", row[8])
      });
    }

    store.name = function (people) { people.forEach(function (pair) { store.codes.person.number(pair[0], pair[1]); }); };

    store.put = function (row) { if (row.length > 10) { putCase(row); } else { putOther(row); } };

    /* To be called when entries have been put: what has no day comes first, then the newest. */
    store.sort = function () {
      var entries = store.entries, i;
      for (i = store.newest.length; i < entries.length; i += 1) { store.newest.push(i); }
      store.newest.sort(function (a, b) {
        var left = entries[a].day || "9", right = entries[b].day || "9";
        if (left !== right) { return left < right ? 1 : -1; }
        return entries[a].id === entries[b].id ? a - b : entries[a].id < entries[b].id ? 1 : -1;
      });
    };
    return store;
  };
}());
