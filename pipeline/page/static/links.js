// Links within the page: real addresses, followed without loading the page anew.

import { el } from './dom.js';
import { addressOf, changed } from './state.js';

export function link(scene, changes, attributes, ...children) {
  const href = addressOf(changed(scene.state, changes));
  const follow = (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    scene.go(changes);
  };
  return el('a', { href, onclick: follow, ...attributes }, ...children);
}
