/* A word of the catalogue with its holes filled, for scripts. */
(function () {
  "use strict";
  var sidan = window.sidan = window.sidan || {};

  sidan.fill = function (word, values) {
    return word.replace(/\{(\w+)\}/g, function (hole, name) { return values[name] === undefined ? hole : values[name]; });
  };
}());
