/* Before the first paint: the colours and the text size this reader chose before. */
(function () {
  try {
    var theme = localStorage.getItem("theme"), size = localStorage.getItem("size");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (/^[0-4]$/.test(size)) document.documentElement.dataset.size = size;
  } catch (refused) { /* no storage: the defaults stand */ }
})();
