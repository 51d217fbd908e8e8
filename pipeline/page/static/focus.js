// Drawing anew must not take the keyboard, or the control under a finger, away.

// Draw into `place` unless it shows `what` already. Controls say who they are by `data-key`.
export function drawnAnew(place, what, draw) {
  const shown = JSON.stringify(what);
  if (place.dataset.shown === shown) return;
  place.dataset.shown = shown;
  const held = document.activeElement;
  const key = place.contains(held) ? held.dataset.key : undefined;
  draw();
  if (key !== undefined) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
