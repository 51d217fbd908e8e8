// Light or dark, as the reader chose on this device. Not a module: it runs before the first paint, so that nothing flashes.

(() => {
  try {
    const kept = localStorage.getItem('earshot.theme');
    if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
  } catch {
    // Storage is forbidden here: the system's choice stands.
  }
})();
