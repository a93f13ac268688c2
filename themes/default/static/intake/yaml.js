/* Values as the front matter of a case file: keys in the order of the spec, one on a line, as `sidan new` writes them.
   A text is quoted wherever a reader could take it for something else; what it reads back as is always the same text. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};
  var INDICATOR = /^[\-?:,\[\]{}#&*!|>'"%@\x60=~<“”‘’「」＂＇]/;
  var BREAKS = /:(?:\s|$)|\s#|[\t\n]|^(?:---|\.\.\.)/;
  var AMBIGUOUS = /^(?:[\-+.\d][\d_.,:eExXoO+\-]*|y|n|yes|no|on|off|true|false|null)$/i;
  var KEY_LIKE = /^[A-Za-z_][^\s：]*：/;

  function isPlain(text) {
    return text !== "" && text === text.replace(/^\s+|\s+$/g, "") &&
      !INDICATOR.test(text) && !BREAKS.test(text) && !KEY_LIKE.test(text);
  }

  /* A code, a date or a number stands as it is; `new String` marks nothing else than text. */
  function scalar(value) {
    if (typeof value === "object") { return value.code; }
    return isPlain(value) && !AMBIGUOUS.test(value) ? value : JSON.stringify(value);
  }

  function isScalar(value) { return typeof value === "string" || value.code !== undefined; }

  function inOrder(group, keys) {
    var found = [], i;
    for (i = 0; i < keys.length; i += 1) {
      if (group[keys[i]] !== undefined) { found.push(keys[i]); }
    }
    return found;
  }

  function block(group, keys, indent, orders) {
    var lines = [], names = inOrder(group, keys), i;
    for (i = 0; i < names.length; i += 1) { entry(names[i], group[names[i]], indent, orders, lines); }
    return lines;
  }

  function entry(name, value, indent, orders, lines) {
    var i, inner;
    if (isScalar(value)) { lines.push(indent + name + ": " + scalar(value)); return; }
    lines.push(indent + name + ":");
    if (!(value instanceof Array)) {
      Array.prototype.push.apply(lines, block(value, orders[name], indent + "  ", orders));
      return;
    }
    for (i = 0; i < value.length; i += 1) {
      if (isScalar(value[i])) {
        lines.push(indent + "  - " + scalar(value[i]));
      } else {
        inner = block(value[i], orders[name], indent + "    ", orders);
        inner[0] = indent + "  - " + inner[0].slice(indent.length + 4);
        Array.prototype.push.apply(lines, inner);
      }
    }
  }

  /* A whole file. `orders` gives the keys of the record under "" and of each block under its name. */
  sidan.caseFile = function (values, body, orders) {
    var front = block(values, orders[""], "", orders).join("\n");
    return "---\n" + front + "\n---\n" + (body ? "\n" + body + "\n" : "");
  };
  sidan.code = function (text) { return { code: text }; };
}());
